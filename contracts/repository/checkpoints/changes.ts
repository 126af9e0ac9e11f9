/** Every change that checkpoints can make, in one script. */
import type { Script } from '../../lab.ts'
import type { CheckpointCommand } from './moves.ts'

const key = 'a'

/** A run begins, makes progress in each way there is, and ends; another is purged. */
export const everyChange: Script<CheckpointCommand> = [
  { actor: 0, does: { call: 'begin', key, pin: 'p' } },
  { actor: 0, does: { call: 'append', key, back: 0, items: ['x', 'y'] } },
  { actor: 0, does: { call: 'append', key, back: 0, items: ['z'] } },
  { actor: 0, does: { call: 'fail', key, back: 0, items: ['w'] } },
  { actor: 0, does: { call: 'replace', key, back: 0, items: ['x'] } },
  { actor: 0, does: { call: 'begin', key, pin: 'q', discard: 'p' } },
  { actor: 0, does: { call: 'append', key, back: 0, items: ['x'] } },
  { actor: 0, does: { call: 'finish', key, back: 0, anchor: { from: 'none', to: 'there' } } },
  { actor: 0, does: { call: 'begin', key, pin: 'p' } },
  { turn: 10 },
  { actor: 0, does: { call: 'purge', idleMs: 0 } },
]

/** Every change that outputs can make, in one script. */
import type { Script } from '../../lab.ts'
import type { OutputCommand } from './moves.ts'
import { key, run } from './rows.ts'

function put(length: number): { readonly actor: 0; readonly does: OutputCommand } {
  return { actor: 0, does: { call: 'put', scope: run, key, value: { kind: 'text', length } } }
}

/** A row is stored, written over by one that is longer than a page of the disk, and removed in each way there is. */
export const everyChange: Script<OutputCommand> = [
  put(1),
  put(10_000),
  { actor: 0, does: { call: 'delete', scope: run, key } },
  put(2),
  { actor: 0, does: { call: 'clear', scope: run } },
  put(3),
  { turn: 10 },
  { actor: 0, does: { call: 'prune', olderThanMs: 0 } },
]

/** Every change that locks can make, in one script. */
import type { Script } from '../lab.ts'
import type { AcquireCommand, LockCommand } from './moves.ts'

const name = 'a'

type Step = { readonly actor: 0; readonly does: AcquireCommand }

function acquired(owner: number, ttlMs: number): Step {
  return { actor: 0, does: { call: 'acquire', name, owner, ttlMs, graceMs: 0, heartbeatMs: 10 } }
}

function shared(owner: number): Step {
  const { actor, does } = acquired(owner, 30_000)
  return { actor, does: { ...does, slots: 2 } }
}

/** A lock is taken, kept, refused to another, taken over, given back, taken again and removed, and then shared by two. */
export const everyChange: Script<LockCommand> = [
  acquired(0, 50),
  { actor: 0, does: { call: 'renew', name, back: 0, ttlMs: 50 } },
  acquired(1, 50),
  { turn: 50 },
  acquired(1, 30_000),
  { actor: 0, does: { call: 'release', name, back: 0 } },
  acquired(0, 30_000),
  { actor: 0, does: { call: 'evict', name, back: 0 } },
  shared(0),
  shared(1),
  { actor: 0, does: { call: 'renew', name, back: 1, ttlMs: 30_000 } },
  { actor: 0, does: { call: 'release', name, back: 1 } },
]

/** A history of one lock that two actors take by turns, each beside a call of the other that finds it busy. */
import type { AcquireOptions, Call, Event, Identity, LockSnapshot } from '../contracts/index.ts'

/** Whoever takes a lock in a bench. */
export const owner: Identity = { instance: 'bench', host: 'here', boot: 'b', pid: 1, pidStart: 1 }

const options: AcquireOptions = { owner, ttlMs: 50, graceMs: 20, heartbeatMs: 10 }

/** The row of the lock under this token. */
function row(token: number): LockSnapshot {
  const times = { acquiredAtMs: 1_000, heartbeatAtMs: 1_000, expiresAtMs: 1_050, takeableAtMs: 1_070, atMs: 1_000 }
  return { name: 'a', token, owner, heartbeatMs: options.heartbeatMs, ...times }
}

/** So many calls, four to each turn: taken, found busy, given back, and looked at. */
export function lockHistory(calls: number): readonly Event[] {
  return Array.from({ length: calls }, (_, index) => {
    const token = 1 + Math.floor(index / 4)
    const [method, args, value] = [
      ['acquire', ['a', options], { status: 'acquired', lease: row(token) }],
      ['acquire', ['a', options], { status: 'busy', holder: row(token) }],
      ['release', ['a', token], { status: 'released' }],
      ['inspect', ['a'], { status: 'free' }],
    ][index % 4] as [string, Call['args'], unknown]
    // The two calls of a pair overlap.
    const invoked = 4 * Math.floor(index / 2) + (index % 2)
    const outcome = { status: 'ok' as const, value }
    const call = { port: 'locks', method, args }
    return { actor: index % 2, call, outcome, invoked, returned: invoked + 2, fromMs: 1_000, toMs: 1_000 }
  })
}

/** Histories of locks and of writes under their guards, as tests write them down. */
import type { Event, History, Outcome } from '../../../../contracts/index.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import { row } from '../locks/calls.ts'

/** When a call was invoked and when it returned, as positions. */
export type Times = readonly [invoked: number, returned: number]

function event(port: string, method: string, args: readonly unknown[], [invoked, returned]: Times): Event {
  const outcome: Outcome = { status: 'ok', value: { status: 'stored' } }
  const call = { port, method, args: args as Event['call']['args'] }
  return { actor: 0, call, outcome, invoked, returned, fromMs: 1_000, toMs: 1_000 }
}

export function answering(of: Event, value: unknown): Event {
  return { ...of, outcome: { status: 'ok', value } }
}

export function lost(of: Event): Event {
  return { ...of, outcome: { status: 'unknown', why: 'killed' }, returned: Infinity }
}

/** The lock is granted to the owner of this number, under a token. */
export function granted(token: number, times: Times, index = 0, lock = 'g'): Event {
  const lease = { ...row({ name: lock, token }), owner: owner(index) }
  return answering(event('locks', 'acquire', [lock, { owner: owner(index) }], times), { status: 'acquired', lease })
}

export function released(token: number, times: Times, status = 'released'): Event {
  return answering(event('locks', 'release', ['g', token], times), { status })
}

export function evicted(token: number, times: Times, status = 'evicted'): Event {
  return answering(event('locks', 'evict', [row({ name: 'g', token })], times), { status })
}

/** A row is put under a guard. */
export function put(token: number, times: Times, lock = 'g'): Event {
  return event('outputs', 'put', ['scope', 'key', 'value', { guard: { lock, token } }], times)
}

/** The same, refused because of it. */
export function fencedPut(token: number, times: Times): Event {
  const error = { name: 'StoreError', code: 'FENCED', message: 'stale' }
  return { ...put(token, times), outcome: { status: 'fail', error } }
}

/** A row is put by whoever needs no guard. */
export function plainPut(times: Times): Event {
  return event('outputs', 'put', ['scope', 'key', 'value'], times)
}

export function inOrder(...events: readonly Event[]): History {
  return events.toSorted((one, other) => one.invoked - other.invoked)
}

/** The states of guarded writes that are worth reaching. */
import type { History } from '../lab.ts'
import type { Acquired, LockSnapshot } from '../locks/port.ts'
import { lockNamed } from '../locks/moves.ts'
import { guardIn, isFenced } from './judge.ts'

/**
 * under-guard: a write was let through. fenced: one was refused, and `fenced <method>` tells which. overtaken: a lock was granted whose
 * former lease nobody had ended. held-though-lapsed: a write was let through behind the end of its lease.
 */
export function guardMarks(history: History): readonly string[] {
  const marks = new Set<string>()
  const open = new Map<string, LockSnapshot>()
  for (const event of history) {
    const { call, outcome } = event
    const guard = guardIn(event)
    if (guard && isFenced(event)) marks.add('fenced').add(`fenced ${call.method}`)
    if (outcome.status !== 'ok') continue
    if (guard) {
      marks.add('under-guard')
      const lease = open.get(guard.lock)
      if (lease?.token === guard.token && event.fromMs >= lease.takeableAtMs) marks.add('held-though-lapsed')
    }
    if (call.port !== 'locks') continue
    const name = lockNamed(call) ?? ''
    const answer = outcome.value as Acquired | { readonly status: 'released' } | null
    if (answer?.status === 'acquired') {
      if (open.has(name)) marks.add('overtaken')
      open.set(name, answer.lease)
    }
    if (answer?.status === 'released') open.delete(name)
  }
  return [...marks]
}

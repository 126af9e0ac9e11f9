/**
 * Judges of one promise each, which need no model: about writes that were given up, of which no partition tells. Calls may
 * overlap; a judge condemns only what no order of the overlapping calls can explain.
 */
import type { Event, Judge } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import type { WriteSeen } from './scenes.ts'
import type { WriteScene } from './sources.ts'

/** Whether a write rejected as given up though nobody aborted it. */
function wasReaped({ call, outcome }: Event): boolean {
  if (call.method !== 'write' || outcome.status !== 'ok') return false
  const { aborts } = call.args[0] as unknown as WriteScene
  return (outcome.value as WriteSeen | null)?.status === 'aborted' && aborts === undefined
}

/** How many writes a reap removed; as many as may be where nobody saw its answer. */
function writesOf({ outcome }: Event): number {
  if (outcome.status === 'fail') return 0
  return outcome.status === 'ok' ? ((outcome.value as { readonly writes?: number } | null)?.writes ?? 0) : Infinity
}

/** Whether a reap may have found a write idle for as long as it asks: no byte came to the write before it was called. */
function mayTake(reap: Event, write: Event): boolean {
  const { idleMs } = reap.call.args[0] as unknown as { readonly idleMs: number }
  const meets = reap.invoked < write.returned && reap.returned > write.invoked
  return meets && writesOf(reap) > 0 && reap.toMs - write.fromMs >= idleMs
}

/** A write is given up only where its signal was aborted, or a reap met it that it was idle enough for. */
export const livingAreSpared: Judge = (history) => {
  const reaps = history.filter(({ call }) => call.method === 'reap')
  for (const [at, event] of history.entries()) {
    if (wasReaped(event) && !reaps.some((reap) => mayTake(reap, event)))
      return { at, expected: 'written: no reap met this write that it was idle enough for', observed: 'aborted' }
  }
  return undefined
}

/** Whether a write may have been unfinished at a reap: it had come to no end of which anybody knows. */
function mayLeave({ call, outcome, invoked, returned }: Event, reap: Event): boolean {
  const hasEnded = outcome.status === 'ok' && returned < reap.invoked
  return call.method === 'write' && invoked < reap.returned && !hasEnded
}

/** A reap counts no more writes than may be unfinished. */
export const reapsAreCounted: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    if (event.call.method !== 'reap' || event.outcome.status !== 'ok') continue
    const most = history.filter((write) => mayLeave(write, event)).length
    const writes = writesOf(event)
    if (writes > most) return { at, expected: `at most ${most} unfinished writes`, observed: showAtLength(writes) }
  }
  return undefined
}

/** The states of locks that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../lab.ts'
import { lockNamed } from './moves.ts'
import type { LockSnapshot } from './port.ts'
import { snapshotsIn } from './snapshots.ts'

function status({ outcome }: Event): string {
  return outcome.status === 'ok'
    ? ((outcome.value as { readonly status?: string } | null)?.status ?? 'listed')
    : outcome.status
}

/** How late the holder was whom somebody found. */
function busyMark(shown: LockSnapshot | undefined): string {
  if (!shown || shown.atMs < shown.expiresAtMs) return 'busy'
  return shown.atMs < shown.takeableAtMs ? 'busy-in-grace' : 'busy-though-lapsed'
}

function marksOf(event: Event, earlier: ReadonlySet<string>): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const [shown] = snapshotsIn(call, outcome.value)
  const name = lockNamed(call) ?? ''
  switch (status(event)) {
    case 'busy':
      return [busyMark(shown)]
    case 'acquired':
      return [earlier.has(name) ? 'reacquired' : 'acquired', ...(/^[a-z]$/.test(name) ? [] : ['hostile-name'])]
    case 'held':
      return call.method === 'renew' ? ['renewed'] : []
    case 'lost':
    case 'not-held':
      return ['superseded']
    default:
      return [status(event)]
  }
}

/** How close to the end of a lease, grace included, somebody asked for the lock, ms; the boundaries have marks. */
const boundaries: ReadonlyMap<number, string> = new Map([
  [-1, 'asked-1-ms-early'],
  [0, 'taken-at-the-end'],
  [1, 'taken-1-ms-late'],
])

const hourMs = 3_600_000

/** A mark where the clock went by an hour or more since the call before. */
function clockMarks(event: Event, before: Event | undefined): readonly string[] {
  const wentMs = before ? event.fromMs - before.toMs : 0
  if (Math.abs(wentMs) < hourMs - 1_000) return []
  return [wentMs > 0 ? 'hour-ahead' : 'hour-back']
}

/** A mark where a lock was asked for at a boundary of the lease that was shown last. */
function boundaryMarks(event: Event, last: LockSnapshot | undefined): readonly string[] {
  const [shown] = event.outcome.status === 'ok' ? snapshotsIn(event.call, event.outcome.value) : []
  if (!shown || event.call.method !== 'acquire') return []
  const isBusy = status(event) === 'busy'
  const endMs = isBusy ? shown.takeableAtMs : last?.takeableAtMs
  const mark = endMs === undefined ? undefined : boundaries.get(shown.atMs - endMs)
  return mark !== undefined && isBusy === mark.startsWith('asked') ? [mark] : []
}

/** Which marks a history reached; `taken-over` is an acquisition while the former lease was neither released nor evicted. */
export function lockMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const acquired = new Set<string>()
  const open = new Set<string>()
  const last = new Map<string, LockSnapshot>()
  for (const [at, event] of history.entries()) {
    const name = lockNamed(event.call) ?? ''
    const marks = [...marksOf(event, acquired), ...clockMarks(event, history[at - 1])]
    for (const mark of [...marks, ...boundaryMarks(event, open.has(name) ? last.get(name) : undefined)])
      reached.add(mark)
    if (event.outcome.status === 'ok')
      for (const shown of snapshotsIn(event.call, event.outcome.value)) last.set(shown.name, shown)
    const ended = status(event)
    if (ended === 'acquired') {
      if (open.has(name)) reached.add('taken-over')
      acquired.add(name)
      open.add(name)
    }
    if (ended === 'released' || ended === 'evicted') open.delete(name)
  }
  return [...reached]
}

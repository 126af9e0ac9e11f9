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

/** Marks of a call on a lock that several may hold, by the leases of it that were given and not ended. */
function companyMarks(event: Event, open: readonly LockSnapshot[], isFreed: boolean): readonly string[] {
  const [shown] = event.outcome.status === 'ok' ? snapshotsIn(event.call, event.outcome.value) : []
  if (!shown) return []
  const slots = (event.call.args[1] as { readonly slots?: number } | undefined)?.slots ?? 1
  const others = open.filter(({ token }) => token !== shown.token)
  switch (status(event)) {
    case 'busy':
      if (slots > 1 && shown.slots !== undefined) return ['full', ...(others.length > 0 ? ['way-out'] : [])]
      return slots > 1 || shown.slots !== undefined ? ['kept-apart'] : []
    case 'acquired': {
      const staying = others.filter(({ takeableAtMs }) => shown.atMs < takeableAtMs)
      if (shown.slots === undefined || staying.length === 0) return others.length > 1 ? ['all-lapsed'] : []
      return ['shared', ...(staying.length < others.length ? ['lapsed-slot'] : []), ...(isFreed ? ['freed-slot'] : [])]
    }
    case 'held':
      return others.length > 0 ? [event.call.method === 'renew' ? 'renewed-beside' : 'way-out'] : []
    default:
      return []
  }
}

/** A name, as far as a history has shown it so far. */
interface Known {
  /** the leases that were given, and neither ended nor taken over */
  readonly open: Map<number, LockSnapshot>
  /** the row that was shown last */
  last?: LockSnapshot
  /** whether somebody's slot was freed by a call while others held theirs */
  isFreed: boolean
}

/** Takes note of what a grant ended: the leases that had run out, and all of them where the holder is alone. */
function granted({ open }: Known, lease: LockSnapshot): boolean {
  const over = [...open.values()].filter((row) => lease.slots === undefined || row.takeableAtMs <= lease.atMs)
  for (const { token } of over) open.delete(token)
  open.set(lease.token, lease)
  return over.length > 0
}

/** Takes note of a lease that a call ended. */
function ended(known: Known, { call, args }: { readonly call: string; readonly args: Event['call']['args'] }): void {
  const [first, second] = args
  const token = call === 'evict' ? (first as { readonly token?: unknown } | null)?.token : second
  known.open.delete(Number(token))
  known.isFreed = known.open.size > 0
}

/** Which marks a history reached; `taken-over` is an acquisition that ended a lease which was neither released nor evicted. */
export function lockMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const acquired = new Set<string>()
  const names = new Map<string, Known>()
  const of = (name: string): Known => {
    const known = names.get(name) ?? { open: new Map<number, LockSnapshot>(), isFreed: false }
    names.set(name, known)
    return known
  }
  for (const [at, event] of history.entries()) {
    const name = lockNamed(event.call) ?? ''
    const known = of(name)
    const marks = [...marksOf(event, acquired), ...clockMarks(event, history[at - 1])]
    const boundary = boundaryMarks(event, known.open.size > 0 ? known.last : undefined)
    for (const mark of [...marks, ...boundary, ...companyMarks(event, [...known.open.values()], known.isFreed)])
      reached.add(mark)
    const shown = event.outcome.status === 'ok' ? snapshotsIn(event.call, event.outcome.value) : []
    for (const row of shown) {
      of(row.name).last = row
      if (of(row.name).open.has(row.token)) of(row.name).open.set(row.token, row)
    }
    const answer = status(event)
    if (answer === 'acquired' && shown[0]) {
      if (granted(known, shown[0])) reached.add('taken-over')
      acquired.add(name)
    }
    if (answer === 'released' || answer === 'evicted') ended(known, { call: event.call.method, args: event.call.args })
  }
  return [...reached]
}

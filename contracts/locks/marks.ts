/** The states of locks that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../lab.ts'
import { lockNamed } from './moves.ts'
import { snapshotsIn } from './snapshots.ts'

function status({ outcome }: Event): string {
  return outcome.status === 'ok'
    ? ((outcome.value as { readonly status?: string } | null)?.status ?? 'listed')
    : outcome.status
}

function marksOf(event: Event, earlier: ReadonlySet<string>): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const [shown] = snapshotsIn(call, outcome.value)
  const name = lockNamed(call) ?? ''
  switch (status(event)) {
    case 'busy':
      return [shown && shown.expiresAtMs <= shown.atMs ? 'busy-in-grace' : 'busy']
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

/** Which marks a history reached; `taken-over` is an acquisition while the former lease was neither released nor evicted. */
export function lockMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const acquired = new Set<string>()
  const open = new Set<string>()
  for (const event of history) {
    for (const mark of marksOf(event, acquired)) reached.add(mark)
    const name = lockNamed(event.call) ?? ''
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

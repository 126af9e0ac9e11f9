/** The states of locks that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../lab.ts'
import type { Acquired, Evicted, Released, Renewed } from './port.ts'

function status(event: Event): string {
  return event.outcome.status === 'ok'
    ? ((event.outcome.value as { status?: string }).status ?? '')
    : event.outcome.status
}

function marksOf(event: Event, earlier: ReadonlySet<string>): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const answer = outcome.value as Acquired | Renewed | Released | Evicted
  const name = String(call.args[0])
  switch (answer.status) {
    case 'busy':
      return [answer.holder.expiresAtMs <= answer.holder.atMs ? 'busy-in-grace' : 'busy']
    case 'acquired':
      return [earlier.has(name) ? 'reacquired' : 'acquired', ...(/^[a-z]$/.test(name) ? [] : ['hostile-name'])]
    case 'held':
      return call.method === 'renew' ? ['renewed'] : []
    case 'lost':
    case 'not-held':
      return ['superseded']
    default:
      return [answer.status ?? 'listed']
  }
}

/** Which marks a history reached; `taken-over` is an acquisition while the former lease was neither released nor evicted. */
export function lockMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const acquired = new Set<string>()
  const open = new Set<string>()
  for (const event of history) {
    for (const mark of marksOf(event, acquired)) reached.add(mark)
    const name = String(event.call.args[0])
    const ended = status(event)
    if (ended === 'acquired') {
      if (open.has(name)) reached.add('taken-over')
      acquired.add(name)
      open.add(name)
    }
    if (ended === 'released') open.delete(name)
    if (ended === 'evicted') open.clear()
  }
  return [...reached]
}

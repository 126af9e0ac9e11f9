/** The states of workers that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../lab.ts'
import type { Json } from '../values.ts'
import { statusIn, workersIn } from './shown.ts'

/** Two callers meet where one of them is told of the other. */
function marksOf(event: Event): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  if (call.port === 'tasks') return call.method === 'prune' ? [prunedMark(outcome.value)] : []
  const status = statusIn(event)
  switch (call.method) {
    case 'reserve':
    case 'activate':
    case 'beat':
    case 'release':
    case 'evict':
      return [status, ...settledMarks(event)]
    case 'settle':
      return [status === 'superseded' ? 'late' : status]
    case 'list':
      return workersIn(event).length > 0 && isOfOwner(call.args[0]) ? ['listed-of-owner'] : []
    case 'count':
      return ['counted']
    default:
      return [status]
  }
}

function prunedMark(value: unknown): string {
  return Number((value as { readonly tasks?: unknown } | null)?.tasks) > 0 ? 'pruned' : 'nothing-to-prune'
}

function isOfOwner(query: Json | undefined): boolean {
  return typeof query === 'object' && query !== null && 'owner' in query
}

/** A mark where an eviction took the task along, or where the dead made room. */
function settledMarks({ call, outcome }: Event): readonly string[] {
  const answer = outcome.status === 'ok' ? (outcome.value as { readonly task?: unknown } | null) : null
  if (call.method === 'evict' && answer?.task !== undefined) return ['evicted-with-task']
  const [, options] = call.args as readonly [unknown, { readonly dead?: readonly unknown[] } | undefined]
  return call.method === 'reserve' && (options?.dead?.length ?? 0) > 0 ? ['dead-named'] : []
}

/** What shows only by what went before. */
function successions(history: History): readonly string[] {
  const marks: string[] = []
  const reserved = new Map<string, number>()
  const children = new Set<string>()
  for (const event of history) {
    const [shown] = workersIn(event)
    const status = statusIn(event)
    if (!shown) continue
    const name = JSON.stringify([shown.id, shown.token])
    if (event.call.method === 'reserve' && status === 'reserved') {
      if (reserved.has(name)) marks.push('reserved-again')
      reserved.set(name, shown.token)
    }
    if (event.call.method === 'activate' && status === 'active') {
      if (children.has(name)) marks.push('active-again')
      children.add(name)
    }
  }
  return marks
}

/** Which marks a history reached. */
export function workerMarks(history: History): readonly string[] {
  return [...new Set([...history.flatMap(marksOf), ...successions(history)])]
}

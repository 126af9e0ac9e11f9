/** The states of tasks that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../../lab.ts'
import type { TaskMove, TaskSummary } from './port.ts'
import { statusIn, tasksIn } from './shown.ts'

const hostile = /[^a-z0-9-]|^(?:constructor|__proto__)$/

function insertedMarks(event: Event): readonly string[] {
  const status = statusIn(event)
  if (status !== 'inserted' || event.outcome.status !== 'ok') return [status]
  const { tasks = [] } = event.outcome.value as { readonly tasks?: readonly { readonly isNew?: boolean }[] }
  const isKnown = tasks.some(({ isNew }) => isNew === false)
  const states = tasksIn(event).flatMap(({ state }) => (state === 'blocked' || state === 'cancelled' ? [state] : []))
  const odd = tasksIn(event).some(({ id }) => hostile.test(id)) ? ['hostile-id'] : []
  return ['inserted', ...(isKnown ? ['known'] : []), ...states, ...odd]
}

function movedMarks(event: Event): readonly string[] {
  const status = statusIn(event)
  const { to, charge } = event.call.args[1] as unknown as TaskMove<string>
  const [task] = tasksIn(event)
  if (status !== 'moved') return [status]
  if (to !== 'pending') return [to]
  if (task?.state === 'failed') return ['attempts-out']
  return [charge === 'nothing' ? 'bounced' : 'retried']
}

function countMarks({ outcome }: Event): readonly string[] {
  const counts = outcome.status === 'ok' ? (outcome.value as { readonly [key: string]: unknown } | null) : null
  const words = { stalled: 'stalled', failed: 'stalls-out', timedOut: 'timed-out', tasks: 'pruned' }
  const reached = Object.entries(words).filter(([key]) => Number(counts?.[key]) > 0)
  return reached.length > 0 ? reached.map(([, word]) => word) : ['nothing-to-do']
}

function marksOf(event: Event): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  switch (call.method) {
    case 'insert':
      return insertedMarks(event)
    case 'move':
      return movedMarks(event)
    case 'revive':
      return statusIn(event) === 'moved' ? ['revived'] : []
    case 'claim':
    case 'heartbeat':
      return [statusIn(event)]
    case 'reap':
    case 'prune':
      return countMarks(event)
    case 'events':
      return (outcome.value as { readonly events?: readonly unknown[] }).events?.length === 0 ? [] : ['told']
    default:
      return []
  }
}

/** What shows only by how a task was seen before. */
function successions(history: History): readonly string[] {
  const marks: string[] = []
  const last = new Map<string, TaskSummary>()
  for (const event of history) {
    for (const task of tasksIn(event)) {
      const before = last.get(task.id)
      if (before?.state === 'blocked' && task.state === 'pending') marks.push('unblocked')
      if (before?.state === 'blocked' && task.why === 'dependency') marks.push('cascaded')
      if (event.call.method === 'claim' && before?.token === task.token) marks.push('claimed-again')
      const isLate = task.leaseUntilMs !== undefined && task.leaseUntilMs < event.fromMs
      if (before && isLate && statusIn(event) === 'there') marks.push('lapsed')
      last.set(task.id, task)
    }
  }
  return marks
}

/** Which marks a history reached. */
export function taskMarks(history: History): readonly string[] {
  return [...new Set([...history.flatMap(marksOf), ...successions(history)])]
}

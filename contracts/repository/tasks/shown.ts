/** The tasks in an answer, whatever shape a faulty backend gave it. */
import type { Event } from '../../lab.ts'
import type { TaskSummary } from './port.ts'

function isTask(data: unknown): data is TaskSummary {
  return typeof data === 'object' && data !== null && 'id' in data && 'state' in data
}

/** Every task that an answer shows. */
export function tasksIn({ call, outcome }: Event): readonly TaskSummary[] {
  const answer = outcome.status === 'ok' ? (outcome.value as { readonly [key: string]: unknown } | null) : null
  if (isTask(answer?.['task'])) return [answer['task']]
  const listed = answer?.['tasks']
  if (!Array.isArray(listed)) return []
  const rows = listed as readonly unknown[]
  return call.method === 'insert'
    ? rows.map((row) => (row as { readonly task?: unknown } | null)?.task).filter(isTask)
    : rows.filter(isTask)
}

/** The task that a call was given, with the token of its claim. */
export function claimedIn(event: Event): TaskSummary | undefined {
  const [task] = event.call.method === 'claim' ? tasksIn(event) : []
  return task && Number.isSafeInteger(task.token) && task.token > 0 ? task : undefined
}

/** The status of an answer, or how the call ended in its place. */
export function statusIn({ outcome }: Event): string {
  if (outcome.status !== 'ok') return outcome.status
  return (outcome.value as { readonly status?: string } | null)?.status ?? 'counted'
}

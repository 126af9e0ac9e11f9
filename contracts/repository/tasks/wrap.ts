/** How wrappers around tasks are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import { replacing } from '../../wrap.ts'
import type { Task, Tasks, TaskSummary } from './port.ts'
import type { Value } from '../../values.ts'

type Override = (inner: Tasks, ground: Ground) => Partial<Tasks>

/** A port mutant of tasks. */
export function taskMutant(
  id: string,
  facts: Pick<PortMutant, 'law' | 'says' | 'source' | 'needs'>,
  override: Override,
): PortMutant {
  return { id: `tasks~${id}`, kind: 'port', ...facts, wrap: replacing(override) }
}

/** The task of an id. */
export async function taskOf(inner: Tasks, id: string): Promise<Task<Value> | undefined> {
  const got = await inner.get(id)
  return got.status === 'there' ? got.task : undefined
}

/** Every task, page by page. */
export async function everyTask(inner: Tasks): Promise<readonly TaskSummary[]> {
  const tasks: TaskSummary[] = []
  let cursor: string | undefined
  do {
    const page = await inner.list(cursor === undefined ? { limit: 1_000 } : { limit: 1_000, cursor })
    tasks.push(...page.tasks)
    cursor = page.cursor
  } while (cursor !== undefined)
  return tasks
}

/** Which tasks of an insertion are new, and how they wait for each other. Pure: what lies there is looked up by the caller. */
import type { NewTask } from '../../../contracts/index.ts'
import type { TaskRow } from './rows.ts'

/** How the rows of a store are found. */
export interface TaskLookup {
  readonly get: (id: string) => TaskRow | undefined
  /** the task of a queue that has this idempotency key */
  keyed(queue: string, idempotencyKey: string): TaskRow | undefined
}

/**
 * What an insertion comes to. tasks: for each task that was given the id of the one that counts for it. fresh: those that
 * are new, each after those that it waits for.
 */
export type Insertion =
  | { readonly status: 'fits'; readonly ids: readonly string[]; readonly fresh: readonly NewTask<string>[] }
  | { readonly status: 'cycle'; readonly path: readonly string[] }
  | { readonly status: 'missing'; readonly ids: readonly string[] }

type ById = ReadonlyMap<string, NewTask<string>>

/** Looks at an insertion as a whole; nothing is changed. A task that is there counts by its id first, then by its key. */
export function insertionOf(tasks: readonly NewTask<string>[], store: TaskLookup): Insertion {
  const fresh = new Map<string, NewTask<string>>()
  const keys = new Map<string, string>()
  const ids = tasks.map((task) => {
    const { id, queue, idempotencyKey } = task
    if (fresh.has(id) || store.get(id)) return id
    const key = idempotencyKey === undefined ? undefined : JSON.stringify([queue, idempotencyKey])
    const other = key === undefined ? undefined : (keys.get(key) ?? store.keyed(queue, idempotencyKey ?? '')?.id)
    if (other !== undefined) return other
    fresh.set(id, task)
    if (key !== undefined) keys.set(key, id)
    return id
  })
  const needed = new Set([...fresh.values()].flatMap(({ after = [] }) => after))
  const missing = [...needed].filter((id) => !fresh.has(id) && !store.get(id))
  if (missing.length > 0) return { status: 'missing', ids: missing }
  const ordered = inOrder(fresh)
  return 'path' in ordered ? { status: 'cycle', path: ordered.path } : { status: 'fits', ids, fresh: ordered.tasks }
}

/** The tasks, each after those that it waits for; or a path along which they wait for themselves, with one id at both ends. */
function inOrder(fresh: ById): { readonly tasks: readonly NewTask<string>[] } | { readonly path: readonly string[] } {
  const done = new Set<string>()
  const tasks: NewTask<string>[] = []
  for (const root of fresh.keys()) {
    // A stack of our own: a chain may be as long as an insertion.
    const path: string[] = done.has(root) ? [] : [root]
    while (path.length > 0) {
      const id = path.at(-1) ?? root
      const next = fresh.get(id)?.after?.find((other) => fresh.has(other) && !done.has(other))
      if (next === undefined) {
        const task = fresh.get(id)
        if (task && !done.has(id)) tasks.push(task)
        done.add(id)
        path.pop()
      } else if (path.includes(next)) {
        return { path: [...path.slice(path.indexOf(next)), next] }
      } else {
        path.push(next)
      }
    }
  }
  return { tasks }
}

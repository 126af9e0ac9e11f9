/** Known-bad tasks whose fault shows on a place as such. */
import type { Ground, Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { NewTask, Tasks, TaskSummary } from './port.ts'
import type { Value } from '../../values.ts'
import { nameOfCount, pageOf } from '../../wrap.ts'
import { everyTask, lacking, notes, taskMutant } from './wrap.ts'

/** Tasks whose names are changed on their way in. */
function renaming(change: (name: string) => string): (inner: Tasks) => Partial<Tasks> {
  return (inner) => ({
    insert: (tasks) =>
      inner.insert(tasks.map(({ id, queue, ...task }) => ({ ...task, id: change(id), queue: change(queue) }))),
    get: (id) => inner.get(change(id)),
    claim: (queue, options) => inner.claim(change(queue), options),
  })
}

const names = { law: 'tasks/names-are-exact', source: ['tasks/port.ts: insert'] } as const

/** Faults of names. */
const nameMutants: readonly Mutant[] = [
  taskMutant(
    'folds-case',
    { ...names, says: 'names that differ in case only are one' },
    renaming((name) => name.toLowerCase()),
  ),
  taskMutant(
    'trims',
    { ...names, says: 'blanks at the ends of names are cut off' },
    renaming((name) => name.trim()),
  ),
  taskMutant(
    'composes',
    { ...names, says: 'names are brought to one Unicode form' },
    renaming((name) => name.normalize('NFC')),
  ),
]

/** A task of which only what the port takes is said. */
function bounded({ leaseMs, ...task }: NewTask<Value>): NewTask<Value> {
  const isRight = leaseMs === undefined || (leaseMs >= 5_000 && leaseMs <= 3_600_000)
  return isRight && leaseMs !== undefined ? { ...task, leaseMs } : task
}

/** Every task of a queue and in some states, where these are asked for. */
async function askedFor(
  inner: Tasks,
  { queue, states }: Pick<Parameters<Tasks['list']>[0], 'queue' | 'states'>,
): Promise<readonly TaskSummary[]> {
  const all = await everyTask(inner)
  return all.filter((task) => (queue === undefined || task.queue === queue) && (states?.includes(task.state) ?? true))
}

/** More changes than any example makes. */
const countsMax = 1_000_000

/** Tasks whose pages go by the count of each task's last change, or by a rank that is made of it. */
function byChange(inner: Tasks, ground: Ground, rank: (count: number) => number): Partial<Tasks> {
  const changes = notes<number>(ground, 'changes')
  const change = (id: string): void => void changes.set(id, Math.max(0, ...changes.values()) + 1)
  return {
    insert(tasks) {
      for (const { id } of tasks) change(id)
      return inner.insert(tasks)
    },
    move(id, move) {
      change(id)
      return inner.move(id, move)
    },
    async list(query) {
      const all = await askedFor(inner, query)
      const { things, next } = pageOf(
        all.map((task) => [nameOfCount(rank(changes.get(task.id) ?? 0)), task]),
        query,
      )
      return { tasks: things, ...next }
    },
  }
}

/** Faults of methods, places, arguments and pages. */
export const placeMutants: readonly Mutant[] = [
  taskMutant(
    'no-revive',
    { law: 'tasks/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ revive: undefined as unknown as Tasks['revive'] }),
  ),
  taskMutant(
    'seeded',
    { law: 'tasks/fresh-place-is-empty', says: 'a new place has a task', source: ['durability:W9'] },
    (inner) => ({
      async list(query) {
        await inner.insert([{ id: 'left-over', queue: 'q', kind: 'k', payload: 0 }])
        return inner.list(query)
      },
    }),
  ),
  taskMutant(
    'one-place',
    { law: 'tasks/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, ground) => {
      const first = (ground.everywhere.get('tasks~one-place') as Tasks | undefined) ?? inner
      ground.everywhere.set('tasks~one-place', first)
      return first
    },
  ),
  taskMutant(
    'serves-after-close',
    {
      law: 'tasks/closed-session-refuses',
      says: 'a renewal after close is answered as if the claim were lost',
      source: ['durability:G12'],
    },
    (inner) => ({
      async heartbeat(id, token, options) {
        try {
          return await inner.heartbeat(id, token, options)
        } catch (error) {
          if (isStoreError(error, 'CLOSED')) return { status: 'lost' }
          throw error
        }
      },
    }),
  ),
  taskMutant(
    'takes-any-edge',
    {
      law: 'tasks/refuses-bad-arguments',
      says: 'a move along no edge of the graph is taken for one that found its task elsewhere',
      source: ['durability:S3'],
    },
    (inner) => ({
      async move(id, move) {
        const isEdge = move.from.every((state) => ['blocked', 'pending', 'active'].includes(state))
        return isEdge ? inner.move(id, move) : { status: 'absent' }
      },
    }),
  ),
  taskMutant(
    'lease-trusted',
    {
      law: 'tasks/lease-is-bounded',
      says: 'whatever lease is asked for is taken, a millisecond as well as weeks',
      source: ['durability:L12'],
    },
    (inner) => ({ insert: (tasks) => inner.insert(tasks.map(bounded)) }),
  ),
  taskMutant(
    'first-page-only',
    { law: 'tasks/lists-every-task', says: 'a listing stops after its first page', source: ['tasks/port.ts: list'] },
    (inner) => ({
      async list(query) {
        const { tasks } = await inner.list(query)
        return { tasks }
      },
    }),
  ),
  taskMutant(
    'pages-by-offset',
    {
      law: 'tasks/lists-every-task',
      says: 'a page begins so many tasks after the first, so that one is passed over where another went',
      source: ['tasks/port.ts: list'],
    },
    (inner) => ({
      async list({ limit, cursor, ...query }) {
        const all = await askedFor(inner, query)
        const from = Number(cursor ?? 0)
        const tasks = all.slice(from, from + limit)
        return from + limit < all.length ? { tasks, cursor: `${from + limit}` } : { tasks }
      },
    }),
  ),
  taskMutant(
    'pages-by-change',
    {
      law: 'tasks/lists-every-task',
      says: 'pages go by the time of the last change, so that a task which changes meanwhile comes again',
      source: ['tasks/port.ts: list'],
    },
    (inner, ground) => byChange(inner, ground, (count) => count),
  ),
  taskMutant(
    'pages-by-newest-change',
    {
      law: 'tasks/lists-every-task',
      says: 'pages begin with the newest change, so that a task which changes before its turn is in none',
      source: ['tasks/port.ts: list'],
    },
    (inner, ground) => byChange(inner, ground, (count) => countsMax - count),
  ),
  taskMutant(
    'later-pages-ignore-queue',
    {
      law: 'tasks/every-page-is-filtered',
      says: 'a page that is asked for by its cursor gives tasks of any queue',
      source: ['tasks/port.ts: list'],
    },
    (inner) => ({ list: (query) => inner.list(query.cursor === undefined ? query : lacking(query, 'queue')) }),
  ),
  taskMutant(
    'later-pages-ignore-states',
    {
      law: 'tasks/every-page-is-filtered',
      says: 'a page that is asked for by its cursor gives tasks in any state',
      source: ['tasks/port.ts: list'],
    },
    (inner) => ({ list: (query) => inner.list(query.cursor === undefined ? query : lacking(query, 'states')) }),
  ),
  taskMutant(
    'list-ignores-states',
    {
      law: 'tasks/agrees-with-model',
      says: 'a listing gives tasks in states that were not asked for',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({ list: (query) => inner.list(lacking(query, 'states')) }),
  ),
  ...nameMutants,
]

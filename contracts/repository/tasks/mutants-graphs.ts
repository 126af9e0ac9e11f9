/** Known-bad tasks that wait for the wrong ones, or are let go in a step of its own. */
import type { Mutant } from '../../contract.ts'
import type { Value } from '../../values.ts'
import type { NewTask, Tasks, TasksInserted, TaskSummary } from './port.ts'
import { everyTask, notes, showing, summaryOf, taskMutant, taskOf } from './wrap.ts'

const cycles = { law: 'tasks/cycles-are-refused', source: ['durability:S9'] } as const

type Given = readonly NewTask<Value>[]

function without(task: NewTask<Value>, isGone: (id: string) => boolean): NewTask<Value> {
  const { after = [], ...rest } = task
  const left = after.filter((id) => !isGone(id))
  return left.length > 0 ? { ...rest, after: left } : rest
}

/** Faults of the check for cycles. */
const cycleMutants: readonly Mutant[] = [
  taskMutant('waits-for-itself', { ...cycles, says: 'a task that is to wait for itself is taken' }, (inner) => ({
    insert: (tasks) => inner.insert(tasks.map((task) => without(task, (id) => id === task.id))),
  })),
  taskMutant(
    'long-cycle-passes',
    { ...cycles, says: 'only tasks that wait for themselves are looked for, and no longer paths' },
    (inner) => ({
      async insert(tasks) {
        const answer = await inner.insert(tasks)
        if (answer.status !== 'cycle' || answer.path.length < 3) return answer
        const [, ...path] = answer.path
        return inner.insert(
          tasks.map((task) => (path.includes(task.id) ? without(task, (id) => path.includes(id)) : task)),
        )
      },
    }),
  ),
  taskMutant(
    'cycle-leaves-tasks',
    { ...cycles, says: 'tasks are put in one by one until a cycle is found, and what is in by then stays' },
    (inner) => ({
      async insert(tasks) {
        const answer = await inner.insert(tasks)
        const [first] = tasks
        if (answer.status === 'cycle' && first) await inner.insert([without(first, () => true)])
        return answer
      },
    }),
  ),
  taskMutant(
    'missing-is-done',
    { ...cycles, says: 'what is waited for and is nowhere is taken for done' },
    (inner) => ({
      async insert(tasks) {
        const answer = await inner.insert(tasks)
        if (answer.status !== 'missing') return answer
        return inner.insert(tasks.map((task) => without(task, (id) => answer.ids.includes(id))))
      },
    }),
  ),
]

const gate = (id: string): string => `gate of ${id}`
const isGate = (id: string): boolean => id.startsWith('gate of ')

/**
 * Tasks of which each that waits waits for a gate too, which nobody sees. Who ends a task opens, in steps of their own, the
 * gates of those that wait for nothing else; `looksFirst`: by what was so before the task was ended.
 */
function gated(inner: Tasks, looksFirst: boolean): Partial<Tasks> {
  const outside = showing(inner, (task) => ({ ...task, waitsFor: task.waitsFor.filter((id) => !isGate(id)) }))
  const open = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const got = await inner.claim(gate(id), { claimId: gate(id) })
      if (got.status === 'none') continue
      const { id: own, token } = got.task
      await inner.move(own, { from: ['active'], to: 'completed', token })
    }
  }
  /** The tasks that wait for nothing but their gates, once this one is over. */
  const ready = async (ended: string): Promise<readonly string[]> => {
    const all = await everyTask(inner)
    const waiting = all.filter(({ waitsFor }) => waitsFor.length > 0)
    return waiting.filter(({ waitsFor }) => waitsFor.every((id) => isGate(id) || id === ended)).map(({ id }) => id)
  }
  return {
    ...outside,
    insert: async (tasks) => insertGated(inner, tasks),
    async move(id, move) {
      const before = looksFirst ? await ready(id) : undefined
      const answer = await outside.move(id, move)
      if (answer.status === 'moved' && move.to === 'completed') await open(before ?? (await ready(id)))
      return answer
    },
    async list(query) {
      const page = await outside.list(query)
      return { ...page, tasks: page.tasks.filter(({ id }) => !isGate(id)) }
    },
    async events(query) {
      const page = await inner.events(query)
      return { ...page, events: page.events.filter(({ id }) => !isGate(id)) }
    },
  }
}

async function insertGated(inner: Tasks, tasks: Given): Promise<TasksInserted> {
  const waits = tasks.filter(({ after = [] }) => after.length > 0)
  const gates = waits.map(({ id }) => ({ id: gate(id), queue: gate(id), kind: 'gate', payload: 0 }))
  const answer = await inner.insert([
    ...tasks.map(({ after, ...task }) =>
      after && after.length > 0 ? { ...task, after: [...after, gate(task.id)] } : task,
    ),
    ...gates,
  ])
  if (answer.status !== 'inserted') return answer
  const shown = answer.tasks.slice(0, tasks.length).map(({ isNew, task }) => {
    return { isNew, task: { ...task, waitsFor: task.waitsFor.filter((id) => !isGate(id)) } }
  })
  return { ...answer, tasks: shown }
}

/** Faults of what is let go. */
const gateMutants: readonly Mutant[] = [
  taskMutant(
    'lets-go-in-second-step',
    {
      law: 'tasks/dependants-follow-in-the-step',
      says: 'a task is ended first, and what waits for it is let go in a step of its own',
      source: ['durability:L7', 'durability:T17'],
    },
    (inner) => gated(inner, false),
  ),
  taskMutant(
    'looks-at-siblings-first',
    {
      law: 'tasks/siblings-let-go-once',
      says: 'who ends a task has looked before whether its siblings are over, so that of two each saw the other one at work',
      source: ['durability:L8'],
    },
    (inner) => gated(inner, true),
  ),
]

/** Faults of idempotency keys. */
const keyMutants: readonly Mutant[] = [
  taskMutant(
    'looks-then-inserts',
    {
      law: 'tasks/one-task-of-a-key',
      says: 'a key is looked for first, and where it is not found the task is put in, though another has put in one by now',
      source: ['durability:L11', 'durability:T13'],
    },
    (inner, ground) => {
      const keys = notes<string>(ground, 'keys')
      const keyed = notes<string>(ground, 'keys by id')
      const look = <Shown extends TaskSummary>(task: Shown): Shown => {
        const idempotencyKey = keyed.get(task.id)
        return idempotencyKey === undefined ? task : { ...task, idempotencyKey }
      }
      return {
        ...showing(inner, look),
        async insert(tasks) {
          const [task, ...more] = tasks
          if (!task?.idempotencyKey || more.length > 0) return inner.insert(tasks)
          const { idempotencyKey, ...rest } = task
          const found = await taskOf(inner, keys.get(idempotencyKey) ?? task.id)
          if (found) {
            return { status: 'inserted', tasks: [{ isNew: false, task: look(summaryOf(found)) }] }
          }
          const answer = await inner.insert([rest])
          keyed.set(task.id, idempotencyKey)
          keys.set(idempotencyKey, task.id)
          if (answer.status !== 'inserted') return answer
          return { ...answer, tasks: answer.tasks.map((one) => ({ ...one, task: look(one.task) })) }
        },
      }
    },
  ),
]

/** From the ground up. */
export const graphMutants: readonly Mutant[] = [...cycleMutants, ...gateMutants, ...keyMutants]

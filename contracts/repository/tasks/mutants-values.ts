/** Known-bad tasks that do not give back what they were given. */
import type { Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { Value } from '../../values.ts'
import type { Tasks } from './port.ts'
import { everyTask, hiding, lacking, notes, taskMutant } from './wrap.ts'

/** Tasks whose results are changed on their way in. */
function ending(change: (value: Value) => Value): (inner: Tasks) => Partial<Tasks> {
  return (inner) => ({
    move: (id, move) => inner.move(id, move.result ? { ...move, result: { value: change(move.result.value) } } : move),
  })
}

const found = { law: 'tasks/inserted-is-found' } as const
const falsy = { law: 'tasks/falsy-round-trips', source: ['cache:D11', 'durability:S4'] } as const
const copies = { law: 'tasks/values-are-copies', source: ['cache:D18'] } as const
const corrupt = { law: 'tasks/corrupt-hides-no-other' } as const

/** Faults of what is kept of a task when it is submitted. */
const insertMutants: readonly Mutant[] = [
  taskMutant(
    'insert-or-ignore',
    {
      ...found,
      says: 'a row that a constraint refuses is left out, and its insertion acknowledged all the same',
      source: ['durability:S1'],
    },
    (inner, ground) => {
      const ignored = notes<true>(ground, 'ignored')
      return {
        ...hiding(inner, (id) => ignored.has(id)),
        insert(tasks) {
          for (const { id, priority = 0 } of tasks) if (priority < 0) ignored.set(id, true)
          return inner.insert(tasks)
        },
      }
    },
  ),
  taskMutant(
    'time-limit-dropped',
    { ...found, says: 'the time limit of a task is left out of its row', source: ['durability:L5'] },
    (inner) => ({ insert: (tasks) => inner.insert(tasks.map((task) => lacking(task, 'timeoutMs'))) }),
  ),
  taskMutant(
    'priority-dropped',
    { ...found, says: 'every task has the same priority', source: ['durability:S1'] },
    (inner) => ({ insert: (tasks) => inner.insert(tasks.map((task) => lacking(task, 'priority'))) }),
  ),
]

/** Faults of values. */
const keptMutants: readonly Mutant[] = [
  taskMutant(
    'progress-not-kept',
    {
      law: 'tasks/values-round-trip',
      says: 'to keep how far a task is does nothing',
      source: ['tasks/task.ts: Task'],
    },
    (inner) => ({ heartbeat: (id, token) => inner.heartbeat(id, token) }),
  ),
  taskMutant(
    'result-is-text',
    { law: 'tasks/values-round-trip', says: 'a result is kept as text', source: ['tasks/task.ts: Task'] },
    ending((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)),
  ),
  taskMutant(
    'message-lost',
    {
      law: 'tasks/values-round-trip',
      says: 'a change is told without what its caller wanted told on',
      source: ['durability:T17'],
    },
    (inner) => ({
      move: (id, move) => inner.move(id, lacking(move, 'message')),
    }),
  ),
  taskMutant(
    'falsy-result-is-null',
    { ...falsy, says: 'a result is written as `result || null`' },
    ending((value) => value || null),
  ),
  taskMutant('falsy-progress-is-none', { ...falsy, says: 'progress that is falsy is taken for none' }, (inner) => ({
    heartbeat: (id, token, options) => inner.heartbeat(id, token, options?.progress?.value ? options : {}),
  })),
  taskMutant(
    'keeps-the-object',
    { ...copies, says: 'the payload is kept as the very object that was given' },
    (inner, ground) => {
      const payloads = notes<Value>(ground, 'payloads')
      return {
        insert(tasks) {
          for (const { id, payload } of tasks) payloads.set(id, payload)
          return inner.insert(tasks)
        },
        async get(id) {
          const got = await inner.get(id)
          if (got.status === 'absent' || !payloads.has(id)) return got
          return { ...got, task: { ...got.task, payload: structuredClone(payloads.get(id)) } }
        },
      }
    },
  ),
  taskMutant('gives-the-object', { ...copies, says: 'every reader gets the same object' }, (inner, ground) => {
    const payloads = notes<Value>(ground, 'given payloads')
    return {
      async get(id) {
        const got = await inner.get(id)
        if (got.status === 'absent') return got
        if (!payloads.has(id)) payloads.set(id, got.task.payload)
        return { ...got, task: { ...got.task, payload: payloads.get(id) } }
      },
    }
  }),
]

/** Faults of rows that came to harm. */
const corruptMutants: readonly Mutant[] = [
  taskMutant(
    'corrupt-is-absent',
    { ...corrupt, says: 'a task that cannot be read is absent', source: ['durability:A14'] },
    (inner) => ({
      async get(id) {
        try {
          return await inner.get(id)
        } catch (error) {
          if (isStoreError(error, 'CORRUPT')) return { status: 'absent' }
          throw error
        }
      },
    }),
  ),
  taskMutant(
    'corrupt-fails-listing',
    {
      ...corrupt,
      says: 'a listing reads every value, so that one row that came to harm hides all of them',
      source: ['durability:N11'],
    },
    (inner) => ({
      async list(query) {
        const page = await inner.list(query)
        await Promise.all(page.tasks.map(({ id }) => inner.get(id)))
        return page
      },
    }),
  ),
  taskMutant(
    'corrupt-fails-claim',
    {
      ...corrupt,
      says: 'a claim looks through all rows of its queue first, and fails where one came to harm',
      source: ['durability:N11'],
    },
    (inner) => ({
      async claim(queue, options) {
        const all = await everyTask(inner)
        await Promise.all(all.map(({ id }) => inner.get(id)))
        return inner.claim(queue, options)
      },
    }),
  ),
]

/** From the ground up. */
export const valueMutants: readonly Mutant[] = [...insertMutants, ...keptMutants, ...corruptMutants]

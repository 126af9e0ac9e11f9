/** Known-bad tasks whose fault shows only where calls overlap or end in the middle. */
import type { Mutant } from '../../contract.ts'
import { kept } from '../../wrap.ts'
import type { AnyPort } from '../../port.ts'
import type { TaskClaimed, Tasks, TaskSummary } from './port.ts'
import { taskMutant, taskOf } from './wrap.ts'

/** Faults of two steps where one is due, and of answers that are older than the question. */
export const raceMutants: readonly Mutant[] = [
  taskMutant(
    'claims-join',
    {
      law: 'tasks/linearizable',
      says: 'who asks for a task of a queue while another asks gets what the other one gets',
      source: ['Herlihy and Wing 1990, Linearizability', 'durability:L1'],
    },
    (inner, ground) => {
      const flights = kept(ground, 'claims', () => new Map<string, Promise<TaskClaimed>>())
      return {
        async claim(queue, options) {
          const flight = flights.get(queue) ?? inner.claim(queue, options).finally(() => flights.delete(queue))
          flights.set(queue, flight)
          // Each caller may spoil what it gets.
          return structuredClone(await flight)
        },
      }
    },
  ),
  taskMutant(
    'move-answers-by-read',
    {
      law: 'tasks/linearizable',
      says: 'a move looks whether it may be made, and is acknowledged by that, whatever came of it',
      source: ['durability:T13'],
    },
    (inner) => ({
      async move(id, move) {
        const task = await taskOf(inner, id)
        const answer = await inner.move(id, move)
        const may = task && move.from.includes(task.state) && (move.token === undefined || move.token === task.token)
        return may === true && answer.status !== 'absent' ? { status: 'moved', task: answer.task } : answer
      },
    }),
  ),
  taskMutant(
    'select-then-update',
    {
      law: 'tasks/one-worker-each',
      says: 'a claim looks for the first task that is due, and then takes it though another has it by now',
      source: ['durability:L1', 'durability:T13'],
    },
    (inner) => ({
      async claim(queue, options) {
        const { tasks } = await inner.list({ queue, states: ['pending'], limit: 1_000 })
        const got = await inner.claim(queue, options)
        const [first] = tasks
        const taken = got.status === 'none' && first ? await taskOf(inner, first.id) : undefined
        return taken?.state === 'active' ? { status: 'claimed', task: taken } : got
      },
    }),
  ),
  taskMutant(
    'insert-one-by-one',
    {
      law: 'tasks/survives-kill',
      says: 'of tasks that are submitted together each is a step of its own',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => ({
      async insert(tasks) {
        if (tasks.some(({ after = [] }) => after.some((id) => !tasks.some((task) => task.id === id))))
          return inner.insert(tasks)
        const done: { readonly isNew: boolean; readonly task: TaskSummary }[] = []
        for (const task of tasks) {
          const answer = await inner.insert([task])
          if (answer.status !== 'inserted') return answer
          done.push(...answer.tasks)
        }
        return { status: 'inserted', tasks: done }
      },
    }),
  ),
  taskMutant(
    'ack-before-write',
    {
      law: 'tasks/survives-kill',
      says: 'a renewal is acknowledged before it is written',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner, { clock }) => {
      let behind: (() => Promise<unknown>) | undefined
      const settled = async (): Promise<Tasks> => {
        const write = behind
        behind = undefined
        await write?.()
        return inner
      }
      return {
        ...eachAfter(inner, settled),
        async heartbeat(id, token, options) {
          const task = await taskOf(await settled(), id)
          if (task?.state !== 'active' || task.token !== token) return { status: 'lost' }
          behind = () => inner.heartbeat(id, token, options)
          return { status: 'held', leaseUntilMs: clock.now() + task.leaseMs }
        },
      }
    },
  ),
]

/** Every call, once what is behind has been done. */
function eachAfter(inner: Tasks, settled: () => Promise<Tasks>): Partial<Tasks> {
  const port = inner as unknown as AnyPort
  const methods = Object.keys(port).map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      await settled()
      return port[method]?.(...args)
    },
  ])
  return Object.fromEntries(methods) as Partial<Tasks>
}

/** Known-bad tasks whose fault shows only where calls overlap or end in the middle. */
import type { Mutant } from '../../contract.ts'
import { kept } from '../../wrap.ts'
import type { TaskClaimed } from './port.ts'
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
    'move-checks-then-acts',
    {
      law: 'tasks/linearizable',
      says: 'a move looks whether the token is that of the claim, and then moves the task whosever it is by now',
      source: ['durability:T13'],
    },
    (inner) => ({
      async move(id, move) {
        const task = await taskOf(inner, id)
        if (!task || task.token !== move.token || task.state !== 'active') return inner.move(id, move)
        const now = await taskOf(inner, id)
        return inner.move(id, now && now.token > 0 ? { ...move, token: now.token } : move)
      },
    }),
  ),
]

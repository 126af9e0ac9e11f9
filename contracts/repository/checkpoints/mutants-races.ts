/** Known-bad checkpoints whose fault shows only where calls overlap. */
import type { Mutant } from '../../contract.ts'
import { kept } from '../../wrap.ts'
import type { Begun } from './port.ts'
import { checkedEpoch, checkpointMutant, runOf } from './wrap.ts'

/** Faults of two steps where one is due, and of answers that are older than the question. */
export const raceMutants: readonly Mutant[] = [
  checkpointMutant(
    'append-counts-by-read',
    {
      law: 'checkpoints/linearizable',
      says: 'an append counts what is new by a read before it, so that two at once both added an item',
      source: ['durability:T13'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        const answer = await inner.append(key, epoch, items)
        const added = new Set(items.filter((item) => run?.done.includes(item) !== true)).size
        return answer.status === 'appended' ? { ...answer, added } : answer
      },
    }),
  ),
  checkpointMutant(
    'finish-checks-then-ends',
    {
      law: 'checkpoints/linearizable',
      says: 'a finish looks whether the epoch is that of the run, and then ends the run that is there by now',
      source: ['durability:T13'],
    },
    (inner) => ({
      async finish(key, epoch, options) {
        const now = await checkedEpoch(inner, key, epoch)
        return now === undefined ? { status: 'superseded' } : inner.finish(key, now, options)
      },
    }),
  ),
  checkpointMutant(
    'begin-joins',
    {
      law: 'checkpoints/linearizable',
      says: 'who begins a run joins a beginning of the same that is in flight, and shares its epoch',
      source: ['Herlihy and Wing 1990, Linearizability'],
    },
    (inner, ground) => {
      const flights = kept(ground, 'beginnings', () => new Map<string, Promise<Begun<string>>>())
      return {
        async begin(key, options) {
          const name = JSON.stringify([key, options])
          const flight = flights.get(name) ?? inner.begin(key, options).finally(() => flights.delete(name))
          flights.set(name, flight)
          // Each caller may spoil what it gets.
          return structuredClone(await flight)
        },
      }
    },
  ),
]

/** Known-bad outputs whose fault shows only where calls overlap. */
import type { Mutant } from '../../contract.ts'
import type { Value } from '../../values.ts'
import { remembering, revalidating } from '../../wrap.ts'
import type { OutputGot, Outputs } from './port.ts'
import { keysOf, nameOf, outputMutant } from './wrap.ts'

/** Faults of two steps where one is due, and of answers that are older than the question. */
export const raceMutants: readonly Mutant[] = [
  outputMutant(
    'delete-answers-by-read',
    {
      law: 'outputs/linearizable',
      says: 'a deletion says whether there was a row by a read before it, so that two at once both removed it',
      source: ['durability:T13'],
    },
    (inner) => ({
      async delete(scope, key) {
        const found = await inner.get(scope, key)
        await inner.delete(scope, key)
        return { status: found.status === 'hit' ? 'deleted' : 'absent' }
      },
    }),
  ),
  outputMutant(
    'prune-removes-new-write',
    {
      law: 'outputs/linearizable',
      says: 'a pruning reads which rows are old and then removes them by key, the new write of one of them too',
      source: ['durability:T13'],
    },
    (inner, { clock }) => ({
      async prune(options) {
        let removed = 0
        for (const scope of (await inner.scopes({ limit: 1_000 })).scopes) {
          for (const key of await keysOf(inner, scope)) {
            const got = await inner.get(scope, key)
            const ageMs = got.status === 'hit' ? clock.now() - (got.storedAtMs ?? Infinity) : -Infinity
            if (ageMs >= options.olderThanMs) removed += Number((await inner.delete(scope, key)).status === 'deleted')
          }
        }
        const { rows } = await inner.prune(options)
        return { rows: rows + removed }
      },
    }),
  ),
  outputMutant(
    'get-revalidates',
    {
      law: 'outputs/linearizable',
      says: 'while a read is in flight, others are answered with what the last one found',
      source: ['Herlihy and Wing 1990, Linearizability'],
    },
    (inner, ground) => {
      const answered = revalidating<OutputGot<Value>>(ground, 'reads')
      return { get: (scope, key) => answered(nameOf(scope, key), () => inner.get(scope, key)) }
    },
  ),
  outputMutant(
    'remembers-by-thread',
    {
      law: 'outputs/linearizable',
      says: 'each thread remembers what it wrote and read, until it changes something itself: what others write goes unnoticed',
      source: ['Herlihy and Wing 1990, Linearizability'],
      sharing: 'process',
    },
    (inner, ground) => {
      const memory = remembering<OutputGot<Value>>(ground, 'remembered')
      const get: Outputs['get'] = (scope, key) => memory.read(JSON.stringify([scope, key]), () => inner.get(scope, key))
      const changes = memory.changing(inner, ['put', 'delete', 'clear', 'prune'])
      return {
        ...changes,
        get,
        async put(scope, key, ...rest) {
          const answer = await changes.put(scope, key, ...rest)
          await get(scope, key)
          return answer
        },
      }
    },
  ),
]

/** Known-bad workers whose fault shows only where calls overlap, end in the middle or fail, or wait for data. */
import type { Mutant } from '../contract.ts'
import { besideOutputs, orInstead, revalidating } from '../wrap.ts'
import type { Workers } from './port.ts'
import { workerMutant, workerOf } from './wrap.ts'

/** Every call, once what is behind has been done. */
function eachAfter(settled: () => Promise<Workers>): Partial<Workers> {
  return {
    reserve: async (id, options) => (await settled()).reserve(id, options),
    activate: async (id, token, child) => (await settled()).activate(id, token, child),
    beat: async (id, token) => (await settled()).beat(id, token),
    settle: async (id, token, move) => (await settled()).settle(id, token, move),
    evict: async (worker, move) => (await settled()).evict(worker, move),
    inspect: async (id) => (await settled()).inspect(id),
    list: async (query) => (await settled()).list(query),
    count: async (options) => (await settled()).count(options),
  }
}

const overlap = { law: 'workers/linearizable', source: ['Herlihy and Wing 1990, Linearizability'] } as const

/** Faults of overlap and of kills. */
const raceMutants: readonly Mutant[] = [
  workerMutant(
    'settle-answers-by-read',
    { ...overlap, says: 'an end looks whether the worker is there, and is told as a loss by what it finds later' },
    (inner) => ({
      async settle(id, token, move) {
        const worker = await workerOf(inner, id)
        const answer = await inner.settle(id, token, move)
        return answer.status === 'lost' && worker?.token === token ? { status: 'superseded', worker } : answer
      },
    }),
  ),
  workerMutant(
    'inspect-revalidates',
    { ...overlap, says: 'who asks while another asks gets what the last one found' },
    (inner, ground) => {
      const read = revalidating<Awaited<ReturnType<Workers['inspect']>>>(ground, 'workers')
      return { inspect: (id) => read(id, () => inner.inspect(id)) }
    },
  ),
  workerMutant(
    'ack-before-write',
    {
      law: 'workers/survives-kill',
      says: 'a release is acknowledged before it is written',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => {
      let behind: (() => Promise<unknown>) | undefined
      const settled = async (): Promise<Workers> => {
        const write = behind
        behind = undefined
        await write?.()
        return inner
      }
      return {
        ...eachAfter(settled),
        async release(id, token) {
          const worker = await workerOf(await settled(), id)
          if (worker?.token !== token) return { status: 'not-held' }
          behind = () => inner.release(id, token)
          return { status: 'released' }
        },
      }
    },
  ),
]

const law = 'workers/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
const errorMutants: readonly Mutant[] = [
  workerMutant(
    'inspect-error-is-absent',
    { law, says: 'a worker that could not be read is taken for absent', source: ['durability:A14'] },
    (inner) => ({ inspect: (id) => orInstead(inner.inspect(id), () => ({ status: 'absent' })) }),
  ),
  workerMutant(
    'list-error-is-empty',
    { law, says: 'a listing that failed is an empty one', source: ['durability:A14'] },
    (inner) => ({ list: (query) => orInstead(inner.list(query), () => ({ workers: [] })) }),
  ),
  workerMutant(
    'count-error-is-none',
    { law, says: 'where workers could not be counted there are said to be none', source: ['durability:A14'] },
    (inner) => ({ count: (options) => orInstead(inner.count(options), () => ({ workers: 0 })) }),
  ),
  workerMutant(
    'reserve-error-is-superseded',
    { law, says: 'a reservation that failed is told as the loss of the claim', source: ['durability:A14'] },
    (inner) => ({
      reserve: (id, options) => orInstead(inner.reserve(id, options), () => ({ status: 'superseded' })),
    }),
  ),
  workerMutant(
    'beat-error-is-lost',
    { law, says: 'a sign of life that failed is told as the loss of the worker', source: ['durability:A14'] },
    (inner) => ({ beat: (id, token) => orInstead(inner.beat(id, token), () => ({ status: 'lost' })) }),
  ),
  workerMutant(
    'release-error-is-released',
    { law, says: 'a release that failed is acknowledged', source: ['durability:T3'] },
    (inner) => ({ release: (id, token) => orInstead(inner.release(id, token), () => ({ status: 'released' })) }),
  ),
]

const lanes = { law: 'workers/beats-while-data-waits', needs: 'stall' } as const

/** Faults of workers whose owner waits for its data. */
const laneMutants: readonly Mutant[] = [
  workerMutant(
    'beats-by-data-lane',
    { ...lanes, says: 'a sign of life goes by the data lane, behind all that waits there', source: ['durability:C1'] },
    (inner, ground) => ({
      async beat(id, token) {
        await besideOutputs(ground).write()
        return inner.beat(id, token)
      },
    }),
  ),
  workerMutant(
    'reserves-by-data-lane',
    { ...lanes, says: 'a worker is reserved by the data lane, and kept by the other one', source: ['durability:C6'] },
    (inner, ground) => ({
      async reserve(id, options) {
        await besideOutputs(ground).read()
        return inner.reserve(id, options)
      },
    }),
  ),
]

/** What does not show in a sequence. */
export const hiddenMutants: readonly Mutant[] = [...raceMutants, ...errorMutants, ...laneMutants]

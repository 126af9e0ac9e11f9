/** Known-bad workers that count wrongly. */
import type { Mutant } from '../contract.ts'
import { lacking } from '../repository/tasks/wrap.ts'
import type { WorkerName, Workers } from './port.ts'
import { workerMutant, workerOf } from './wrap.ts'

const dead = { law: 'workers/dead-do-not-count', source: ['durability:N14'] } as const
const cap = { law: 'workers/cap-holds', source: ['durability:O1'] } as const

/** More than there ever are. */
const anyCap = 1_000_000

/** How many of those named are there, beyond the first time that each is. */
async function repeated(inner: Workers, names: readonly WorkerName[] = []): Promise<number> {
  const seen = new Set<string>()
  let again = 0
  for (const { id, token } of names) {
    const key = JSON.stringify([id, token])
    if (seen.has(key) && (await workerOf(inner, id))?.token === token) again += 1
    seen.add(key)
  }
  return again
}

/** The names with the tokens that their workers have now. */
async function byId(inner: Workers, names: readonly WorkerName[]): Promise<readonly WorkerName[]> {
  const all: WorkerName[] = []
  for (const { id, token } of names) all.push({ id, token: (await workerOf(inner, id))?.token ?? token })
  return all
}

/** Faults of the cap. */
export const capMutants: readonly Mutant[] = [
  workerMutant('ghosts-count', { ...dead, says: 'the dead keep their places for the living' }, (inner) => ({
    reserve: (id, options) => inner.reserve(id, lacking(options, 'dead')),
    count: () => inner.count(),
  })),
  workerMutant('dead-by-id', { ...dead, says: 'a worker is taken for dead whose id another had that is' }, (inner) => ({
    reserve: async (id, options) =>
      inner.reserve(id, options.dead ? { ...options, dead: await byId(inner, options.dead) } : options),
    count: async (options = {}) => inner.count(options.dead ? { dead: await byId(inner, options.dead) } : {}),
  })),
  workerMutant('dead-count-twice', { ...dead, says: 'who is named twice makes room for two' }, (inner) => ({
    async reserve(id, options) {
      const more = await repeated(inner, options.dead)
      return inner.reserve(id, { ...options, cap: options.cap + more })
    },
    async count(options) {
      const { workers } = await inner.count(options)
      return { workers: workers - (await repeated(inner, options?.dead)) }
    },
  })),
  workerMutant('counts-then-reserves', { ...cap, says: 'the count is taken, and then the place' }, (inner) => ({
    async reserve(id, options) {
      const { workers } = await inner.count(options.dead ? { dead: options.dead } : {})
      return inner.reserve(id, workers < options.cap ? { ...options, cap: anyCap } : options)
    },
  })),
  workerMutant('counts-in-memory', { ...cap, says: 'each process counts its own workers only' }, (inner) => {
    let own = 0
    return {
      async reserve(id, options) {
        if (own >= options.cap) return inner.reserve(id, options)
        const answer = await inner.reserve(id, { ...options, cap: anyCap })
        if (answer.status === 'reserved') own += 1
        return answer
      },
    }
  }),
]

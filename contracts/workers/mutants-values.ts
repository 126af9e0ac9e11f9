/** Known-bad workers that keep something else than they were given, or are in the way of what came to harm. */
import type { Mutant } from '../contract.ts'
import { StoreError } from '../errors.ts'
import { lacking } from '../repository/tasks/wrap.ts'
import { orInstead } from '../wrap.ts'
import type { Identity, Value } from '../values.ts'
import { notes, showing, workerMutant } from './wrap.ts'

const trip = { law: 'workers/facts-round-trip', source: ['workers/worker.ts: Worker'] } as const
const own = { law: 'workers/store-keeps-its-own', source: ['cache:D18'] } as const
const harm = { law: 'workers/corrupt-hides-no-other', source: ['durability:N11'] } as const

/** Faults of what is kept. */
export const valueMutants: readonly Mutant[] = [
  workerMutant('facts-are-text', { ...trip, says: 'what was noted is kept as a text' }, (inner) => ({
    reserve: (id, { facts, ...rest }) =>
      inner.reserve(id, facts ? { ...rest, facts: { value: JSON.stringify(facts.value) ?? 'none' } } : rest),
  })),
  workerMutant(
    'facts-end-with-activation',
    { ...trip, says: 'what was noted is lost when the process is' },
    (inner) => ({
      async inspect(id) {
        const got = await inner.inspect(id)
        if (got.status === 'absent' || got.worker.state === 'reserved') return got
        return { ...got, worker: lacking(got.worker, 'facts') }
      },
    }),
  ),
  workerMutant(
    'settles-without-result',
    { ...trip, says: 'a task ends without what it ended with', source: ['durability:S4'] },
    (inner) => ({
      settle: (id, token, move) => inner.settle(id, token, lacking(move, 'result')),
    }),
  ),
  workerMutant(
    'falsy-facts-are-none',
    { law: 'workers/falsy-round-trips', says: 'a falsy value is taken for none', source: ['cache:D11'] },
    (inner) => ({
      reserve: (id, { facts, ...rest }) => inner.reserve(id, facts?.value ? { ...rest, facts } : rest),
    }),
  ),
  workerMutant(
    'keeps-live-owner',
    { ...own, says: 'the owner is kept as the very object that was given' },
    (inner, ground) => {
      const owners = notes<Identity>(ground, 'owners')
      const outside = showing(inner, (worker) => ({ ...worker, owner: owners.get(worker.id) ?? worker.owner }))
      return {
        ...outside,
        reserve(id, options) {
          if (!owners.has(id)) owners.set(id, options.owner)
          return inner.reserve(id, options)
        },
      }
    },
  ),
  workerMutant('gives-the-facts', { ...own, says: 'every reader gets the same object' }, (inner, ground) => {
    const given = notes<Value>(ground, 'given facts')
    return {
      async inspect(id) {
        const got = await inner.inspect(id)
        if (got.status === 'absent' || !got.worker.facts) return got
        if (!given.has(id)) given.set(id, got.worker.facts.value)
        return { ...got, worker: { ...got.worker, facts: { value: given.get(id) } } }
      },
    }
  }),
  workerMutant('corrupt-is-absent', { ...harm, says: 'a row that cannot be read is taken for none' }, (inner) => ({
    inspect: (id) => orInstead(inner.inspect(id), () => ({ status: 'absent' })),
  })),
  workerMutant('corrupt-fails-listing', { ...harm, says: 'one bad row hides all others' }, (inner) => ({
    async list(query) {
      const page = await inner.list(query)
      const [first] = page.corrupt ?? []
      if (first) throw new StoreError('CORRUPT', first.says)
      return page
    },
  })),
  workerMutant(
    'corrupt-fails-beat',
    { ...harm, says: 'a sign of life reads what was noted, and fails where that came to harm' },
    (inner) => ({
      async beat(id, token) {
        await inner.inspect(id)
        return inner.beat(id, token)
      },
    }),
  ),
]

/** Known-bad logs of which one call comes to a page only. */
import type { Mutant } from '../../contract.ts'
import { known } from './mutants-ends.ts'
import { logMutant, noting, showing, writing } from './wrap.ts'

const longLog = { law: 'logs/long-log-comes-back', source: ['logs/port.ts: LogTail'] } as const

/** Faults of calls that are to come to all. */
export const bulkMutants: readonly Mutant[] = [
  logMutant(
    'prunes-one-page',
    {
      law: 'logs/prune-goes-through-all',
      says: 'a pruning removes one page of the logs that are sealed and old enough, and leaves the rest',
      source: ['durability:P15'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async prune({ olderThanMs }) {
        const old = (await known(inner, ground)).filter(({ sealed, ageMs }) => sealed && ageMs >= olderThanMs)
        const page = old.slice(0, 100)
        for (const { scope, log } of page) await inner.drop(scope, log)
        return { logs: page.length }
      },
    }),
  ),
  logMutant(
    'cuts-entries-at-64k',
    { ...longLog, says: 'what a part has beyond 64 KiB is not written, and acknowledged all the same' },
    writing((parts) => parts.map(({ stream, bytes }) => ({ stream, bytes: bytes.subarray(0, 65_536) }))),
  ),
  logMutant(
    'tails-one-page',
    { ...longLog, says: 'a tail gives the last page of parts, and takes it for all' },
    showing((tail) => ({ ...tail, parts: tail.parts.slice(-100) })),
  ),
]

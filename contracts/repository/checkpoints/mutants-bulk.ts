/** Known-bad checkpoints of which one call comes to a page only. */
import type { Mutant } from '../../contract.ts'
import { listing } from './mutants-endings.ts'
import { checkpointMutant, runOf } from './wrap.ts'

/** Faults of calls that are to come to all. */
export const bulkMutants: readonly Mutant[] = [
  checkpointMutant(
    'purges-one-page',
    {
      law: 'checkpoints/purge-goes-through-all',
      says: 'a purge ends one page of idle runs, and leaves the rest',
      source: ['durability:D13'],
    },
    (inner, ground) => {
      const { runs, begin } = listing(inner, ground)
      return {
        begin,
        async purge({ idleMs }) {
          const latest = ground.clock.now() - idleMs
          let ended = 0
          for (const { key, epoch } of runs.values()) {
            const run = ended < 100 ? await runOf(inner, key, epoch) : undefined
            if (run?.touchedAtMs === undefined || run.touchedAtMs > latest) continue
            ended += Number((await inner.finish(key, epoch)).status === 'finished')
          }
          return { runs: ended }
        },
      }
    },
  ),
]

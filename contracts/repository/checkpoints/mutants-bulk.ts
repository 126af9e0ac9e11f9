/** Known-bad checkpoints of which one call comes to a page only. */
import type { Mutant } from '../../contract.ts'
import { listing } from './mutants-endings.ts'
import { checkpointMutant, runOf, withDone } from './wrap.ts'

const shows = { law: 'checkpoints/every-item-is-shown', source: ['durability:D17'] } as const

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
  checkpointMutant(
    'batches-of-100',
    {
      law: 'checkpoints/append-is-whole',
      says: 'an append of more than a hundred items is written in batches of a hundred',
      source: ['checkpoints/port.ts: append'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        let added = 0
        for (let at = 0; at === 0 || at < items.length; at += 100) {
          const answer = await inner.append(key, epoch, items.slice(at, at + 100))
          if (answer.status === 'superseded') return answer
          added += answer.added
        }
        return { status: 'appended', added }
      },
    }),
  ),
  checkpointMutant(
    'shows-first-thousand',
    { ...shows, says: 'a run shows the first page of its items, and not the rest' },
    (inner) => withDone(inner, (done) => done.slice(0, 1_000)),
  ),
  checkpointMutant(
    'shows-first-thousand-failing',
    { ...shows, says: 'a run shows the first page of its failure streaks, and not the rest' },
    (inner) => ({
      async begin(key, options) {
        const begun = await inner.begin(key, options)
        return { ...begun, failing: begun.failing.slice(0, 1_000) }
      },
      async inspect(key) {
        const found = await inner.inspect(key)
        return { ...found, failing: found.failing.slice(0, 1_000) }
      },
    }),
  ),
]

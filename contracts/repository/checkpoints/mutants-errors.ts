/** Known-bad checkpoints that take an error of the store for an answer, or let a run that was paused go on. */
import type { Mutant } from '../../contract.ts'
import { orInstead } from '../../wrap.ts'
import { checkpointMutant, currentEpoch, runOf } from './wrap.ts'

const law = 'checkpoints/errors-are-no-absence'

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  checkpointMutant(
    'failed-read-is-none',
    { law, says: 'a run that could not be read, for whatever reason, is taken for none', source: ['durability:A14'] },
    (inner) => ({
      inspect: (key) => orInstead(inner.inspect(key), () => ({ status: 'none', failing: [], anchor: null })),
    }),
  ),
  checkpointMutant(
    'failed-append-is-acknowledged',
    { law, says: 'items that could not be written are acknowledged', source: ['durability:T3'] },
    (inner) => ({
      append: (key, epoch, items) =>
        orInstead(inner.append(key, epoch, items), () => ({ status: 'appended', added: items.length })),
    }),
  ),
  checkpointMutant(
    'failed-replace-is-superseded',
    { law, says: 'a run whose set could not be written is told that it was superseded', source: ['durability:A14'] },
    (inner) => ({
      replace: (key, epoch, items) => orInstead(inner.replace(key, epoch, items), () => ({ status: 'superseded' })),
    }),
  ),
]

const zombies = { law: 'checkpoints/zombie-changes-nothing', source: ['durability:D22'] } as const

/** Faults of runs that were paused between a look and a write. */
export const zombieMutants: readonly Mutant[] = [
  checkpointMutant(
    'append-checks-then-adds',
    { ...zombies, says: 'an append compares the epoch, and then adds to whatever run there is by now' },
    (inner) => ({
      async append(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        return run ? inner.append(key, await currentEpoch(inner, key, epoch), items) : { status: 'superseded' }
      },
    }),
  ),
  checkpointMutant(
    'fail-checks-then-raises',
    { ...zombies, says: 'a failure compares the epoch, and then raises the streaks of whatever run there is by now' },
    (inner) => ({
      async fail(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        return run ? inner.fail(key, await currentEpoch(inner, key, epoch), items) : { status: 'superseded' }
      },
    }),
  ),
  checkpointMutant(
    'replace-checks-then-writes',
    { ...zombies, says: 'a replacement compares the epoch, and then writes the set of whatever run there is by now' },
    (inner) => ({
      async replace(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        return run ? inner.replace(key, await currentEpoch(inner, key, epoch), items) : { status: 'superseded' }
      },
    }),
  ),
]

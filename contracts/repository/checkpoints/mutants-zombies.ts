/** Known-bad checkpoints that let a run which was taken over go on, because of a pause. */
import type { Mutant, StatementMutant } from '../../contract.ts'
import { checkedEpoch, checkpointMutant } from './wrap.ts'

const zombies = { law: 'checkpoints/zombie-changes-nothing', source: ['durability:D22'] } as const

/** Faults of runs that were paused between a look and a write. */
export const zombieMutants: readonly Mutant[] = [
  checkpointMutant(
    'append-checks-then-adds',
    { ...zombies, says: 'an append compares the epoch, and then adds to whatever run there is by now' },
    (inner) => ({
      async append(key, epoch, items) {
        const now = await checkedEpoch(inner, key, epoch)
        return now === undefined ? { status: 'superseded' } : inner.append(key, now, items)
      },
    }),
  ),
  checkpointMutant(
    'fail-checks-then-raises',
    { ...zombies, says: 'a failure compares the epoch, and then raises the streaks of whatever run there is by now' },
    (inner) => ({
      async fail(key, epoch, items) {
        const now = await checkedEpoch(inner, key, epoch)
        return now === undefined ? { status: 'superseded' } : inner.fail(key, now, items)
      },
    }),
  ),
  checkpointMutant(
    'replace-checks-then-writes',
    { ...zombies, says: 'a replacement compares the epoch, and then writes the set of whatever run there is by now' },
    (inner) => ({
      async replace(key, epoch, items) {
        const now = await checkedEpoch(inner, key, epoch)
        return now === undefined ? { status: 'superseded' } : inner.replace(key, now, items)
      },
    }),
  ),
]

/** Faults of the transaction beneath. */
export const unlockedRow: StatementMutant = {
  id: 'checkpoints~row-unlocked',
  kind: 'seam',
  ...zombies,
  says: 'a transaction compares the epoch without locking its row, so that another run can begin before it writes',
  seam: 'pg',
  rewrite: [{ match: /\s+FOR (?:NO KEY )?UPDATE\b/gi, replace: '' }],
}

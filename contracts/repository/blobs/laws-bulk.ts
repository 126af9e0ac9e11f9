/** The laws of blobs that speak of many: one call comes to all of them. */
import { due } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import { run } from '../outputs/rows.ts'
import { unwritten, wrote } from './laws-places.ts'
import type { UnfinishedSeen } from './unfinished.ts'

/** More writes than stores give up in one batch, of which 25 and 100 are usual ones; a process may have 256 files open. */
const many = 120

/** All of them were given up, or nothing of them was in the store that could be. */
const allOrNone: readonly UnfinishedSeen[] = [
  { reaped: many, again: 0, written: 0, aborted: many },
  { reaped: 0, again: 0, written: many, aborted: 0 },
]

const reapGoesThroughAll: Law = {
  id: 'blobs/reap-goes-through-all',
  says: 'one reap removes what every idle write has left, however many there are, counts them all, and takes nothing that was published',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['blobs'] },
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~reaps-one-page'],
  since: '0.1.0',
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const ref = await wrote(session)
      if (!ref) return unwritten
      const outcome = await session.call('reapAmid', { scope: run, writes: many })
      const observed = outcome.status === 'ok' ? JSON.stringify(outcome.value) : showAtLength(outcome)
      const isDue = allOrNone.some((seen) => JSON.stringify(seen) === observed)
      return isDue
        ? due(session, 'there', 'read', { scope: run, ref })
        : { expected: allOrNone.map((seen) => JSON.stringify(seen)).join(' or '), observed }
    }),
}

export const bulkLaws: readonly Law[] = [reapGoesThroughAll]

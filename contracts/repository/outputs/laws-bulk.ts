/** The laws of outputs that speak of many rows: one removal comes to all of them. */
import { allDue, someOf } from '../../examples.ts'
import type { Due, Made } from '../../examples.ts'
import type { BenchSession, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { listingRefused } from './laws-listings.ts'
import { agesRefused } from './laws-removals.ts'
import type { RowName } from './rows.ts'
import { crossed, key, plainScopes, run, shared } from './rows.ts'

const law = { suite: 'orphan-cleanup', level: 'must', from: 'T0', to: 'T0', since: '0.1.0' } as const

/**
 * More rows than stores take in one batch, of which 25 and 100 are usual ones. Four times as many cost a store that syncs a
 * file for each row more than the ten seconds that one call may take.
 */
const many = 250

/** Many keys. */
const keys = Array.from({ length: many }, (_, at) => ({ task: `task ${at}`, input: 'i' }))

function stored(rows: readonly RowName[]): readonly Due[] {
  return rows.map(({ scope, key: named }) => ['stored', 'put', scope, named, 1])
}

function got(status: 'hit' | 'miss', rows: readonly RowName[]): readonly Due[] {
  return rows.map(({ scope, key: named }) => [status, 'get', scope, named])
}

/** A removal that is to come to all of some rows, and to none of others. */
interface Removal {
  readonly call: Made
  readonly goes: readonly RowName[]
  readonly stays: readonly RowName[]
}

/** Removes by one call, and looks by another one, and at some of the rows, whether anything is left. */
function comesToAll(session: BenchSession, { call, goes, stays }: Removal): Promise<Surprise | undefined> {
  return allDue(session, [
    [`{"rows":${goes.length}}`, ...call],
    ['{"rows":0}', ...call],
    ...got('miss', someOf(goes)),
    ...got('hit', stays),
  ])
}

const clearGoesThroughAll: Law = {
  id: 'outputs/clear-goes-through-all',
  says: 'one clearing removes every row of its scope, however many there are, counts them all, and leaves every other scope',
  ...law,
  needs: { ports: ['outputs'], claims: { outputs: ['listing'] } },
  source: ['outputs/port.ts: clear', 'cache:G4'],
  mutants: ['outputs~clears-one-page'],
  refusal: listingRefused,
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const goes = crossed([run], keys)
      const stays = crossed(
        plainScopes.filter((scope) => scope !== run),
        keys.slice(0, 2),
      )
      const surprise = await allDue(session, stored([...stays, ...goes]))
      return surprise ?? comesToAll(session, { call: ['clear', run], goes, stays })
    }),
}

/** So long the rows lie there that are old, ms. */
const ageMs = 60_000

const pruneGoesThroughAll: Law = {
  id: 'outputs/prune-goes-through-all',
  says: 'one pruning removes every row that is old enough, however many there are, counts them all, and keeps the younger ones',
  ...law,
  needs: { ports: ['outputs'], claims: { outputs: ['ages'] }, clock: 'turned' },
  source: ['outputs/port.ts: prune'],
  mutants: ['outputs~prunes-one-page'],
  refusal: agesRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const goes = [...crossed([run], keys.slice(1)), ...crossed([shared], [key])]
      const old = await allDue(session, stored(goes))
      if (old) return old
      await place.turn(ageMs)
      const stays = crossed([run, shared], keys.slice(0, 1))
      const young = await allDue(session, stored(stays))
      return young ?? comesToAll(session, { call: ['prune', { olderThanMs: ageMs }], goes, stays })
    }),
}

/** By scope, then by age. */
export const bulkLaws: readonly Law[] = [clearGoesThroughAll, pruneGoesThroughAll]

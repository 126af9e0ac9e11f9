/** The laws of locks that several may hold. */
import { allDue, pagesGive, statusOf } from '../examples.ts'
import { isNo } from '../claims.ts'
import type { Lab } from '../lab.ts'
import { onOneSession } from '../lab.ts'
import type { Law } from '../law.ts'
import { crowd, lapsing, shared } from './generate.ts'
import { neverExpires } from './laws-leases.ts'
import { owner } from './moves.ts'
import type { LockPage, LockSnapshot } from './port.ts'

const minute = { owner: { ...owner(0) }, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }

/** Where one holder a name is claimed, asking for company is refused with UNSUPPORTED, and the lock stays free. */
function companyRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, (session) =>
    allDue(session, [
      ['StoreError UNSUPPORTED', 'acquire', 'a', { ...minute, slots: 2 }],
      ['free', 'inspect', 'a'],
      ['acquired', 'acquire', 'a', { ...minute, slots: 1 }],
    ]),
  )
}

const law = {
  suite: 'leases',
  level: 'must',
  needs: { ports: ['locks'], claims: { locks: ['slots'] } },
  since: '0.1.0',
  refusal: companyRefused,
} as const

const timed = {
  ...law,
  needs: { ports: ['locks'], claims: { locks: ['slots', 'clock'] }, clock: 'turned' },
  refusal: (lab: Lab) => (isNo(lab.claims.ports.locks?.slots) ? companyRefused(lab) : neverExpires(lab)),
} as const

const neverExceeded: Law = {
  ...law,
  id: 'locks/slots-are-never-exceeded',
  says: 'however many ask for a lock at once, and whoever is killed meanwhile, it never has more holders than each of them admits',
  suite: 'concurrent-writers',
  from: 'T1',
  to: 'T4',
  source: ['durability:L13', 'cache:D10'],
  mutants: ['locks~slots-checked-then-taken', 'locks~slots-counted-by-each'],
  marks: ['shared', 'full'],
  check: (lab) => lab.hunt({ scripts: crowd, race: true }),
}

const lapsedAreFree: Law = {
  ...timed,
  id: 'locks/lapsed-slots-are-free',
  says: 'a slot whose lease and grace are over is free for the next who asks, and whoever is admitted ends all that are',
  from: 'T1',
  to: 'T3',
  source: ['durability:L13'],
  mutants: ['locks~lapsed-slots-count', 'locks~slots-counter', 'locks~ends-one-lapsed-slot'],
  marks: ['shared', 'lapsed-slot', 'all-lapsed'],
  check: (lab) => lab.hunt({ scripts: lapsing, faults: [] }),
}

const slotsOfAll: Law = {
  ...law,
  id: 'locks/slots-of-all-hold',
  says: 'nobody gets more company than it asked for, neither who holds the lock nor who comes: one that is to be alone is',
  from: 'T1',
  to: 'T3',
  source: ['durability:L13', 'Courtois et al. 1971, Concurrent Control with Readers and Writers'],
  mutants: ['locks~slots-of-asker-only', 'locks~slots-of-first-holder', 'locks~lonely-holder-is-joined'],
  marks: ['shared', 'full', 'kept-apart'],
  check: (lab) => lab.hunt({ scripts: shared(['release']), faults: [] }),
}

const releaseFreesOne: Law = {
  ...law,
  id: 'locks/release-frees-one-slot',
  says: 'a release or an eviction frees the slot of its token for the next who asks, and no other',
  from: 'T1',
  to: 'T3',
  source: ['durability:L13', 'durability:H4'],
  mutants: ['locks~release-frees-all-slots', 'locks~evict-frees-all-slots', 'locks~release-frees-the-shown'],
  marks: ['shared', 'freed-slot'],
  check: (lab) => lab.hunt({ scripts: shared(['release', 'evict', 'list']), faults: [] }),
}

const renewsOne: Law = {
  ...law,
  id: 'locks/renews-one-holder',
  says: 'a renewal extends the lease of its token, and those of the other holders run on as they were',
  from: 'T1',
  to: 'T1',
  source: ['durability:L13', 'durability:J1'],
  mutants: ['locks~renewal-extends-all', 'locks~renews-only-the-shown'],
  marks: ['renewed-beside'],
  check: (lab) => lab.hunt({ scripts: shared(['renew', 'list']) }),
}

const wayOutIsShown: Law = {
  ...law,
  id: 'locks/first-to-lapse-is-shown',
  says: 'of several holders, who looks or finds no slot is shown the one that becomes takeable first',
  from: 'T1',
  to: 'T1',
  source: ['durability:H6', 'durability:L13'],
  mutants: ['locks~shows-newest-holder', 'locks~busy-shows-oldest-holder'],
  marks: ['way-out', 'full'],
  check: (lab) => lab.hunt({ scripts: shared(['renew', 'inspect']) }),
}

/** Holders of each name, and the names. */
const crowds: readonly (readonly [string, number])[] = [
  ['a', 3],
  ['a ', 1],
  ['a 1', 12],
  ['b', 4],
]

const holders = {
  method: 'list',
  args: [],
  items: (page: unknown) => (page as LockPage).locks.map(({ name, token }) => `${name}: ${token}`),
}

const listsEveryHolder: Law = {
  ...law,
  id: 'locks/lists-every-holder',
  says: 'the pages of a listing give every holder of every lock exactly once, whatever the page size',
  suite: 'basics',
  from: 'T0',
  to: 'T0',
  source: ['locks/port.ts: list', 'durability:L13'],
  mutants: ['locks~lists-one-holder', 'locks~pages-by-name'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const wanted: string[] = []
      for (const [name, size] of crowds) {
        for (let left = size; left > 0; left -= 1) {
          const taken = await session.call('acquire', name, { ...minute, slots: 12 })
          const { lease } = (taken.status === 'ok' ? taken.value : {}) as { readonly lease?: LockSnapshot }
          if (!lease) return { expected: `acquired: one of 12 holders of ${name}`, observed: statusOf(taken) }
          wanted.push(`${name}: ${lease.token}`)
        }
      }
      for (const limit of [1, 2, 5, 1_000]) {
        const surprise = await pagesGive(session, holders, limit, wanted)
        if (surprise) return surprise
      }
      return undefined
    }),
}

/** Slots, from the ground up. */
export const slotLaws: readonly Law[] = [
  listsEveryHolder,
  slotsOfAll,
  releaseFreesOne,
  renewsOne,
  wayOutIsShown,
  lapsedAreFree,
  neverExceeded,
]

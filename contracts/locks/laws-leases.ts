/** The laws of locks that speak of time, takeover and tokens. */
import type { Law } from '../law.ts'
import type { Lab } from '../lab.ts'
import { onOneSession } from '../lab.ts'
import { focused, generations, sparing, takeover } from './commands.ts'
import { isNo } from '../claims.ts'
import { owner } from './moves.ts'
import { fenceHolds, tokensRise } from './judges.ts'
import { pausedCall, pausedHolder, zombie } from './generate.ts'

const since = '0.1.0'
const needs = { ports: ['locks'] }
const timed = { ports: ['locks'], claims: { locks: ['clock'] }, clock: 'turned' } as const

const short = { owner: { ...owner(0) }, ttlMs: 1, graceMs: 0, heartbeatMs: 1 }

/** Where leases are claimed not to run out, they do not: a day later the lock is still busy. */
export function neverExpires(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session, place) => {
    await session.call('acquire', 'a', short)
    await place.turn(86_400_000)
    const again = await session.call('acquire', 'a', short)
    const status = again.status === 'ok' ? (again.value as { status?: string }).status : again.status
    return status === 'busy'
      ? undefined
      : { expected: 'busy: the adapter claims that leases do not run out', observed: String(status) }
  })
}

/** Where no fencing is claimed, asking for it is refused with UNSUPPORTED, and the lock stays free. */
function fencingRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const asked = await session.call('acquire', 'a', { ...short, fenced: true })
    const code = asked.status === 'fail' ? asked.error.code : asked.status
    if (code !== 'UNSUPPORTED')
      return { expected: 'StoreError UNSUPPORTED: no fencing is claimed', observed: String(code) }
    const after = await session.call('inspect', 'a')
    const status = after.status === 'ok' ? (after.value as { status?: string }).status : after.status
    return status === 'free'
      ? undefined
      : { expected: 'free: a refused call leaves no trace', observed: String(status) }
  })
}

const storeClock: Law = {
  id: 'locks/store-clock',
  says: 'expiry is judged by the clock of the store in the statement that takes the lock',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: timed,
  source: ['durability:H10', 'durability:T10'],
  mutants: ['locks~client-clock'],
  marks: ['busy', 'taken-over'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'renew', 'inspect'], names: ['a'] }), faults: [] }),
}

const takeoverByOne: Law = {
  id: 'locks/takeover-by-one',
  says: 'a lock whose expiry and grace are over is taken by exactly one of those who ask',
  suite: 'concurrent-writers',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: timed,
  source: ['durability:I2'],
  mutants: ['locks~both-take'],
  marks: ['taken-over'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: takeover, race: true }),
}

const sparesTheLapsed: Law = {
  id: 'locks/spares-the-lapsed',
  says: 'whoever asks to take nobody over finds a lock that is held busy, however long its lease and grace are over',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: timed,
  source: ['durability:I13'],
  mutants: ['locks~takes-whom-it-should-spare', 'locks~spares-what-is-free'],
  marks: ['busy-though-lapsed', 'taken-over'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: sparing, faults: [] }),
}

const graceAfterExpiry: Law = {
  id: 'locks/grace-after-expiry',
  says: 'grace starts at expiry: a lease that ran out less than its grace ago is not takeable, and at that instant it is',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:I3', 'durability:T6'],
  mutants: ['locks~grace-from-heartbeat', 'locks~grace-excludes-end'],
  marks: ['busy-in-grace', 'taken-over'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: takeover }),
}

const graceOfHolder: Law = {
  id: 'locks/grace-of-holder',
  says: 'the grace is the one that the holder wrote into the row, whatever the contender asks for itself',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: timed,
  source: ['durability:I5'],
  mutants: ['locks~contender-grace'],
  marks: ['busy-in-grace', 'taken-over'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: takeover }),
}

const evictExact: Law = {
  id: 'locks/evict-exact',
  says: 'an eviction removes the very row that was judged, and no other that came or was renewed since',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:I14', 'durability:I15'],
  mutants: ['locks~evict-by-pid', 'locks~evict-never'],
  marks: ['evicted', 'changed'],
  since,
  check: (lab) =>
    lab.hunt({ scripts: focused({ calls: ['acquire', 'renew', 'evict', 'inspect'], names: ['a'] }), faults: [] }),
}

const staleHolderIsFenced: Law = {
  id: 'locks/stale-holder-is-fenced',
  says: 'after a takeover every call by the old token changes nothing, and the new holder stays',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: timed,
  source: ['durability:J1', 'Kleppmann 2016, How to do distributed locking'],
  mutants: ['locks~renew-by-pid', 'locks~release-by-pid'],
  marks: ['taken-over', 'superseded'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: zombie }),
}

const zombieChangesNothing: Law = {
  id: 'locks/zombie-changes-nothing',
  says: 'a holder that was paused past its expiry and taken over changes nothing when it goes on, whatever it tries',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T4',
  needs: timed,
  source: ['durability:J1', 'Kleppmann 2016, How to do distributed locking'],
  mutants: ['locks~renew-checks-then-writes', 'locks~renew-takes-back'],
  marks: ['taken-over', 'superseded', 'hour-ahead', 'hour-back'],
  since,
  refusal: neverExpires,
  check: (lab) => lab.hunt({ scripts: pausedHolder, struck: pausedCall, faults: ['park', 'stop', 'kill'] }),
}

const fenceUnderSkew: Law = {
  id: 'locks/fence-holds-under-skew',
  says: 'whatever the clocks of clients say, tokens rise, and a holder whose token was superseded changes nothing',
  suite: 'leases',
  level: 'must',
  from: 'T3',
  to: 'T4',
  needs: { ports: ['locks'], claims: { locks: ['fencing', 'clock'] }, clock: 'turned' },
  source: ['durability:J1', 'durability:T10', 'Kleppmann 2016, How to do distributed locking'],
  mutants: ['locks~renew-by-own-clock', 'locks~release-by-own-clock'],
  marks: ['taken-over', 'superseded'],
  since,
  refusal: (lab) => (isNo(lab.claims.ports.locks?.fencing) ? fencingRefused(lab) : neverExpires(lab)),
  // What clocks do shows without a fault: scripts with few of them come to more clocks. On SQLite its mutants lived through
  // a minute of scripts with every fault, and die after 72 cases of these.
  check: (lab) => lab.hunt({ scripts: pausedHolder, struck: pausedCall, judge: fenceHolds, skewed: true }),
}

const lossIsCertain: Law = {
  id: 'locks/loss-is-certain',
  says: 'a renewal answers lost if and only if the token no longer holds the lock; loss is never an error',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:J2', 'durability:L3'],
  mutants: ['locks~always-held', 'locks~lost-throws', 'locks~expired-is-lost'],
  marks: ['renewed', 'superseded'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'renew', 'release'], names: ['a'] }), faults: [] }),
}

const renewKeepsIdentity: Law = {
  id: 'locks/renew-keeps-identity',
  says: 'a renewal moves heartbeat and expiry, and neither the token nor the time of acquisition',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs,
  source: ['durability:J3'],
  mutants: ['locks~renew-moves-acquisition', 'locks~renew-changes-token'],
  marks: ['renewed'],
  since,
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['acquire', 'renew', 'inspect'], names: ['a'] }) }),
}

const rowRoundTrips: Law = {
  id: 'locks/row-round-trips',
  says: 'every fact of a lock reads the same in every session: times to the millisecond, owner fact by fact',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs,
  source: ['durability:J4', 'durability:I15'],
  mutants: ['locks~whole-seconds', 'locks~owner-is-pid'],
  marks: ['busy'],
  since,
  check: (lab) =>
    lab.hunt({ scripts: focused({ calls: ['acquire', 'inspect', 'list'], names: ['a', 'b'] }), faults: [] }),
}

const tokensRiseLaw: Law = {
  id: 'locks/tokens-rise',
  says: 'the tokens of a name rise for ever: through release, eviction, takeover, reopening, kills and steps of the clock',
  suite: 'leases',
  level: 'must',
  from: 'T1',
  needs: { ports: ['locks'], claims: { locks: ['fencing'] } },
  source: ['durability:J5', 'durability:T21'],
  mutants: ['locks~token-restarts', 'locks~token-from-clock'],
  marks: ['reacquired'],
  since,
  refusal: fencingRefused,
  check: (lab) => lab.hunt({ scripts: generations, judge: tokensRise }),
}

/** Time, takeover and tokens, from the ground up. */
export const leaseLaws: readonly Law[] = [
  rowRoundTrips,
  storeClock,
  lossIsCertain,
  renewKeepsIdentity,
  graceAfterExpiry,
  graceOfHolder,
  takeoverByOne,
  sparesTheLapsed,
  evictExact,
  staleHolderIsFenced,
  zombieChangesNothing,
  tokensRiseLaw,
  fenceUnderSkew,
]

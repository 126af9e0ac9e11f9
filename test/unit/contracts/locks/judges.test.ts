/** The judges of locks: each on a history that it must condemn, and on one that some order of its calls explains. */
import { describe, expect, it } from 'vitest'
import { busyIsAValue, fenceHolds, notReentrant, oneHolder, tokensRise } from '../../../../contracts/locks/judges.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import type { Event, Outcome } from '../../../../contracts/index.ts'
import type { Written } from '../written.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import { modelJudge } from '../../../../src/harness/linearizability/judge.ts'
import { history } from '../written.ts'
import { acquire, call, claims, inspect, row, rowFrom } from './calls.ts'

/** A grant under this token, at this time of the store. */
function grant(
  token: number,
  when: NonNullable<Written['when']>,
  some: Partial<Written> & { readonly from?: number } = {},
): Written {
  const { from = 1_000, ...rest } = some
  const lease = rowFrom(from, { token, owner: owner(token) })
  return { call: acquire, value: { status: 'acquired', lease }, when, ms: [from, from], ...rest }
}

function renewed(token: number, ttlMs: number, when: NonNullable<Written['when']>, from = 1_000): Written {
  const lease = row({ token, owner: owner(token), expiresAtMs: from + ttlMs, takeableAtMs: from + ttlMs + 20 })
  return { call: call('renew', 'a', token, { ttlMs }), value: { status: 'held', lease }, when, ms: [from, from] }
}

const lost: Outcome = { status: 'unknown', why: 'killed' }

function atOf(events: readonly Event[]): number | undefined {
  return oneHolder(events)?.at
}

describe('that a name has one holder', () => {
  it('is broken by a second grant while the first lease runs', () => {
    const broken = oneHolder(history(grant(1, [0, 1]), grant(2, [2, 3], { from: 1_069 })))
    expect(broken).toEqual({
      at: 1,
      expected: 'busy: token 1 of instance-1 holds "a" until 1070',
      observed: 'acquired by instance-2 with token 2',
    })
  })

  it('is kept by a takeover once expiry and grace are over', () => {
    expect(atOf(history(grant(1, [0, 1]), grant(2, [2, 3], { from: 1_070 })))).toBeUndefined()
  })

  it('is about one name only', () => {
    const lease = row({ name: 'b', token: 1 })
    const other: Written = { call: call('acquire', 'b'), value: { status: 'acquired', lease }, when: [2, 3] }
    expect(atOf(history(grant(1, [0, 1]), other))).toBeUndefined()
  })

  it.each<[string, Written]>([
    ['a release', { call: call('release', 'a', 1), value: { status: 'released' }, when: [2, 3] }],
    ['a release whose reply was lost', { call: call('release', 'a', 1), outcome: lost, when: [2, Infinity] }],
    ['an eviction', { call: call('evict', row({ token: 1 })), value: { status: 'evicted' }, when: [2, 3] }],
  ])('is kept by a grant after %s', (_, between) => {
    expect(atOf(history(grant(1, [0, 1]), between, grant(2, [4, 5])))).toBeUndefined()
  })

  it.each<[string, Written]>([
    ['a release by another token', { call: call('release', 'a', 9), value: { status: 'released' }, when: [2, 3] }],
    ['a release that changed nothing', { call: call('release', 'a', 1), value: { status: 'not-held' }, when: [2, 3] }],
    [
      'an eviction that changed nothing',
      { call: call('evict', row({ token: 1 })), value: { status: 'changed' }, when: [2, 3] },
    ],
    ['a release of another name', { call: call('release', 'b', 1), value: { status: 'released' }, when: [2, 3] }],
  ])('is broken by a grant after %s', (_, between) => {
    expect(atOf(history(grant(1, [0, 1]), between, grant(2, [4, 5])))).toBe(2)
  })

  it('is broken by a grant before the release that would explain it', () => {
    const release: Written = { call: call('release', 'a', 1), value: { status: 'released' }, when: [4, 5] }
    expect(atOf(history(grant(1, [0, 1]), grant(2, [2, 3]), release))).toBe(1)
  })

  it('is broken by a grant that a renewal should have put off', () => {
    const events = history(grant(1, [0, 1]), renewed(1, 30_000, [2, 3]), grant(2, [4, 5], { from: 1_070 }))
    expect(atOf(events)).toBe(2)
  })

  it('is kept by a grant once a renewal cut the lease short', () => {
    const events = history(grant(1, [0, 1]), renewed(1, 1, [2, 3]), grant(2, [4, 5], { from: 1_021 }))
    expect(atOf(events)).toBeUndefined()
  })

  it('is broken by a grant that only a lost renewal stands before', () => {
    const gone: Written = { call: call('renew', 'a', 1, { ttlMs: 1 }), value: { status: 'lost' }, when: [2, 3] }
    expect(atOf(history(grant(1, [0, 1]), gone, grant(2, [4, 5])))).toBe(2)
  })
})

describe('that a name has one holder, where calls overlap,', () => {
  it('is broken by two grants that no order explains', () => {
    expect(atOf(history(grant(1, [0, 2]), grant(2, [1, 3], { actor: 1 })))).toBe(1)
  })

  it('is kept by two grants with a release between, in one of their orders', () => {
    const release: Written = { call: call('release', 'a', 2), value: { status: 'released' }, when: [2, 3] }
    const events = history(grant(1, [0, 5]), grant(2, [1, 4], { actor: 1 }), { ...release, actor: 2 })
    expect(atOf(events)).toBeUndefined()
  })

  it('is kept by a grant beside a renewal whose reply was lost: it may have cut the lease short', () => {
    const cut: Written = { call: call('renew', 'a', 1, { ttlMs: 1 }), outcome: lost, when: [2, Infinity] }
    const events = history(grant(1, [0, 1]), cut, grant(2, [3, 4], { from: 1_050 }))
    expect(atOf(events)).toBeUndefined()
  })

  it('is kept by a grant after two renewals, the shorter of which may have been the last', () => {
    const events = history(
      grant(1, [0, 1]),
      renewed(1, 30_000, [2, 5]),
      { ...renewed(1, 1, [3, 4]), actor: 1 },
      grant(2, [6, 7], { actor: 1, from: 1_100 }),
    )
    expect(atOf(events)).toBeUndefined()
  })

  it('is kept by a grant after the clock went back, where the first lease was taken over before that', () => {
    const release: Written = { call: call('release', 'a', 2), value: { status: 'released' }, when: [4, 5] }
    const events = history(grant(1, [0, 1]), grant(2, [2, 3], { from: 1_070 }), release, grant(3, [6, 7]))
    expect(atOf(events)).toBeUndefined()
  })
})

describe('a history that the model explains', () => {
  it('is not condemned though the takeover in it was never answered', () => {
    const second = rowFrom(1_070, { token: 2 })
    const third = rowFrom(1_000, { token: 3 })
    const events = history(
      { call: acquire, value: { status: 'acquired', lease: row() }, when: [0, 1] },
      { call: acquire, outcome: lost, when: [2, Infinity], ms: [1_070, 1_070], actor: 1 },
      { call: inspect, value: { status: 'held', lock: second }, when: [3, 4], ms: [1_070, 1_070] },
      { call: call('evict', second), value: { status: 'evicted' }, when: [5, 6], ms: [1_070, 1_070] },
      { call: acquire, value: { status: 'acquired', lease: third }, when: [7, 8] },
    )
    expect(modelJudge(locksModel, claims)(events)).toBeUndefined()
    expect(atOf(events)).toBeUndefined()
  })
})

describe('that a lock is not reentrant', () => {
  it('is broken by a grant to its own holder, and by no other', () => {
    const same = rowFrom(1_000, { token: 2, owner: owner(1) })
    const again: Written = { call: acquire, value: { status: 'acquired', lease: same }, when: [2, 3] }
    expect(notReentrant(history(grant(1, [0, 1]), again))?.at).toBe(1)
    expect(notReentrant(history(grant(1, [0, 1]), grant(2, [2, 3])))).toBeUndefined()
  })
})

describe('that tokens rise', () => {
  it('is broken by a grant whose token somebody saw before', () => {
    const seen: Written = { call: inspect, value: { status: 'held', lock: row({ token: 5 }) }, when: [0, 1] }
    const broken = tokensRise(history(seen, grant(5, [2, 3])))
    expect(broken).toEqual({ at: 1, expected: 'a token greater than 5', observed: 'token 5' })
  })

  it('is broken through a listing, and through an answer that was busy', () => {
    const listed: Written = { call: call('list', { limit: 9 }), value: { locks: [row({ token: 5 })] }, when: [0, 1] }
    const busy: Written = { call: acquire, value: { status: 'busy', holder: row({ token: 5 }) }, when: [0, 1] }
    expect(tokensRise(history(listed, grant(4, [2, 3])))?.at).toBe(1)
    expect(tokensRise(history(busy, grant(4, [2, 3])))?.at).toBe(1)
  })

  it('is kept by tokens that rise in any steps', () => {
    expect(tokensRise(history(grant(1, [0, 1]), grant(2, [2, 3]), grant(9, [4, 5])))).toBeUndefined()
  })

  it('is kept by grants that overlap: either may have been the first', () => {
    expect(tokensRise(history(grant(2, [0, 2]), grant(1, [1, 3], { actor: 1 })))).toBeUndefined()
  })

  it('is about one name only', () => {
    const seen: Written = { call: inspect, value: { status: 'held', lock: row({ name: 'b', token: 5 }) }, when: [0, 1] }
    expect(tokensRise(history(seen, grant(1, [2, 3])))).toBeUndefined()
  })
})

describe('that busy is a value', () => {
  it('is broken by an acquisition that failed', () => {
    const error = { name: 'SqliteError', code: 'SQLITE_BUSY', message: 'database is locked' }
    const failed: Written = { call: acquire, outcome: { status: 'fail', error }, when: [0, 1] }
    expect(busyIsAValue(history(failed))).toMatchObject({
      at: 0,
      observed: 'SqliteError SQLITE_BUSY: database is locked',
    })
  })

  it.each([null, {}, { status: 'held' }, 'busy'])('is broken by the answer %o', (value) => {
    expect(busyIsAValue(history({ call: acquire, value, when: [0, 1] }))?.at).toBe(0)
  })

  it('is kept by a grant, by a busy answer, and by one that nobody saw', () => {
    const busy: Written = { call: acquire, value: { status: 'busy', holder: row() }, when: [2, 3] }
    const unseen: Written = { call: acquire, outcome: lost, when: [4, Infinity] }
    expect(busyIsAValue(history(grant(1, [0, 1]), busy, unseen))).toBeUndefined()
  })

  it('is not about other calls', () => {
    const error = { name: 'Error', message: 'no' }
    const failed: Written = { call: inspect, outcome: { status: 'fail', error }, when: [0, 1] }
    expect(busyIsAValue(history(failed))).toBeUndefined()
  })
})

describe('that a fence holds', () => {
  const taken = [grant(1, [0, 1]), grant(2, [2, 3], { from: 1_070 })]
  const late = (
    method: string,
    args: readonly unknown[],
    status: string,
    when: NonNullable<Written['when']> = [4, 5],
  ): Written => ({
    call: call(method, ...args),
    value: { status },
    when,
  })

  it.each([
    ['a renewal', late('renew', ['a', 1, { ttlMs: 50 }], 'held')],
    ['a release', late('release', ['a', 1], 'released')],
    ['an eviction', late('evict', [row({ token: 1 })], 'evicted')],
  ])('is broken by %s of a superseded token that is let through', (_, zombie) => {
    expect(fenceHolds(history(...taken, zombie))).toMatchObject({
      at: 2,
      expected: 'nothing by a token below 2, which was given before',
    })
  })

  it('is broken by a superseded token that is shown to hold, and by a lease that went of itself', () => {
    const old: Written = { call: inspect, value: { status: 'held', lock: row({ token: 1 }) }, when: [4, 5] }
    expect(fenceHolds(history(...taken, old))?.observed).toBe('token 1 holds the lock')
    expect(fenceHolds(history(...taken, late('inspect', ['a'], 'free')))?.observed).toMatch(/^free: nobody/)
    expect(fenceHolds(history(...taken, grant(2, [4, 5])))?.expected).toBe('a token greater than 2')
  })

  it('is kept where the calls are refused, whatever the times are', () => {
    const refused = [
      late('renew', ['a', 1, { ttlMs: 50 }], 'lost'),
      late('release', ['a', 1], 'not-held', [6, 7]),
      late('evict', [row({ token: 1 })], 'changed', [8, 9]),
    ]
    expect(fenceHolds(history(...taken, ...refused))).toBeUndefined()
    expect(fenceHolds(history(grant(1, [0, 1], { from: 9_000 }), grant(2, [2, 3], { from: 1 })))).toBeUndefined()
  })

  it('is kept by a call that overlaps the takeover, and by a lock that was let go or may have been', () => {
    expect(
      fenceHolds(history(taken[0] as Written, grant(2, [2, 5]), late('release', ['a', 1], 'released', [3, 4]))),
    ).toBeUndefined()
    const free = late('inspect', ['a'], 'free', [6, 7])
    expect(fenceHolds(history(...taken, late('release', ['a', 2], 'released'), free))).toBeUndefined()
    const cut: Written = { call: call('evict', row({ token: 2 })), outcome: lost, when: [4, Infinity] }
    expect(fenceHolds(history(...taken, cut, free))).toBeUndefined()
  })
})

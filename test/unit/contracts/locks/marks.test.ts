import { describe, expect, it } from 'vitest'
import type { LockSnapshot } from '../../../../contracts/index.ts'
import { lockMarks } from '../../../../contracts/locks/marks.ts'
import type { Written } from '../written.ts'
import { history } from '../written.ts'
import { acquire, asked as acquireOptions, call, inspect, row } from './calls.ts'

const granted = { status: 'acquired', lease: row() }

function marks(...calls: readonly Omit<Written, 'when'>[]): readonly string[] {
  const written = calls.map((one, index): Written => ({ ...one, when: [2 * index, 2 * index + 1] }))
  return lockMarks(history(...written)).toSorted()
}

describe('the marks of a history of locks', () => {
  it.each<[string, readonly string[], readonly Omit<Written, 'when'>[]]>([
    ['nothing', [], []],
    ['a grant', ['acquired'], [{ call: acquire, value: granted }]],
    ['a lock that is held', ['busy'], [{ call: acquire, value: { status: 'busy', holder: row({ atMs: 1_049 }) } }]],
    [
      'a lock in grace, from the instant of its expiry on',
      ['busy-in-grace'],
      [{ call: acquire, value: { status: 'busy', holder: row({ atMs: 1_050 }) } }],
    ],
    [
      'a renewal',
      ['renewed'],
      [{ call: call('renew', 'a', 1, { ttlMs: 1 }), value: { status: 'held', lease: row() } }],
    ],
    ['a lost renewal', ['superseded'], [{ call: call('renew', 'a', 1, { ttlMs: 1 }), value: { status: 'lost' } }]],
    ['a vain release', ['superseded'], [{ call: call('release', 'a', 1), value: { status: 'not-held' } }]],
    ['a release', ['released'], [{ call: call('release', 'a', 1), value: { status: 'released' } }]],
    ['an eviction', ['evicted'], [{ call: call('evict', row()), value: { status: 'evicted' } }]],
    ['a row that changed', ['changed'], [{ call: call('evict', row()), value: { status: 'changed' } }]],
    ['a free lock', ['free'], [{ call: inspect, value: { status: 'free' } }]],
    ['a look at a held lock', [], [{ call: inspect, value: { status: 'held', lock: row() } }]],
    ['a listing', ['listed'], [{ call: call('list', { limit: 1 }), value: { locks: [] } }]],
    ['a reply that nobody saw', ['in-flight'], [{ call: acquire, outcome: { status: 'unknown', why: 'killed' } }]],
    [
      'a lock that is asked for 1 ms before it can be taken',
      ['asked-1-ms-early', 'busy-in-grace'],
      [{ call: acquire, value: { status: 'busy', holder: row({ atMs: 1_069 }) } }],
    ],
    [
      'one that is taken at that instant',
      ['acquired', 'reacquired', 'taken-at-the-end', 'taken-over'],
      [
        { call: acquire, value: granted },
        { call: acquire, value: { status: 'acquired', lease: row({ token: 2, atMs: 1_070 }) } },
      ],
    ],
    [
      'one that is taken 1 ms later',
      ['acquired', 'reacquired', 'taken-1-ms-late', 'taken-over'],
      [
        { call: acquire, value: granted },
        { call: acquire, value: { status: 'acquired', lease: row({ token: 2, atMs: 1_071 }) } },
      ],
    ],
    [
      'a clock that goes on by an hour and back',
      ['free', 'hour-ahead', 'hour-back'],
      [0, 3_600_000, 0].map((ms) => ({ call: inspect, value: { status: 'free' }, ms: [ms, ms] as const })),
    ],
    ['a failure', [], [{ call: acquire, outcome: { status: 'fail', error: { name: 'Error', message: '' } } }]],
  ])('with %s are %j', (_, expected, calls) => {
    expect(marks(...calls)).toEqual(expected)
  })

  it('tell how several hold a lock, are refused, and come after one that went', () => {
    const slots = 2
    const shared = call('acquire', 'a', { ...acquireOptions, slots })
    const given = (token: number, atMs = 1_000, takeableAtMs = 1_070): Omit<Written, 'when'> => ({
      call: shared,
      value: { status: 'acquired', lease: row({ token, slots, atMs, takeableAtMs }) },
    })
    const two = [given(1), given(2, 1_000, 1_090)]
    const refused = (holder: LockSnapshot, by = shared) => ({ call: by, value: { status: 'busy', holder } })
    const released = { call: call('release', 'a', 2), value: { status: 'released' } }
    expect(marks(...two)).toEqual(['acquired', 'reacquired', 'shared'])
    expect(marks(...two, refused(row({ slots })))).toEqual(expect.arrayContaining(['full', 'way-out']))
    expect(marks(...two, refused(row({ slots }), acquire))).toContain('kept-apart')
    expect(marks({ call: acquire, value: granted }, refused(row()))).toContain('kept-apart')
    expect(marks(...two, released, given(3))).toEqual(expect.arrayContaining(['freed-slot', 'shared']))
    expect(marks(...two, given(3, 1_070))).toEqual(expect.arrayContaining(['lapsed-slot', 'taken-over']))
    expect(marks(...two, given(3, 1_090))).toEqual(expect.arrayContaining(['all-lapsed', 'taken-over']))
    expect(
      marks(...two, { call: call('renew', 'a', 1, { ttlMs: 1 }), value: { status: 'held', lease: row() } }),
    ).toContain('renewed-beside')
    expect(marks(...two, { call: inspect, value: { status: 'held', lock: row({ slots }) } })).toContain('way-out')
  })

  it('tell a grant on a hostile name', () => {
    const lease = row({ name: 'a\u0000' })
    expect(marks({ call: call('acquire', 'a\u0000'), value: { status: 'acquired', lease } })).toContain('hostile-name')
    expect(marks({ call: acquire, value: granted })).not.toContain('hostile-name')
  })

  it('tell a takeover: a second grant while nobody released or evicted the first', () => {
    const twice = [
      { call: acquire, value: granted },
      { call: acquire, value: granted },
    ]
    expect(marks(...twice)).toEqual(['acquired', 'reacquired', 'taken-over'])
  })

  it.each([
    ['a release', { call: call('release', 'a', 1), value: { status: 'released' } }],
    ['an eviction', { call: call('evict', row()), value: { status: 'evicted' } }],
  ])('tell a grant after %s as no takeover', (_, between) => {
    const all = marks({ call: acquire, value: granted }, between, { call: acquire, value: granted })
    expect(all).toContain('reacquired')
    expect(all).not.toContain('taken-over')
  })

  it('are those of each name by itself', () => {
    const other = { call: call('acquire', 'b'), value: { status: 'acquired', lease: row({ name: 'b' }) } }
    expect(marks({ call: acquire, value: granted }, other)).toEqual(['acquired'])
  })

  it('are found in an answer of any shape', () => {
    for (const value of [null, undefined, 'text', 7, { locks: 7 }, { lease: null }]) {
      expect(() => marks({ call: acquire, value }, { call: call('list', { limit: 1 }), value })).not.toThrow()
    }
  })
})

/** The model of outputs: which answers it allows, and what it makes of replies that were never seen. */
import { describe, expect, it } from 'vitest'
import { outputsModel, partitionOf } from '../../../../../contracts/repository/outputs/model.ts'
import type { OutputState } from '../../../../../contracts/repository/outputs/model.ts'
import type { Call, Span } from '../../../../../contracts/index.ts'
import { at } from '../../written.ts'
import {
  after,
  ageless,
  call,
  due,
  fresh,
  get,
  hit,
  key,
  miss,
  other,
  put,
  remove,
  run,
  stored,
  written,
} from './calls.ts'

const page = call('keys', run, { limit: 10 })
const prune = (olderThanMs: number): Call => call('prune', { olderThanMs })

describe('a read, by the model of outputs', () => {
  it('misses what nobody put, and hits what was put', () => {
    expect(due(fresh(), get, miss)).toBe('legal')
    expect(due(fresh(), get, hit('1'))).toBe('a miss')
    expect(due(written(), get, hit('1'))).toBe('legal')
    expect(due(written(), get, miss)).toBe('a hit with "1"')
  })

  it.each<[string, unknown]>([
    ['another value', hit('2')],
    ['another time', hit('1', 1_001)],
    ['no time, though ages are claimed', { status: 'hit', value: '1' }],
    ['a time that is no number', { status: 'hit', value: '1', storedAtMs: NaN }],
    ['another word', { status: 'found', value: '1', storedAtMs: 1_000 }],
  ])('gives no row with %s', (_, answer) => {
    expect(due(written(), get, answer)).not.toBe('legal')
  })

  it('shows no time where no ages are claimed', () => {
    const row = after(fresh(ageless), put, { status: 'stored' })
    expect(due(row, get, { status: 'hit', value: '1' })).toBe('legal')
    expect(due(row, get, hit('1'))).toBe('no storedAtMs: no ages are claimed')
  })

  it('fixes a time that was known as a range only', () => {
    const [row] = outputsModel.unseen(fresh(), put, { fromMs: 1_000, toMs: 1_010 })
    const seen = after(row as OutputState, get, hit('1', 1_004))
    expect(due(seen, get, hit('1', 1_005))).toBe('stored at 1004')
  })
})

describe('a write, by the model of outputs', () => {
  it('takes the place of the older one, and is dated by the store', () => {
    const twice = after(written(), call('put', run, key, '2'), stored(2_000), at(2_000))
    expect(due(twice, get, hit('2', 2_000))).toBe('legal')
    expect(due(twice, get, hit('1'))).toBe('a hit with "2"')
    expect(due(fresh(), put, stored(999))).toBe('stored at 1000')
    expect(due(fresh(), put, { status: 'kept', storedAtMs: 1_000 })).toBe('stored')
  })

  it('whose reply was never seen leaves the new value, or by its absence the old one', () => {
    const [row, ...rest] = outputsModel.unseen(written(), call('put', run, key, '2'), at(1_500))
    expect(rest).toEqual([])
    expect(due(row as OutputState, get, hit('2', 1_500))).toBe('legal')
  })
})

describe('a removal, by the model of outputs', () => {
  it('tells whether there was a row, and leaves none', () => {
    expect(due(written(), remove, { status: 'absent' })).toBe('deleted: the row is there')
    expect(due(fresh(), remove, { status: 'deleted' })).toBe('absent: there is no row')
    expect(due(after(written(), remove, { status: 'deleted' }), get, miss)).toBe('legal')
  })

  it('by clearing concerns the scope that is cleared, and counts at least this row', () => {
    expect(due(written(), call('clear', run), { rows: 0 })).toBe('a count of at least 1')
    expect(due(written(), call('clear', run), { rows: 1.5 })).toBe('a count of at least 1')
    expect(due(after(written(), call('clear', run), { rows: 3 }), get, miss)).toBe('legal')
    expect(due(after(written(), call('clear', other), { rows: 0 }), get, hit('1'))).toBe('legal')
  })

  it.each([
    ['one short of its age', 1_009, 'a hit with "1"', 'legal'],
    ['of exactly its age', 1_010, 'legal', 'a miss'],
    ['that is older', 9_999, 'legal', 'a miss'],
  ])('by pruning takes no row that is younger: a row %s', (_, now, missed, kept) => {
    const left = after(written(), prune(10), { rows: 1 }, at(now))
    expect([due(left, get, miss), due(left, get, hit('1'))]).toEqual([missed, kept])
  })

  it('by pruning is open where the time of its effect leaves the age open, until somebody looks', () => {
    const span: Span = { fromMs: 1_005, toMs: 1_015 }
    const open = after(written(), prune(10), { rows: 0 }, span)
    expect([due(open, get, miss), due(open, get, hit('1'))]).toEqual(['legal', 'legal'])
    expect(due(after(open, get, hit('1')), get, miss)).toBe('a hit with "1"')
    expect(due(after(open, get, miss), get, hit('1'))).toBe('a miss')
    expect(due(open, remove, { status: 'absent' })).toBe('legal')
    expect(due(open, call('clear', run), { rows: 0 })).toBe('legal')
  })

  it('whose reply was never seen may have taken what it could take', () => {
    const gone = (made: Call, ms: number): number => outputsModel.unseen(written(), made, at(ms)).length
    expect([gone(remove, 1_000), gone(call('clear', run), 1_000), gone(call('clear', other), 1_000)]).toEqual([1, 1, 0])
    expect([gone(prune(10), 1_009), gone(prune(10), 1_010), gone(get, 1_000), gone(page, 1_000)]).toEqual([0, 1, 0, 0])
  })
})

describe('a page of keys, by the model of outputs', () => {
  it('that is the only one lists the row if and only if it is there, once', () => {
    expect(due(written(), page, { keys: [key] })).toBe('legal')
    expect(due(written(), page, { keys: [] })).toBe(`listed: ${key}`)
    expect(due(written(), page, { keys: [key, key] })).toBe(`${key} listed once`)
    expect(due(fresh(), page, { keys: [key] })).toBe(`no ${key}: there is no such row`)
  })

  it('need not list it where it is one of several, or of another scope', () => {
    expect(due(written(), page, { keys: [], cursor: 'x' })).toBe('legal')
    expect(due(written(), call('keys', run, { limit: 1, cursor: 'x' }), { keys: [] })).toBe('legal')
    expect(due(written(), call('keys', other, { limit: 10 }), { keys: [] })).toBe('legal')
  })

  it('holds no more keys than its limit', () => {
    expect(due(written(), call('keys', other, { limit: 1 }), { keys: [key, 'k'] })).toBe('a page of at most 1 keys')
  })
})

describe('a page of scopes, by the model of outputs', () => {
  const scopes = call('scopes', { limit: 10 })

  it('that is the only one lists the scope of a row that is there, once', () => {
    expect(due(written(), scopes, { scopes: [run] })).toBe('legal')
    expect(due(written(), scopes, { scopes: [other] })).toBe(`listed: ${run}`)
    expect(due(written(), scopes, { scopes: [run, run] })).toBe(`${run} listed once`)
    expect(due(written(), call('scopes', { limit: 1 }), { scopes: [run, other] })).toBe('a page of at most 1 scopes')
  })

  it('may list it for another row, and need not where it is one of several', () => {
    expect(due(fresh(), scopes, { scopes: [run] })).toBe('legal')
    expect(due(written(), scopes, { scopes: [], cursor: 'x' })).toBe('legal')
    expect(due(written(), call('scopes', { limit: 1, cursor: 'x' }), { scopes: [] })).toBe('legal')
  })
})

describe('what a call concerns', () => {
  const everywhere = { everywhere: true, partitions: [] }

  it('is its row, every row, or besides all rows those that it lists', () => {
    expect(outputsModel.concerns(get, miss)).toEqual({ everywhere: false, partitions: [partitionOf(run, key)] })
    expect(outputsModel.concerns(call('clear', run), { rows: 0 })).toEqual(everywhere)
    expect(outputsModel.concerns(prune(0), undefined)).toEqual(everywhere)
    expect(outputsModel.concerns(page, { keys: [key] })).toEqual({
      everywhere: true,
      partitions: [partitionOf(run, key)],
    })
  })
})

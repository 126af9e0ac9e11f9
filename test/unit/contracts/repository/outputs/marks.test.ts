import { describe, expect, it } from 'vitest'
import { outputMarks } from '../../../../../contracts/repository/outputs/marks.ts'
import type { Written } from '../../written.ts'
import { history } from '../../written.ts'
import { call, get, hit, key, lost, miss, other, put, remove, run, shared, stored } from './calls.ts'

const first: Written = { call: put, value: stored() }

describe('the marks of outputs', () => {
  it.each<[string, readonly Written[]]>([
    ['stored', [first]],
    ['overwritten', [first, first]],
    ['hit', [first, { call: get, value: hit('1') }]],
    ['read-by-another', [first, { call: get, value: hit('1'), actor: 1 }]],
    ['shared', [{ call: call('get', shared, key), value: hit('1') }]],
    ['miss', [{ call: get, value: miss }]],
    [
      'held-elsewhere',
      [
        { call: call('put', other, key, '1'), value: stored() },
        { call: get, value: miss },
      ],
    ],
    ['deleted', [first, { call: remove, value: { status: 'deleted' } }]],
    ['absent', [{ call: remove, value: { status: 'absent' } }]],
    ['cleared', [{ call: call('clear', run), value: { rows: 1 } }]],
    ['clear-empty', [{ call: call('clear', run), value: { rows: 0 } }]],
    ['pruned', [{ call: call('prune', { olderThanMs: 0 }), value: { rows: 1 } }]],
    ['spared', [{ call: call('prune', { olderThanMs: 0 }), value: { rows: 0 } }]],
    ['listed', [{ call: call('keys', run, { limit: 1 }), value: { keys: [key] } }]],
    ['in-flight', [{ call: put, outcome: lost }]],
    ['falsy', [{ call: get, value: hit('{"$number":"NaN"}') }]],
    ['blob', [{ call: get, value: hit('{"$Blob":["",0,""]}') }]],
    ['bytes', [{ call: get, value: hit('{"$Uint8Array":[0,""]}') }]],
    ['beyond-json', [{ call: get, value: hit('{"$Date":0}') }]],
    ['look-alike', [{ call: get, value: hit('{"$$ref":1}') }]],
    ['large', [{ call: get, value: hit(`"${'x'.repeat(1_000_000)}"`) }]],
  ])('tell of %s', (mark, events) => {
    expect(outputMarks(history(...events))).toContain(mark)
  })

  it('do not take an own read for that of another, nor a removed row for an overwritten one', () => {
    expect(outputMarks(history(first, { call: get, value: hit('1') }))).not.toContain('read-by-another')
    const again = history(first, { call: remove, value: { status: 'deleted' } }, first)
    expect(outputMarks(again)).not.toContain('overwritten')
  })

  it('do not take a removed row of the same run for one that is held elsewhere', () => {
    const events = history(first, { call: remove, value: { status: 'deleted' } }, { call: get, value: miss })
    expect(outputMarks(events)).not.toContain('held-elsewhere')
  })

  it('are none for failures and for answers of no shape', () => {
    const error = { name: 'Error', message: 'no' }
    expect(outputMarks(history({ call: get, outcome: { status: 'fail', error } }))).toEqual([])
    expect(outputMarks(history({ call: get, value: null }, { call: remove, value: null }))).toEqual([])
  })
})

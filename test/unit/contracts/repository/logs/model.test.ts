/** The model of logs: which answers it allows, and what it makes of replies that were never seen. */
import { describe, expect, it } from 'vitest'
import type { Call } from '../../../../../contracts/index.ts'
import { beside, log, logOf, partitionOf, plainLogs } from '../../../../../contracts/repository/logs/logs.ts'
import { logsModel } from '../../../../../contracts/repository/logs/model.ts'
import type { LogState } from '../../../../../contracts/repository/logs/model.ts'
import { at } from '../../written.ts'
import { absent, after, ageless, answer, append, call, due, fresh, out, sealed, there, written } from './calls.ts'

const tail = call('tail')
const seal = call('seal')
const drop = call('drop')
const prune = (olderThanMs: number): Call => call('prune', { olderThanMs })

/** The log with one line, which was sealed at 1000. */
function ended(): LogState {
  return after(written(), seal, sealed(2))
}

describe('an append, by the model of logs', () => {
  it.each([
    ['the entry that is due', 2, 'appended', 3],
    ['one that was there', 1, 'known', 2],
    ['one that comes too early', 3, 'gap', 2],
  ])('answers by the number of %s', (_, seq, status, next) => {
    expect(due(written(), append(seq), answer(status, next))).toBe('legal')
    expect(due(written(), append(seq), answer(status, next + 1))).not.toBe('legal')
    expect(due(written(), append(seq), answer('stored', next))).not.toBe('legal')
  })

  it('adds nothing without bytes, and nothing to a log that is sealed', () => {
    expect(due(fresh(), append(1, out('', '')), answer('empty', 1))).toBe('legal')
    expect(due(after(fresh(), append(1, []), answer('empty', 1)), tail, absent)).toBe('legal')
    expect(due(ended(), append(2), answer('sealed', 2))).toBe('legal')
    expect(due(ended(), append(1), answer('known', 2))).toBe('legal')
    expect(due(ended(), append(9), answer('gap', 2))).toBe('{"status":"sealed","next":2}')
  })

  it('takes the oldest entries where the limit is passed, and none where it is met', () => {
    const full = after(written(), append(2, out('b'.repeat(1_022)), { limitBytes: 1_024 }), answer('appended', 3))
    expect(due(full, tail, there([...out('a\n'), ...out('b'.repeat(1_022))], { next: 3 }))).toBe('legal')
    const over = after(full, append(3, out('c'), { limitBytes: 1_024 }), answer('appended', 4))
    expect(due(over, tail, there(out('b'.repeat(1_022), 'c'), { next: 4, dropped: 2 }))).toBe('legal')
    const alone = after(over, append(4, out('d'.repeat(2_000)), { limitBytes: 1_024 }), answer('appended', 5))
    expect(due(alone, tail, there(out('d'.repeat(2_000)), { next: 5, dropped: 1_025 }))).toBe('legal')
  })

  it('whose reply was never seen may have added its entry, if it was due', () => {
    const [grown, ...rest] = logsModel.unseen(written(), append(2, out('b')), at(1_500))
    expect(rest).toEqual([])
    expect(due(grown as LogState, tail, there(out('a\n', 'b'), { next: 3, touchedAtMs: 1_500 }))).toBe('legal')
    expect(logsModel.unseen(written(), append(1), at(1_500))).toEqual([])
    expect(logsModel.unseen(ended(), append(2), at(1_500))).toEqual([])
  })
})

describe('a tail, by the model of logs', () => {
  it('is absent where there is no log, and only there', () => {
    expect(due(fresh(), tail, absent)).toBe('legal')
    expect(due(written(), tail, absent)).toBe('there')
    expect(due(fresh(), tail, there([]))).toBe('absent')
  })

  it.each<[string, unknown]>([
    ['other bytes', there(out('b\n'))],
    ['the same bytes in other parts', there(out('a', '\n'))],
    ['the other stream', there([{ stream: 'err', latin1: 'a\n' }])],
    ['another size', there(out('a\n'), { size: 3 })],
    ['something dropped', there(out('a\n'), { dropped: 1 })],
    ['another number', there(out('a\n'), { next: 3 })],
    ['a seal', there(out('a\n'), { sealed: true })],
    ['another time', there(out('a\n'), { touchedAtMs: 1_001 })],
    ['another word', { ...(there(out('a\n')) as object), status: 'found' }],
  ])('does not give %s', (_, given) => {
    expect(due(written(), tail, there(out('a\n')))).toBe('legal')
    expect(due(written(), tail, given)).not.toBe('legal')
  })

  it('gives the lines or the bytes that are asked for', () => {
    const two = after(written(), append(2, out('b\nc')), answer('appended', 3))
    const facts = { next: 3, size: 5 }
    expect(due(two, call('tail', { lines: 2 }), there(out('b\nc'), facts))).toBe('legal')
    expect(due(two, call('tail', { bytes: 4 }), there(out('\n', 'b\nc'), facts))).toBe('legal')
    expect(due(two, call('tail', { bytes: 4 }), there(out('a\n', 'b\nc'), facts))).not.toBe('legal')
  })

  it('shows no time where no ages are claimed', () => {
    const entry = after(fresh(ageless), append(1), answer('appended', 2))
    const { touchedAtMs: _, ...undated } = there(out('a\n')) as { readonly touchedAtMs: number }
    expect(due(entry, tail, undated)).toBe('legal')
    expect(due(entry, tail, there(out('a\n')))).toBe('no touchedAtMs: no ages are claimed')
  })

  it('fixes a time that was known as a range only', () => {
    const [grown] = logsModel.unseen(fresh(), append(1), { fromMs: 1_000, toMs: 1_010 })
    const seen = after(grown as LogState, tail, there(out('a\n'), { touchedAtMs: 1_004 }))
    expect(due(seen, tail, there(out('a\n'), { touchedAtMs: 1_005 }))).toBe('touched at 1004')
  })
})

describe('the end of a log, by its model', () => {
  it('is a seal, which is dated once, and makes a log that is not there', () => {
    expect(due(written(), seal, sealed(2, 2_000), at(2_000))).toBe('legal')
    expect(due(ended(), seal, sealed(2, 2_000), at(2_000))).toBe('touched at 1000')
    expect(due(ended(), seal, sealed(2), at(2_000))).toBe('legal')
    expect(due(after(fresh(), seal, sealed(1)), tail, there([], { next: 1, sealed: true }))).toBe('legal')
    expect(due(written(), seal, sealed(1))).toBe('next 2')
    expect(due(written(), seal, { status: 'ended', next: 2, touchedAtMs: 1_000 })).toBe('sealed')
  })

  it('is a drop, which tells whether there was one', () => {
    expect(due(written(), drop, { status: 'dropped' })).toBe('legal')
    expect(due(written(), drop, absent)).toBe('dropped: the log is there')
    expect(due(fresh(), drop, { status: 'dropped' })).toBe('absent: there is no log')
    expect(due(after(written(), drop, { status: 'dropped' }), append(1), answer('appended', 2))).toBe('legal')
  })

  it('whose reply was never seen may have come or not', () => {
    const [closed] = logsModel.unseen(written(), seal, at(1_500))
    expect(due(closed as LogState, append(2), answer('sealed', 2))).toBe('legal')
    const [gone] = logsModel.unseen(written(), drop, at(1_500))
    expect(due(gone as LogState, tail, absent)).toBe('legal')
    expect(logsModel.unseen(written(), tail, at(1_500))).toEqual([])
  })
})

describe('a pruning, by the model of logs', () => {
  it('takes a log that is sealed and old enough, and counts it', () => {
    expect(due(ended(), prune(10), { logs: 0 }, at(1_010))).toBe('a count of at least 1')
    expect(due(after(ended(), prune(10), { logs: 1 }, at(1_010)), tail, absent)).toBe('legal')
    expect(due(after(ended(), prune(11), { logs: 0 }, at(1_010)), tail, absent)).toBe('there')
    expect(due(after(written(), prune(0), { logs: 0 }, at(9_000)), tail, absent)).toBe('there')
    expect(due(fresh(), prune(0), { logs: NaN })).toBe('a count of at least 0')
  })

  it('leaves open what it took where its time is not certain, until somebody looks', () => {
    const open = after(ended(), prune(10), { logs: 1 }, { fromMs: 1_009, toMs: 1_010 })
    expect(due(open, tail, absent)).toBe('legal')
    expect(due(open, append(1), answer('known', 2))).toBe('legal')
    expect(due(open, append(1), answer('appended', 2))).toBe('legal')
    expect(due(open, append(2), answer('appended', 3))).toBe(
      '{"status":"sealed","next":2} or {"status":"gap","next":1}',
    )
    expect(due(open, seal, sealed(1, 2_000), at(2_000))).toBe('legal')
    const seen = after(open, tail, there(out('a\n'), { sealed: true }))
    expect(due(seen, drop, absent)).toBe('dropped: the log is there')
  })

  it('of a log that was sealed empty leaves open which of two the next seal is, until its time tells', () => {
    const empty = after(fresh(), seal, sealed(1, 1_000), at(1_000))
    const open = after(empty, prune(10), { logs: 1 }, { fromMs: 1_009, toMs: 1_010 })
    expect(due(open, seal, sealed(1, 2_000), at(2_000))).toBe('legal')
    expect(due(open, seal, sealed(1, 1_000), at(2_000))).toBe('legal')
    expect(due(open, seal, sealed(1, 1_500), at(2_000))).toBe('touched at 1000')
    const told = after(open, append(1, []), answer('empty', 1))
    expect([due(told, tail, absent), due(told, seal, sealed(1, 1_000), at(2_000))]).toEqual(['legal', 'legal'])
  })

  it('that was lost may have taken what is old enough', () => {
    expect(logsModel.unseen(ended(), prune(10), at(1_010))).toHaveLength(1)
    expect(logsModel.unseen(ended(), prune(11), at(1_010))).toEqual([])
  })
})

describe('a partition', () => {
  it('is a log, and a pruning concerns all', () => {
    expect(logsModel.concerns(append(1), undefined)).toEqual({ everywhere: false, partitions: [partitionOf(log)] })
    expect(logsModel.concerns(prune(0), undefined)).toEqual({ everywhere: true, partitions: [] })
    expect(new Set(plainLogs.map(partitionOf)).size).toBe(plainLogs.length)
    for (const one of [...plainLogs, beside]) expect(logOf(partitionOf(one))).toEqual(one)
  })

  it('is in one state where no call can tell two apart', () => {
    expect(logsModel.key(written())).toBe(logsModel.key(written()))
    expect(logsModel.key(written())).not.toBe(logsModel.key(ended()))
  })
})

/** The marks of logs: which states a history has reached. */
import { describe, expect, it } from 'vitest'
import { logMarks } from '../../../../../contracts/repository/logs/marks.ts'
import { history } from '../../written.ts'
import { absent, answer, append, call, lost, out, sealed, there } from './calls.ts'
import type { Written } from '../../written.ts'

describe('marks', () => {
  it.each<[string, readonly Written[], readonly string[]]>([
    ['the answer to an append', [{ call: append(1), value: answer('appended', 2) }], ['appended']],
    [
      'an append with a limit of its own',
      [{ call: append(1, out('a'), { limitBytes: 1_024 }), value: answer('appended', 2) }],
      ['appended', 'limited'],
    ],
    ['an entry that was refused', [{ call: append(3), value: answer('gap', 1) }], ['gap']],
    ['a seal', [{ call: call('seal'), value: sealed(1) }], ['sealed']],
    ['a drop', [{ call: call('drop'), value: { status: 'dropped' } }], ['dropped']],
    ['a drop of nothing', [{ call: call('drop'), value: absent }], ['nothing-dropped']],
    ['a pruning', [{ call: call('prune', { olderThanMs: 0 }), value: { logs: 2 } }], ['pruned']],
    ['a pruning of nothing', [{ call: call('prune', { olderThanMs: 0 }), value: { logs: 0 } }], ['spared']],
    ['a log that is not there', [{ call: call('tail'), value: absent }], ['absent']],
    ['a call that was lost', [{ call: append(1), outcome: lost }], ['in-flight']],
    [
      'a call that failed',
      [{ call: append(1), outcome: { status: 'fail', error: { name: 'StoreError', message: '' } } }],
      [],
    ],
  ])('tell of %s', (_, calls, marks) => {
    expect(logMarks(history(...calls)).toSorted()).toEqual(marks.toSorted())
  })

  it.each<[string, ReturnType<typeof call>, unknown, string]>([
    ['all lines', call('tail', { lines: 9 }), there(out('a\n')), 'lines-all'],
    ['the last lines', call('tail', { lines: 1 }), there(out('a\n'), { size: 9 }), 'lines-cut'],
    ['all bytes', call('tail', { bytes: 9 }), there(out('a\n')), 'bytes-all'],
    ['the last bytes', call('tail', { bytes: 1 }), there(out('\n'), { size: 9 }), 'bytes-cut'],
    ['entries that are gone', call('tail'), there(out('a\n'), { dropped: 5 }), 'trimmed'],
    ['a character in two parts', call('tail'), there(out('\u00c3', '\u00a9')), 'split'],
    [
      'a character in two parts with another stream between',
      call('tail'),
      there([...out('\u00e2'), { stream: 'err', latin1: '!' }, ...out('\u0082\u00ac')]),
      'split',
    ],
    ['lines of Windows', call('tail'), there(out('a\r', '\n')), 'crlf'],
    ['an empty line', call('tail'), there(out('a\n', '\n')), 'blank-line'],
    ['a line without an end', call('tail'), there(out('a\n', 'b')), 'unfinished-line'],
  ])('tell of a tail with %s', (_, tail, value, mark) => {
    expect(logMarks(history({ call: tail, value }))).toContain(mark)
    expect(logMarks(history({ call: call('tail'), value: there(out('\u00c3\u00a9\n')) }))).toEqual(['there'])
  })

  it('tell of what another wrote', () => {
    const entry = { call: append(1), value: answer('appended', 2) }
    const read = { call: call('tail'), value: there(out('a\n')) }
    expect(logMarks(history(entry, { ...read, actor: 1 }))).toContain('read-by-another')
    expect(logMarks(history(entry, read))).not.toContain('read-by-another')
  })
})

/** The logs that others recorded, as they are read and as they are refused. */
import { describe, expect, it } from 'vitest'
import type { History } from '../../../../contracts/index.ts'
import { readRecorded } from '../../../../src/harness/histories/history-file.ts'
import { historyModels } from '../../../../src/harness/histories/models.ts'
import { thrownBy } from '../thrown.ts'

const models = historyModels([])

function read(...lines: readonly string[]): History {
  return readRecorded('a.log', lines.join('\n'), models).history
}

/** What is read of each call: actor, method, arguments, its answer or how it ended, and its positions. */
function told(history: History): readonly unknown[] {
  return history.map(({ actor, call: { method, args }, outcome, invoked, returned }) => [
    actor,
    method,
    args,
    outcome.status === 'ok' ? outcome.value : outcome.status,
    invoked,
    returned,
  ])
}

function jepsen(process: number | string, kind: string, operation: string, value: string): string {
  return `INFO  jepsen.util - ${process}\t:${kind}\t:${operation}\t${value}`
}

function edn(process: number, type: string, operation: string, key: string, value: string): string {
  return `{:process ${process}, :type :${type}, :f :${operation}, :key "${key}", :value ${value}}`
}

describe('a register log', () => {
  it('gives reads what they read, and compare-and-sets whether they matched', () => {
    const history = read(
      jepsen(0, 'invoke', 'read', 'nil'),
      jepsen(0, 'ok', 'read', 'nil'),
      jepsen(0, 'invoke', 'write', '-4'),
      jepsen(1, 'invoke', 'cas', '[1 2]'),
      jepsen(0, 'ok', 'write', '-4'),
      jepsen(1, 'fail', 'cas', '[1 2]'),
    )
    expect(told(history)).toEqual([
      [0, 'read', [], null, 0, 1],
      [0, 'write', [-4], null, 2, 4],
      [1, 'cas', [1, 2], false, 3, 5],
    ])
  })

  it('has an unknown outcome where a call ends with :info, with nothing, or with another call of its process', () => {
    const history = read(
      jepsen(0, 'invoke', 'write', '1'),
      jepsen(0, 'info', 'write', ':timed-out'),
      jepsen(1, 'invoke', 'write', '2'),
      jepsen(2, 'invoke', 'write', '3'),
      jepsen(2, 'invoke', 'cas', '[1 2]'),
      jepsen(2, 'ok', 'cas', '[1 2]'),
    )
    expect(told(history)).toEqual([
      [0, 'write', [1], 'unknown', 0, Infinity],
      [1, 'write', [2], 'unknown', 1, Infinity],
      [2, 'write', [3], 'unknown', 2, Infinity],
      [2, 'cas', [1, 2], true, 3, 4],
    ])
  })

  it('leaves out what surely did nothing, and what is no call', () => {
    const history = read(
      jepsen(0, 'invoke', 'read', 'nil'),
      jepsen(':nemesis', 'info', 'start', 'nil'),
      jepsen(0, 'fail', 'read', ':timed-out'),
      jepsen(1, 'invoke', 'write', '1'),
      jepsen(1, 'fail', 'write', '1'),
    )
    expect(history).toEqual([])
  })
})

describe('key-value events', () => {
  it('give gets the text that they got, with its escapes', () => {
    const history = read(
      edn(3, 'invoke', 'append', 'k', String.raw`"a, \"b\"\\"`),
      edn(3, 'ok', 'append', 'k', String.raw`"a, \"b\"\\"`),
      edn(4, 'invoke', 'get', 'k', 'nil'),
      edn(4, 'ok', 'get', 'k', String.raw`"a, \"b\"\\\n"`),
    )
    expect(told(history)).toEqual([
      [3, 'append', ['k', 'a, "b"\\'], null, 0, 1],
      [4, 'get', ['k'], 'a, "b"\\\n', 2, 3],
    ])
  })

  it('have unknown outcomes and calls that did nothing', () => {
    const history = read(
      edn(0, 'invoke', 'put', 'k', '"a"'),
      edn(1, 'invoke', 'put', 'k', '"b"'),
      edn(0, 'info', 'put', 'k', '"a"'),
      edn(1, 'fail', 'put', 'k', '"b"'),
    )
    expect(told(history)).toEqual([[0, 'put', ['k', 'a'], 'unknown', 0, Infinity]])
  })
})

const first = jepsen(0, 'invoke', 'read', 'nil')
const event = edn(0, 'invoke', 'get', 'k', 'nil')

/** By what is wrong: lines of which the last is bad, and what the refusal says. */
const refused: Readonly<Record<string, readonly [lines: readonly string[], ...says: readonly string[]]>> = {
  'a line that is cut short': [[first, 'INFO  jepsen.util - 0\t:o'], ':2: expected process, :invoke or :ok'],
  'a process that is no number': [[first, jepsen('x', 'ok', 'read', '1')], ':2: expected process'],
  'an end without a beginning': [[first, jepsen(1, 'ok', 'read', '1')], ':2: expected an :invoke of process 1'],
  'the end of another call': [[first, jepsen(0, 'ok', 'write', '1')], ':2: expected the end of a read of process 0'],
  'an operation that no register has': [
    [jepsen(0, 'invoke', 'swap', '1')],
    ':1: expected a :read, :write or :cas',
    ':swap',
  ],
  'a value that is no number': [[first, jepsen(0, 'ok', 'read', 'ni')], ':2: expected a whole number'],
  'a pair that is none': [[jepsen(0, 'invoke', 'cas', '[1]')], ':1: expected a whole number'],
  'a map that is cut short': [[event, '{:process 0, :type :ok, :f :get, :ke'], ':2: expected a map of one event'],
  'a map with something else in it': [[event, '{:process 0, :type [1]}'], ':2: expected a keyword and its value'],
  'a map without a process': [[event, '{:type :ok}'], ':2: expected a :process with a whole number'],
  'a type of no kind': [
    [event, edn(0, 'done', 'get', 'k', '""')],
    ':2: expected a :type of :invoke, :ok, :fail or :info',
  ],
  'an operation that no store has': [
    [edn(0, 'invoke', 'drop', 'k', 'nil')],
    ':1: expected an :f of :get, :put or :append',
  ],
  'a get without its text': [[event, edn(0, 'ok', 'get', 'k', 'nil')], ':2: expected a :value with a string'],
  'an end before its beginning': [[event, edn(1, 'ok', 'get', 'k', '""')], ':2: expected an :invoke of process 1'],
}

describe('a log is refused for', () => {
  for (const [what, [lines, ...says]] of Object.entries(refused)) {
    it(what, () => {
      const refusal = thrownBy(() => read(...lines))
      expect(refusal).toMatch(/^HISTORY: a\.log:\d: expected/)
      for (const words of says) expect(refusal).toContain(words)
    })
  }
})

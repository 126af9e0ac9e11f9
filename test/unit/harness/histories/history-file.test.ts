import { join } from 'node:path'
import { dirSync } from 'tmp-promise'
import { afterAll, describe, expect, it } from 'vitest'
import type { Call, Event } from '../../../../contracts/index.ts'
import { contracts } from '../../../../contracts/index.ts'
import locks from '../../../../contracts/locks/contract.ts'
import { janitorPart } from '../../../../contracts/runtime/janitor/part.ts'
import { HarnessError } from '../../../../contracts/errors.ts'
import { readHistory, readRecorded, writeHistory } from '../../../../src/harness/histories/history-file.ts'
import { formatHistory } from '../../../../src/harness/histories/history-lines.ts'
import { historyModels } from '../../../../src/harness/histories/models.ts'
import { acquire, claims, inspect, row } from '../../contracts/locks/calls.ts'
import { history as lockHistory } from '../../contracts/written.ts'
import { thrownBy } from '../thrown.ts'

const models = historyModels([locks])
const folder = dirSync({ prefix: 'history-test', unsafeCleanup: true })
afterAll(() => folder.removeCallback())

const error = { name: 'StoreError', code: 'IO', message: 'disk' }
const history: readonly Event[] = lockHistory(
  { actor: 0, call: acquire, value: { status: 'acquired', lease: row() }, when: [0, 2] },
  { actor: 1, call: acquire, outcome: { status: 'unknown', why: 'killed' }, when: [1, Infinity] },
  { actor: 2, call: inspect, outcome: { status: 'fail', error }, when: [3, 4], ms: [1_000, 1_005] },
)
const recorded = { contract: 'locks', version: locks.version, claims, history }

/** The lines of the history, one of them changed. */
function withLine(number: number, change: (line: string) => string): string {
  const lines = formatHistory(recorded).trimEnd().split('\n')
  return lines.map((line, index) => (index + 1 === number ? change(line) : line)).join('\n')
}

function refusalOf(text: string): string {
  return thrownBy(() => readRecorded('a.jsonl', text, models))
}

describe('a history that is written', () => {
  it('is read as it was', async () => {
    const path = join(folder.name, 'kept.jsonl')
    await writeHistory(path, recorded)
    expect(await readHistory(path, models)).toEqual(recorded)
  })

  it('may say nothing of claims, and hold no calls', () => {
    const empty = { contract: 'locks', version: locks.version, history: [] }
    expect(readRecorded('a.jsonl', formatHistory(empty), models)).toEqual({ ...empty, claims: undefined })
  })

  it('is one line of JSON for its header and for each call', () => {
    const [header, first, lost] = formatHistory(recorded).trimEnd().split('\n')
    expect(JSON.parse(header ?? '')).toEqual({ holdfast: 1, contract: 'locks', version: 1, claims, events: 3 })
    expect(JSON.parse(first ?? '')).toEqual(history[0])
    expect(JSON.parse(lost ?? '')).not.toHaveProperty('returned')
  })
})

/** By what is wrong: a text, and what the refusal says. */
const refused: Readonly<Record<string, readonly [text: string, ...says: readonly string[]]>> = {
  'is empty': ['', 'a.jsonl: expected a history, got an empty file'],
  'holds white space only': [' \n\n', 'got an empty file'],
  'is something else': ['# Notes\n', 'a.jsonl:1: expected a history', 'got "# Notes"'],
  'is binary': ['\u0000ELF\u0002\u0001', 'a.jsonl:1: expected a history', String.raw`got "\u0000ELF\u0002`],
  'is of another form of ours': [
    withLine(1, (line) => line.replace('"holdfast":1', '"holdfast":2')),
    ':1: expected a header',
    'holdfast: ',
  ],
  'is of a contract that nobody knows': [
    withLine(1, (line) => line.replace('"locks"', '"lucks"')),
    'a contract among',
    'locks',
    'got "lucks"',
  ],
  'is of another version of the contract': [
    withLine(1, (line) => line.replace('"version":1', '"version":7')),
    'expected version 1 of locks, got 7',
    'judge it with the version',
  ],
  'has a header that is cut short': [
    formatHistory(recorded).slice(0, 30),
    ':1: expected a header',
    'as one line of JSON',
  ],
  'has a line that is cut short': [
    withLine(4, (line) => line.slice(0, 40)),
    'a.jsonl:4: expected a call',
    'as one line of JSON',
    'got',
  ],
  'lacks its last call': [
    formatHistory(recorded).split('\n').slice(0, 3).join('\n'),
    'a.jsonl:3: expected 3 calls',
    'got "2: the file was cut off',
  ],
  'has a call of another port': [
    withLine(2, (line) => line.replace('"port":"locks"', '"port":"outputs"')),
    ':2: expected a call of locks, got "outputs"',
  ],
  'has a call of no method': [
    withLine(2, (line) => line.replace('"acquire"', '"aquire"')),
    ':2: expected a method among acquire',
    'got "aquire"',
  ],
  'has an outcome of no kind': [
    withLine(2, (line) => line.replace('"status":"ok"', '"status":"fine"')),
    ':2: expected a call',
    'outcome.status',
  ],
  'has an answer without a return': [
    withLine(2, (line) => line.replace(',"returned":2', '')),
    ':2: expected the position at which it returned, got undefined',
  ],
  'has a lost call with a return': [
    withLine(3, (line) => line.replace('"invoked":1', '"invoked":1,"returned":9')),
    ':3: expected no returned: the outcome is unknown, got 9',
  ],
  'has a return before its invocation': [
    withLine(4, (line) => line.replace('"returned":4', '"returned":2')),
    ':4: expected a return after 3, got 2',
  ],
  'has calls out of order': [
    withLine(4, (line) => line.replace('"invoked":3', '"invoked":0')),
    ':4: expected an invocation after 1',
    'got 0',
  ],
  'has a key too many': [withLine(2, (line) => line.replace('{', '{"more":1,')), ':2: expected a call', 'more'],
}

describe('a history of a contract', () => {
  const all = historyModels(contracts)
  const call = { port: 'tasks', method: 'get', args: ['a'] }

  it.each<[string, string, Call]>([
    ['the port by which its port stands', 'workers', call],
    ['the locks that guard its port', 'outputs', { port: 'locks', method: 'inspect', args: ['a'] }],
    ['a scene of its port', 'blobs', { port: 'blobs', method: 'survey', args: [{}] }],
    [
      'a scene of a part',
      'janitor',
      { port: 'janitor', method: Object.keys(janitorPart.scenes ?? {})[0] ?? '', args: [] },
    ],
  ])('may hold calls of %s', (_, contract, made) => {
    const one = lockHistory({ call: made, value: { status: 'absent' } })
    const { history: read } = readRecorded('a.jsonl', formatHistory({ contract, version: 1, history: one }), all)
    expect(read).toEqual(one)
  })

  it('may hold no call of any other port', () => {
    const text = formatHistory({ contract: 'outputs', version: 1, history: lockHistory({ call, value: null }) })
    expect(thrownBy(() => readRecorded('a.jsonl', text, all))).toContain(':2: expected a call of outputs or locks')
  })
})

describe('a file is refused that', () => {
  for (const [what, [text, ...says]] of Object.entries(refused)) {
    it(what, () => {
      const refusal = refusalOf(text)
      expect(refusal).toMatch(/^HISTORY: a\.jsonl/)
      for (const words of says) expect(refusal).toContain(words)
    })
  }

  it('is not there, or is a folder', async () => {
    const missing = join(folder.name, 'nope')
    await expect(readHistory(missing, models)).rejects.toEqual(new HarnessError('HISTORY', `${missing}: no such file`))
    await expect(readHistory(folder.name, models)).rejects.toThrow('is a folder; expected the file of a history')
  })
})

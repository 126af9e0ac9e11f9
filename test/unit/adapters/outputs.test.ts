/** Outputs of our own adapters, by their own face: texts in, texts out. What callers see is the laws' business. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOutputs as openInFiles } from '../../../adapters/fs/outputs.ts'
import { makePlace } from '../../../adapters/fs/place.ts'
import { Registers } from '../../../adapters/fs/register.ts'
import { openOutputs as openInMemory, outputTable } from '../../../src/core/tables/outputs.ts'
import { makeFile, openConnection } from '../../../adapters/sqlite/connection.ts'
import type { Connection } from '../../../adapters/sqlite/driver.ts'
import { changesOn } from '../../../adapters/sqlite/failures.ts'
import { openOutputs } from '../../../adapters/sqlite/outputs.ts'
import type { OutputRows } from '../../../contracts/index.ts'

let now: number
let dir: string
let db: Connection

const clock = { now: () => now }

beforeEach(async () => {
  now = 1_000
  dir = await mkdtemp(join(tmpdir(), 'unit-outputs-'))
  await makeFile(join(dir, 'place.sqlite'))
  db = await openConnection(join(dir, 'place.sqlite'), clock, new AbortController().signal)
  await makePlace(dir)
})

afterEach(async () => {
  db.close()
  await rm(dir, { recursive: true, force: true })
})

function openInSqlite(on: Connection): OutputRows {
  return openOutputs(on, clock, changesOn(on, new AbortController().signal))
}

const adapters: readonly (readonly [string, () => OutputRows])[] = [
  ['memory', () => openInMemory(outputTable(), clock)],
  ['sqlite', () => openInSqlite(db)],
  ['fs', () => openInFiles(dir, new Registers(), clock)],
]

describe.each(adapters)('outputs in %s', (_, open) => {
  it('keep the text of a value as it is, with the time of its last write', async () => {
    const outputs = open()
    expect(await outputs.put('s', 'k', '"a"')).toEqual({ status: 'stored', storedAtMs: 1_000 })
    now = 2_000
    await outputs.put('s', 'k', '{"$number":"-0"}')
    now = 3_000
    expect(await outputs.get('s', 'k')).toEqual({ status: 'hit', value: '{"$number":"-0"}', storedAtMs: 2_000 })
  })

  it('find a row by both of its texts only', async () => {
    const outputs = open()
    await outputs.put('s', 'k', '1')
    expect(await outputs.get('s', 'K')).toEqual({ status: 'miss' })
    expect(await outputs.get('sk', '')).toEqual({ status: 'miss' })
    expect(await outputs.delete('s', 'K')).toEqual({ status: 'absent' })
    expect(await outputs.delete('s', 'k')).toEqual({ status: 'deleted' })
    expect(await outputs.delete('s', 'k')).toEqual({ status: 'absent' })
  })

  it('clear one scope, and count what went', async () => {
    const outputs = open()
    for (const [scope, key] of [
      ['s', 'a'],
      ['s', 'b'],
      ['s/', 'a'],
    ] as const)
      await outputs.put(scope, key, '1')
    expect(await outputs.clear('s')).toEqual({ rows: 2 })
    expect(await outputs.clear('s')).toEqual({ rows: 0 })
    expect(await outputs.get('s/', 'a')).toMatchObject({ status: 'hit' })
  })

  it('prune rows of every scope from the age that is named, and none whose time is yet to come', async () => {
    const outputs = open()
    await outputs.put('s', 'old', '1')
    await outputs.put('t', 'old', '1')
    now = 1_001
    await outputs.put('s', 'young', '1')
    now = 1_010
    expect(await outputs.prune({ olderThanMs: 11 })).toEqual({ rows: 0 })
    expect(await outputs.prune({ olderThanMs: 10 })).toEqual({ rows: 2 })
    now = 1_000
    expect(await outputs.prune({ olderThanMs: 0 })).toEqual({ rows: 0 })
    expect(await outputs.get('s', 'young')).toMatchObject({ status: 'hit' })
  })

  it('list the keys of a scope in pages, the last of which has no cursor', async () => {
    const outputs = open()
    for (const key of ['c', 'a', 'b']) await outputs.put('s', key, '1')
    await outputs.put('t', 'd', '1')
    const { keys, cursor = '' } = await outputs.keys('s', { limit: 2 })
    expect([keys.length, cursor]).toEqual([2, expect.stringMatching(/./)])
    const last = await outputs.keys('s', { limit: 2, cursor })
    expect(Object.keys(last)).toEqual(['keys'])
    expect([...keys, ...last.keys].toSorted()).toEqual(['a', 'b', 'c'])
    expect(await outputs.keys('s', { limit: 3 })).toEqual({ keys: [...keys, ...last.keys] })
    expect(await outputs.keys('u', { limit: 3 })).toEqual({ keys: [] })
  })
})

describe('outputs in a file', () => {
  it('are found by another connection, and prune by an index', async () => {
    await openInSqlite(db).put('s', 'k', '1')
    const second = await openConnection(join(dir, 'place.sqlite'), clock, new AbortController().signal)
    expect(await openInSqlite(second).get('s', 'k')).toMatchObject({ status: 'hit', value: '1' })
    const plan = second.prepare('EXPLAIN QUERY PLAN DELETE FROM output_row WHERE stored_at <= 5').all()
    second.close()
    expect(JSON.stringify(plan)).toContain('output_row_by_age')
  })
})

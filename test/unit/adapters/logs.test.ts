/** The logs of our embedded adapters: the same answers to the same calls, nothing left of what is gone, and harm that shows. */
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock, LogPart, LogStore } from '../../../contracts/index.ts'
import { bytesAndLimits, logsCommands, prunings } from '../../../contracts/repository/logs/commands.ts'
import { openLogs as openOnDisk } from '../../../adapters/fs/logs.ts'
import { makePlace } from '../../../adapters/fs/place.ts'
import { Registers } from '../../../adapters/fs/register.ts'
import { connect } from '../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../adapters/sqlite/driver.ts'
import { changesOn } from '../../../adapters/sqlite/failures.ts'
import { openLogs as openInSqlite } from '../../../adapters/sqlite/logs.ts'
import { migrate } from '../../../adapters/sqlite/schema.ts'
import { played } from '../contracts/repository/logs/sound.ts'
import { refusal } from './sessions.ts'

const shape = { actors: 2, steps: 20, reopen: false, turns: true }
const clock = { now: () => 1_000 }
const scope = '["t","r"]'

let db: Connection
let dir: string

beforeEach(async () => {
  db = await connect(':memory:', 100)
  migrate(db, clock)
  dir = await mkdtemp(join(tmpdir(), 'unit-logs-'))
  await makePlace(dir)
})

afterEach(async () => {
  db.close()
  await rm(dir, { recursive: true })
})

const inSqlite = (time: Clock = clock): LogStore => openInSqlite(db, time, changesOn(db, new AbortController().signal))
const onDisk = (time: Clock = clock): LogStore => openOnDisk(dir, new Registers(), time)

function out(text: string): readonly LogPart[] {
  return [{ stream: 'out', bytes: Buffer.from(text) }]
}

/** Files of the logs on the disk, with their sizes. */
async function files(): Promise<readonly (readonly [path: string, size: number])[]> {
  const names = await readdir(join(dir, 'logs'), { recursive: true })
  const all = await Promise.all(
    names.map(async (name): Promise<readonly (readonly [string, number])[]> => {
      const path = join(dir, 'logs', name)
      const about = await stat(path)
      return about.isFile() ? [[path, about.size] as const] : []
    }),
  )
  return all.flat()
}

function rows(): number {
  return db.prepare('SELECT (SELECT count(*) FROM log) + (SELECT count(*) FROM log_entry)').pluck().get() as number
}

describe.each([
  ['SQLite', inSqlite],
  ['the file system', onDisk],
] as const)('logs in %s', (_, open) => {
  it.each([
    ['all moves', logsCommands.scripts],
    ['limits', bytesAndLimits],
    ['prunings', prunings],
  ])('answer as those in memory do: %s', async (__, scripts) => {
    for (const script of scripts(shape, 11, 12)) {
      db.exec('DELETE FROM log; DELETE FROM log_entry')
      await rm(join(dir, 'logs'), { recursive: true, force: true })
      const [here, there] = [await played(script), await played(script, open)]
      expect(there, JSON.stringify(script)).toEqual(here)
    }
  })

  it('leave nothing of a log that was dropped or pruned', async () => {
    const logs = open()
    for (const name of ['a', 'b', 'c']) {
      await logs.append(scope, name, 1, out('line\n'))
      await logs.append(scope, name, 2, out('x'.repeat(100_000)))
      await logs.seal(scope, name)
    }
    await logs.drop(scope, 'a')
    expect(await logs.prune({ olderThanMs: 0 })).toEqual({ logs: 2 })
    expect([rows(), await files()]).toEqual([0, []])
  })

  it('read the end of a log only, where that is what is asked for', async () => {
    const logs = open()
    for (let seq = 1; seq <= 40; seq += 1) await logs.append(scope, 'a', seq, out(`line ${seq}\n`.padStart(9_000, '.')))
    const tail = await logs.tail(scope, 'a', { lines: 2 })
    expect(tail).toMatchObject({ status: 'there', size: 360_000, next: 41 })
    const text = tail.status === 'there' ? tail.parts.map(({ bytes }) => Buffer.from(bytes).toString()).join('') : ''
    expect(text.split('\n').map((line) => line.slice(-7))).toEqual(['line 39', 'line 40', ''])
  })
})

describe('a log in SQLite that came to harm', () => {
  it.each([
    ['an entry is cut', 'UPDATE log_entry SET entry = substr(entry, 1, length(entry) - 1) WHERE seq = 2'],
    ['an entry is empty', "UPDATE log_entry SET entry = x'' WHERE seq = 2"],
    ['an entry is missing', 'DELETE FROM log_entry WHERE seq = 2'],
    ['an entry says another size', 'UPDATE log_entry SET size = 3 WHERE seq = 2'],
    ['the log says another size', 'UPDATE log SET size = 1'],
    ['the log says another number', 'UPDATE log SET next = 9'],
  ])('is CORRUPT and hides no other: %s', async (_, harm) => {
    const logs = inSqlite()
    for (const seq of [1, 2, 3]) await logs.append(scope, 'a', seq, out(`line ${seq}\n`))
    db.exec(harm)
    await logs.append(scope, 'b', 1, out('sound'))
    expect(await refusal(logs.tail(scope, 'a'))).toBe('CORRUPT')
    expect(await logs.tail(scope, 'b')).toMatchObject({ status: 'there', size: 5 })
    expect(await logs.drop(scope, 'a')).toEqual({ status: 'dropped' })
  })
})

describe('a log on the disk', () => {
  /** The one file of frames of the log. */
  const piece = async (): Promise<string> =>
    (await files()).toSorted(([, one], [, other]) => other - one).at(0)?.[0] ?? ''

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['is cut short', (bytes) => bytes.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
    ['has another byte', (bytes) => bytes.with(bytes.length - 1, 7) as Buffer],
    ['has another length', (bytes) => bytes.with(0, 255) as Buffer],
  ])('is CORRUPT where its piece %s, and hides no other', async (_, harm) => {
    const logs = onDisk()
    for (const seq of [1, 2]) await logs.append(scope, 'a', seq, out('x'.repeat(1_000)))
    const file = await piece()
    await writeFile(file, harm(await readFile(file)))
    await logs.append(scope, 'b', 1, out('sound'))
    expect(await refusal(logs.tail(scope, 'a'))).toBe('CORRUPT')
    expect(await logs.tail(scope, 'b')).toMatchObject({ status: 'there', size: 5 })
    expect(await logs.prune({ olderThanMs: 0 })).toEqual({ logs: 0 })
    expect(await logs.drop(scope, 'a')).toEqual({ status: 'dropped' })
  })

  it('takes no notice of what lies behind its last entry, as a writer leaves it that was killed', async () => {
    const logs = onDisk()
    await logs.append(scope, 'a', 1, out('x'.repeat(1_000)))
    const file = await piece()
    await writeFile(file, Buffer.concat([await readFile(file), Buffer.from('torn')]))
    expect(await onDisk().tail(scope, 'a')).toMatchObject({ status: 'there', size: 1_000 })
    await logs.append(scope, 'a', 2, out('y'))
    expect(await logs.tail(scope, 'a', { bytes: 1 })).toMatchObject({
      size: 1_001,
      parts: [{ bytes: Buffer.from('y') }],
    })
  })

  it('is one file while one session writes it, and stays a few where they come and go', async () => {
    const logs = onDisk()
    for (let seq = 1; seq <= 20; seq += 1) await logs.append(scope, 'a', seq, out('line\n'))
    // The head, which is empty, the state and the piece.
    expect(await files()).toHaveLength(3)
    const sessions = Array.from({ length: 40 }, () => onDisk())
    for (const [index, session] of sessions.entries()) {
      await session.append(scope, 'a', 21 + 2 * index, out('line\n'.repeat(1 + (index % 7))))
      await session.append(scope, 'a', 22 + 2 * index, out('line\n'))
    }
    expect((await files()).length).toBeLessThanOrEqual(2 + 16)
    const tail = await logs.tail(scope, 'a')
    expect(tail.status === 'there' && tail.parts).toHaveLength(100)
  })

  it('gives the room of entries back that its limit has taken', async () => {
    const logs = onDisk()
    for (let seq = 1; seq <= 200; seq += 1)
      await logs.append(scope, 'a', seq, out('x'.repeat(8_000)), { limitBytes: 65_536 })
    const room = (await files()).reduce((sum, [, size]) => sum + size, 0)
    expect(room).toBeLessThan(3 * 65_536)
    expect(await logs.tail(scope, 'a', { bytes: 1 })).toMatchObject({ size: 64_000, dropped: 192 * 8_000 })
  })
})

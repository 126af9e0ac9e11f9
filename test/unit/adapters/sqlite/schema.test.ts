import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { migrate } from '../../../../adapters/sqlite/schema.ts'
import { blobs } from '../../../../adapters/sqlite/steps/blobs.ts'
import { checkpoints } from '../../../../adapters/sqlite/steps/checkpoints.ts'
import { locks } from '../../../../adapters/sqlite/steps/locks.ts'
import { logs } from '../../../../adapters/sqlite/steps/logs.ts'
import { outputs } from '../../../../adapters/sqlite/steps/outputs.ts'
import { tasks } from '../../../../adapters/sqlite/steps/tasks.ts'
import { versionZero } from '../../../../adapters/sqlite/steps/version-zero.ts'
import { workers } from '../../../../adapters/sqlite/steps/workers.ts'
import { tables, version } from './tables.ts'

const clock = { now: () => 1_000 }

let dir: string
let first: Connection
let second: Connection

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-schema-'))
  first = await connect(join(dir, 'place.sqlite'), 100)
  first.pragma('journal_mode = WAL')
  second = await connect(join(dir, 'place.sqlite'), 100)
})

afterEach(async () => {
  first.close()
  second.close()
  await rm(dir, { recursive: true, force: true })
})

function facts(db: Connection): readonly unknown[] {
  const read = (pragma: string): unknown => db.pragma(pragma, { simple: true })
  const found = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  return [read('user_version'), read('application_id'), found]
}

/** What a place is made of once its schema is up to date. */
const made = [version, 0x686f6c64, tables]

/** The connection, but that its version stays what it was when it was read first. */
function remembering(db: Connection): Connection {
  const readFirst = db.pragma('user_version', { simple: true })
  return new Proxy(db, {
    get(target, key) {
      if (key === 'pragma')
        return (source: string, options: { readonly simple: true }) =>
          source === 'user_version' ? readFirst : target.pragma(source, options)
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}

/** The connection, but that `work` is done right after it has read this pragma. */
function interrupted(db: Connection, pragma: string, work: () => void): Connection {
  let isDone = false
  return new Proxy(db, {
    get(target, key) {
      if (key === 'pragma') {
        return (source: string, options: { readonly simple: true }) => {
          const value = target.pragma(source, options)
          if (source === pragma && !isDone) {
            isDone = true
            work()
          }
          return value
        }
      }
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}

describe('the schema of a place', () => {
  it('is brought up to date, and a second time nothing changes', () => {
    migrate(first, clock)
    const once = facts(first)
    migrate(first, clock)
    migrate(second, clock)
    expect(once).toEqual(made)
    expect(facts(second)).toEqual(once)
  })

  it.each(['user_version', 'application_id'])(
    'is found done by a start that another overtakes after it has read the %s',
    (pragma) => {
      migrate(
        interrupted(first, pragma, () => migrate(second, clock)),
        clock,
      )
      expect(facts(first)).toEqual(made)
    },
  )

  it('shows a start that goes by the version which it read before it could write', () => {
    const late = remembering(first)
    migrate(second, clock)
    expect(() => migrate(late, clock)).toThrow('lock_token already exists')
    expect(facts(first)).toEqual(made)
  })

  it('keeps the locks of the step before there were slots, each of one holder, and its windows', async () => {
    const before = [locks, outputs, checkpoints, blobs, tasks, logs, versionZero(1_000), workers]
    first.exec(before.join(''))
    first.pragma('application_id = 1752132708')
    first.pragma(`user_version = ${before.length}`)
    first.exec(`INSERT INTO lock_token VALUES ('a', 7)`)
    first.exec(`INSERT INTO lock_row VALUES ('a', 7, 'i', 'h', 'b', 1, 2, 10, 20, 30, 40, 5)`)
    migrate(first, clock)
    expect(facts(first)).toEqual(made)
    expect(first.prepare('SELECT token, takeable_at, heartbeat_ms, slots FROM lock_row').all()).toEqual([
      { token: 7, takeable_at: 40, heartbeat_ms: 5, slots: 1 },
    ])
    const hold = first.prepare('INSERT INTO op_lock VALUES (?, ?, ?, ?, ?)')
    hold.run('a', 'h', 1, 39, 90)
    expect(first.prepare('SELECT count(*) FROM op_lock').pluck().get()).toBe(0)
    hold.run('a', 'h', 1, 40, 90)
    expect(first.prepare('SELECT token FROM lock_row').pluck().all()).toEqual([8])
  })

  it('is left as it was where a step fails', () => {
    first.exec('CREATE TABLE lock_row (name TEXT)')
    first.pragma('application_id = 1752132708')
    expect(() => migrate(first, clock)).toThrow('lock_row already exists')
    expect(facts(second)).toEqual([0, 0x686f6c64, ['lock_row']])
  })
})

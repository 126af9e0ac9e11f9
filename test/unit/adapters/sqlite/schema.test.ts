import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { migrate } from '../../../../adapters/sqlite/schema.ts'

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
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  return [read('user_version'), read('application_id'), tables]
}

/** What a place is made of once its schema is up to date. */
const made = [
  5,
  0x686f6c64,
  [
    'blob',
    'blob_chunk',
    'checkpoint',
    'checkpoint_item',
    'checkpoint_streak',
    'lock_row',
    'lock_token',
    'log',
    'log_entry',
    'output_row',
  ],
]

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
    migrate(first)
    const once = facts(first)
    migrate(first)
    migrate(second)
    expect(once).toEqual(made)
    expect(facts(second)).toEqual(once)
  })

  it.each(['user_version', 'application_id'])(
    'is found done by a start that another overtakes after it has read the %s',
    (pragma) => {
      migrate(interrupted(first, pragma, () => migrate(second)))
      expect(facts(first)).toEqual(made)
    },
  )

  it('is left as it was where a step fails', () => {
    first.exec('CREATE TABLE lock_row (name TEXT)')
    first.pragma('application_id = 1752132708')
    expect(() => migrate(first)).toThrow('lock_row already exists')
    expect(facts(second)).toEqual([0, 0x686f6c64, ['lock_row']])
  })
})

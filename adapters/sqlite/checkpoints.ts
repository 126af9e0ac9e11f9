/**
 * Checkpoints in SQLite: one row a key, and a row for each item and each streak. A list of items goes to one statement as
 * one JSON text, so that a call costs its items, and as few round trips for many as for one (durability:D2).
 */
import type { CheckpointRows, Clock, FailureStreak } from '../../contracts/index.ts'
import { corruptRow, moment, orNull, rowReader, text, texts, wholeFrom } from '../../src/core/rows.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'
import type { Changing } from './failures.ts'

interface Row {
  readonly id: number
  readonly epoch: number
  readonly pin: string | null
  readonly anchor: string | null
  readonly touched_at: number
}

/** A row whose run is unfinished. */
type RunRow = Row & { readonly pin: string }

const readRow = rowReader<Row>('checkpoint', {
  id: wholeFrom(1),
  epoch: wholeFrom(1),
  pin: orNull(text),
  anchor: orNull(text),
  touched_at: moment,
})

/** A row that was found, if one was. */
function rowIn(found: unknown, key: string): Row | undefined {
  return found === undefined ? undefined : readRow(found, key)
}

const readItems = rowReader<{ readonly items: readonly string[] }>('checkpoint_item', { items: texts })
const readStreak = rowReader<FailureStreak<string>>('checkpoint_streak', { item: text, streak: wholeFrom(1) })

function isRun(row: Row | undefined): row is RunRow {
  return row !== undefined && row.pin !== null
}

/** The text of no items. */
const none = '[]'

const listed = 'SELECT value FROM json_each(@items)'

type Name = 'read' | 'begin' | 'touch' | 'done' | 'failing' | 'named' | 'add' | 'endStreaks' | 'raise' | 'empty' | 'end'

type Statements = { readonly [name in Name | 'emptyIdle' | 'endIdle' | 'rewrite']: Statement }

function statements(db: Connection): Statements {
  return {
    read: new Statement(db, 'SELECT id, epoch, pin, anchor, touched_at FROM checkpoint WHERE key = ?'),
    begin: new Statement(
      db,
      `INSERT INTO checkpoint (key, epoch, pin, touched_at) VALUES (@key, 1, @pin, @now)
         ON CONFLICT (key) DO UPDATE SET epoch = epoch + 1, pin = @pin, touched_at = @now
         RETURNING id, epoch, pin, anchor, touched_at`,
    ),
    touch: new Statement(db, 'UPDATE checkpoint SET touched_at = @now WHERE id = @id'),
    done: new Statement(db, 'SELECT item FROM checkpoint_item WHERE id = ?', 'plucked'),
    failing: new Statement(db, 'SELECT item, streak FROM checkpoint_streak WHERE id = ?'),
    named: new Statement(db, `SELECT item, streak FROM checkpoint_streak WHERE id = @id AND item IN (${listed})`),
    add: new Statement(
      db,
      `INSERT INTO checkpoint_item SELECT @id, value FROM json_each(@items) WHERE true ON CONFLICT DO NOTHING`,
    ),
    endStreaks: new Statement(db, `DELETE FROM checkpoint_streak WHERE id = @id AND item IN (${listed})`),
    raise: new Statement(
      db,
      `INSERT INTO checkpoint_streak SELECT @id, value, 1, @epoch FROM json_each(@items)
         WHERE NOT EXISTS (SELECT 1 FROM checkpoint_item WHERE id = @id AND item = value)
         ON CONFLICT (id, item) DO UPDATE SET streak = streak + 1, epoch = @epoch WHERE epoch <> @epoch`,
    ),
    empty: new Statement(db, 'DELETE FROM checkpoint_item WHERE id = ?'),
    // A program of version 0 must not take for done what the set has no more.
    rewrite: new Statement(
      db,
      'UPDATE op_checkpoint SET done = @items WHERE key = @key AND pin = (SELECT pin FROM checkpoint WHERE id = @id)',
    ),
    end: new Statement(db, 'UPDATE checkpoint SET pin = NULL, anchor = coalesce(@anchor, anchor) WHERE id = @id'),
    emptyIdle: new Statement(
      db,
      `DELETE FROM checkpoint_item
         WHERE id IN (SELECT id FROM checkpoint WHERE pin IS NOT NULL AND touched_at BETWEEN 0 AND ?)`,
    ),
    endIdle: new Statement(db, 'UPDATE checkpoint SET pin = NULL WHERE pin IS NOT NULL AND touched_at BETWEEN 0 AND ?'),
  }
}

type Changes = Pick<CheckpointRows, 'append' | 'fail' | 'replace' | 'finish'>

/** What a run's own epoch may do; any other is superseded, and nothing is written. */
function openRuns(changing: Changing, sql: Statements, clock: Clock): Changes {
  const asRun = <Answer>(key: string, epoch: number, work: (row: RunRow) => Answer): Answer | undefined => {
    const row = rowIn(sql.read.get(key), key)
    return isRun(row) && row.epoch === epoch ? work(row) : undefined
  }

  const append = changing((key: string, epoch: number, items: string) =>
    asRun(key, epoch, ({ id }) => {
      if (items !== none) sql.touch.run({ id, now: clock.now() })
      sql.endStreaks.run({ id, items })
      return { status: 'appended' as const, added: sql.add.run({ id, items }).changes }
    }),
  )

  const fail = changing((key: string, epoch: number, items: string) =>
    asRun(key, epoch, ({ id }) => {
      if (items !== none) sql.touch.run({ id, now: clock.now() })
      sql.raise.run({ id, epoch, items })
      const failing = sql.named.all({ id, items }).map((row) => readStreak(row, key))
      return { status: 'recorded' as const, failing }
    }),
  )

  const replace = changing((key: string, epoch: number, items: string) =>
    asRun(key, epoch, ({ id }) => {
      sql.touch.run({ id, now: clock.now() })
      sql.empty.run(id)
      sql.add.run({ id, items })
      sql.endStreaks.run({ id, items })
      sql.rewrite.run({ id, key, items })
      return { status: 'replaced' as const }
    }),
  )

  const finish = changing((key: string, epoch: number, from: string | null | undefined, to: string | null) =>
    asRun(key, epoch, ({ id, anchor }) => {
      if (from !== undefined && from !== anchor) return { status: 'moved' as const, anchor }
      sql.empty.run(id)
      sql.end.run({ id, anchor: to })
      return { status: 'finished' as const }
    }),
  )

  return {
    append: async (key, epoch, items) => (await append(key, epoch, JSON.stringify(items))) ?? { status: 'superseded' },
    fail: async (key, epoch, items) => (await fail(key, epoch, JSON.stringify(items))) ?? { status: 'superseded' },
    replace: async (key, epoch, items) =>
      (await replace(key, epoch, JSON.stringify(items))) ?? { status: 'superseded' },
    finish: async (key, epoch, { anchor } = {}) =>
      (await finish(key, epoch, anchor?.from, anchor?.to ?? null)) ?? { status: 'superseded' },
  }
}

/** A session's checkpoints on a connection. Every change is one IMMEDIATE transaction; what is read is of one moment. */
export function openCheckpoints(db: Connection, clock: Clock, changing: Changing): CheckpointRows {
  const sql = statements(db)
  const failing = (id: number, key: string) => sql.failing.all(id).map((row) => readStreak(row, key))
  const shown = (key: string, { id, epoch, pin, anchor, touched_at: touchedAtMs }: RunRow) => ({
    epoch,
    pin,
    done: readItems({ items: sql.done.all(id) }, key).items,
    failing: failing(id, key),
    anchor,
    touchedAtMs,
  })

  const begin = changing((key: string, pin: string, discard: string | undefined) => {
    const old = rowIn(sql.read.get(key), key)
    const resumed = isRun(old) && old.pin !== discard
    if (old && !resumed) {
      sql.empty.run(old.id)
      sql.rewrite.run({ id: old.id, key, items: none })
    }
    const row = readRow(sql.begin.get({ key, pin: resumed ? old.pin : pin, now: clock.now() }), key)
    if (!isRun(row)) throw corruptRow('checkpoint', key, 'a run that has begun is not there')
    return { ...shown(key, row), resumed }
  })

  const purge = changing((idleMs: number) => {
    const latest = clock.now() - idleMs
    sql.emptyIdle.run(latest)
    return { runs: sql.endIdle.run(latest).changes }
  })

  const inspect = db.transaction((key: string) => {
    const row = rowIn(sql.read.get(key), key)
    if (isRun(row)) return { status: 'running' as const, ...shown(key, row) }
    return { status: 'none' as const, failing: row ? failing(row.id, key) : [], anchor: row?.anchor ?? null }
  })

  return {
    begin: async (key, { pin, discard }) => begin(key, pin, discard),
    ...openRuns(changing, sql, clock),
    purge: async ({ idleMs }) => purge(idleMs),
    inspect: async (key) => inspect(key),
  }
}

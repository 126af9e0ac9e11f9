/** The statements of checkpoints. */
import { digestOf } from './digest.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

type Name =
  'read' | 'lock' | 'begin' | 'append' | 'fail' | 'named' | 'replace' | 'finish' | 'discard' | 'empty' | 'endIdle'

export type CheckpointStatements = { readonly [name in Name]: Statement }

/** The given items, each once, with their digests. */
function listed(parameter: string): string {
  return `(SELECT DISTINCT item, ${digestOf('item')} AS digest FROM unnest(${parameter}::text[]) AS item)`
}

/** A JSON list of what a statement gives; empty where that is nothing. */
function listOf(what: string, from: string): string {
  return `coalesce((SELECT json_agg(${what}) FROM ${from}), '[]')`
}

/** Whoever runs one that changes something has the row of the key locked, `begin` and `endIdle` excepted, which lock it. */
export function checkpointStatements(tables: Tables): CheckpointStatements {
  const { now } = tables
  const [row, item, streak] = ['checkpoint', 'checkpoint_item', 'checkpoint_streak'].map((name) => tables.in + name)
  const ofKey = `namespace = $1 AND key_digest = ${digestOf('$2')} AND key = $2`
  const touched = `touched AS (UPDATE ${row} SET touched_at = ${now} WHERE id = $2)`
  const ended = `ended AS (DELETE FROM ${streak} s USING ${listed('$3')} l WHERE s.id = $2 AND s.item_digest = l.digest)`
  const added = `added AS (
    INSERT INTO ${item} (id, item_digest, item) SELECT $2, digest, item FROM ${listed('$3')} l
      ON CONFLICT DO NOTHING RETURNING 1)`
  const sql = (name: Name, text: string): Statement => tables.statement(`checkpoints.${name}`, text)
  return {
    // One statement, so that all it tells is of one moment.
    read: sql(
      'read',
      `SELECT id, epoch, pin, anchor, touched_at,
           ${listOf('i.item', `${item} i WHERE i.id = c.id`)} AS done,
           ${listOf("json_build_object('item', s.item, 'streak', s.streak)", `${streak} s WHERE s.id = c.id`)} AS failing
         FROM ${row} c WHERE ${ofKey}`,
    ),
    lock: sql('lock', `SELECT id, epoch, pin, anchor, touched_at FROM ${row} WHERE ${ofKey} FOR UPDATE`),
    begin: sql(
      'begin',
      `INSERT INTO ${row} AS old (namespace, key_digest, key, epoch, pin, touched_at, resumed)
         VALUES ($1, ${digestOf('$2')}, $2, 1, $3, ${now}, false)
         ON CONFLICT (namespace, key_digest) DO UPDATE SET epoch = old.epoch + 1, touched_at = ${now},
             resumed = old.pin IS NOT NULL AND old.pin IS DISTINCT FROM $4,
             pin = CASE WHEN old.pin IS DISTINCT FROM $4 THEN coalesce(old.pin, excluded.pin) ELSE excluded.pin END
           WHERE old.key = excluded.key AND old.epoch > 0 AND old.touched_at >= 0
         RETURNING id, resumed`,
    ),
    append: sql('append', `WITH ${touched}, ${ended}, ${added} SELECT count(*) AS added FROM added`),
    fail: sql(
      'fail',
      `WITH ${touched}
       INSERT INTO ${streak} AS old (id, item_digest, item, streak, epoch)
         SELECT $2, digest, item, 1, $4::bigint FROM ${listed('$3')} l
           WHERE NOT EXISTS (SELECT FROM ${item} i WHERE i.id = $2 AND i.item_digest = l.digest)
         ON CONFLICT (id, item_digest) DO UPDATE SET streak = old.streak + 1, epoch = excluded.epoch
           WHERE old.epoch <> excluded.epoch`,
    ),
    named: sql(
      'named',
      `SELECT s.item, s.streak FROM ${streak} s JOIN ${listed('$2')} l ON s.item_digest = l.digest WHERE s.id = $1`,
    ),
    // What goes and what comes are never the same rows. A program of version 0 must not take for done what went.
    replace: sql(
      'replace',
      `WITH ${touched}, ${ended}, ${added},
         rewritten AS (
           UPDATE ${tables.in}op_checkpoint o SET done = to_jsonb($3::text[]) FROM ${row} c
             WHERE $1 = 0 AND c.id = $2 AND o.key = c.key AND ${tables.in}op_pin(o.pin) = c.pin),
         gone AS (DELETE FROM ${item} WHERE id = $2 AND item_digest NOT IN (SELECT digest FROM ${listed('$3')} l))
       SELECT count(*) FROM added`,
    ),
    ...endings(tables, sql),
  }
}

type Ending = 'finish' | 'discard' | 'empty' | 'endIdle'

/** Those by which runs end, or begin anew. */
function endings(tables: Tables, sql: (name: Ending, text: string) => Statement): Pick<CheckpointStatements, Ending> {
  const { now } = tables
  const [row, item] = [`${tables.in}checkpoint`, `${tables.in}checkpoint_item`]
  return {
    finish: sql(
      'finish',
      `WITH emptied AS (DELETE FROM ${item} WHERE id = $1)
       UPDATE ${row} SET pin = NULL, anchor = coalesce($2, anchor) WHERE id = $1`,
    ),
    // The next run may work towards the same pin: its list of version 0 ends with what was done.
    discard: sql(
      'discard',
      `WITH rewritten AS (
           UPDATE ${tables.in}op_checkpoint o SET done = '[]' FROM ${row} c
             WHERE $1 = 0 AND c.id = $2 AND o.key = c.key AND c.pin = $3 AND ${tables.in}op_pin(o.pin) = c.pin)
       DELETE FROM ${item} WHERE id = $2`,
    ),
    empty: sql('empty', `DELETE FROM ${item} WHERE id = ANY ($1::bigint[])`),
    endIdle: sql(
      'endIdle',
      `UPDATE ${row} SET pin = NULL WHERE namespace = $1 AND pin IS NOT NULL AND touched_at BETWEEN 0 AND (SELECT ${now} - $2::bigint)
         RETURNING id`,
    ),
  }
}

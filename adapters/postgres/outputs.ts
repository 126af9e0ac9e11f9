/**
 * Outputs in Postgres: one row a scope and key, found and listed by the digests of their texts. Every change is one
 * statement, in which the clock is read after the row is locked: rows are dated in the order in which they are written.
 * A row whose texts have come to harm keeps its place by its digests, and is CORRUPT and no miss to who asks for it.
 */
import { createHash } from 'node:crypto'
import type { OutputRows } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { pageIn } from '../../src/core/pages.ts'
import { corruptRow, flag, moment, rowReader, text } from '../../src/core/rows.ts'
import type { Calls } from './calls.ts'
import { digestOf } from './digest.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

const readRow = rowReader('output_row', { value: text, stored_at: moment, isOwn: flag })
const readTime = rowReader('output_row', { stored_at: moment })
const readText = rowReader('output_row', { text })

/** A text with the digest by which its row goes. */
interface Placed {
  readonly text: unknown
  readonly digest: Buffer
}

interface Statements {
  readonly read: Statement
  readonly write: Statement
  readonly remove: Statement
  readonly clear: Statement
  readonly prune: Statement
  readonly page: (limit: number) => Statement
  readonly scopes: (limit: number) => Statement
}

function statements(tables: Tables): Statements {
  const { now } = tables
  const row = `${tables.in}output_row`
  const ofScope = `namespace = $1 AND scope_digest = ${digestOf('$2')}`
  const ofKey = `${ofScope} AND key_digest = ${digestOf('$3')}`
  return {
    read: tables.statement(
      'outputs.read',
      `SELECT value, stored_at, scope = $2 AND key = $3 AS "isOwn" FROM ${row} WHERE ${ofKey}`,
    ),
    write: tables.statement(
      'outputs.write',
      `INSERT INTO ${row} AS old (namespace, scope_digest, key_digest, scope, key, value, stored_at)
         VALUES ($1, ${digestOf('$2')}, ${digestOf('$3')}, $2, $3, $4, ${now})
         ON CONFLICT (namespace, scope_digest, key_digest) DO UPDATE SET value = excluded.value, stored_at = ${now}
           WHERE old.scope = excluded.scope AND old.key = excluded.key
         RETURNING stored_at`,
    ),
    remove: tables.statement('outputs.remove', `DELETE FROM ${row} WHERE ${ofKey}`),
    clear: tables.statement('outputs.clear', `DELETE FROM ${row} WHERE ${ofScope}`),
    prune: tables.statement(
      'outputs.prune',
      `DELETE FROM ${row} WHERE namespace = $1 AND stored_at BETWEEN 0 AND (SELECT ${now} - $2::bigint)`,
    ),
    // From each scope to the next by the key of the table: the rows of a scope are not read.
    scopes: (limit) =>
      tables.statement(
        `outputs.scopes.${limit}`,
        `WITH RECURSIVE next AS (
           (SELECT scope_digest, scope FROM ${row}
              WHERE namespace = $1 AND scope_digest > $2 ORDER BY scope_digest LIMIT 1)
           UNION ALL
           SELECT later.scope_digest, later.scope FROM next, LATERAL (
             SELECT scope_digest, scope FROM ${row}
               WHERE namespace = $1 AND scope_digest > next.scope_digest ORDER BY scope_digest LIMIT 1
           ) later
         )
         SELECT scope AS text, scope_digest AS digest FROM next LIMIT ${limit}`,
      ),
    page: (limit) =>
      tables.statement(
        `outputs.page.${limit}`,
        `SELECT key AS text, key_digest AS digest FROM ${row} WHERE ${ofScope} AND key_digest > $3
           ORDER BY key_digest LIMIT ${limit}`,
      ),
  }
}

/** The cursor behind a row. */
function placeOf({ digest }: Placed): string {
  return digest.toString('hex')
}

/** Where a page begins that follows the one with this cursor. */
function after(cursor: string): Buffer {
  return Buffer.from(cursor, 'hex')
}

function textOf(row: Placed): string {
  return String(row.text)
}

/** The text of a row, which has to be the one by which the row is found. */
function ownText(row: Placed, key: string): string {
  const { text: own } = readText(row, key)
  if (createHash('sha256').update(own).digest().equals(row.digest)) return own
  throw corruptRow('output_row', key, 'its text is not the one by which it is found')
}

/** A session's outputs. */
export function openOutputs(calls: Calls, tables: Tables): OutputRows {
  const sql = statements(tables)
  const { namespace } = tables

  return {
    async get(scope, key) {
      const [found] = await calls.read(sql.read, [namespace, scope, key])
      if (!found) return { status: 'miss' }
      const { value, stored_at: storedAtMs, isOwn } = readRow(found, `${scope} ${key}`)
      if (!isOwn) throw corruptRow('output_row', `${scope} ${key}`, 'it is found by these texts, and has others')
      return { status: 'hit', value, storedAtMs }
    },
    async put(scope, key, value) {
      const { rows } = await calls.change(sql.write, [namespace, scope, key, value])
      if (rows[0]) return { status: 'stored', storedAtMs: readTime(rows[0], `${scope} ${key}`).stored_at }
      throw new StoreError('CORRUPT', 'the digest of a scope and key is that of another scope and key')
    },
    async delete(scope, key) {
      const { count } = await calls.change(sql.remove, [namespace, scope, key])
      return { status: count === 1 ? 'deleted' : 'absent' }
    },
    async clear(scope) {
      const { count } = await calls.change(sql.clear, [namespace, scope])
      return { rows: count }
    },
    async prune({ olderThanMs }) {
      const { count } = await calls.change(sql.prune, [namespace, olderThanMs])
      return { rows: count }
    },
    async scopes({ limit, cursor = '' }) {
      const found = await calls.read<Placed>(sql.scopes(limit + 1), [namespace, after(cursor)])
      return pageIn('scopes', { found, limit }, textOf, ownText, placeOf)
    },
    async keys(scope, { limit, cursor = '' }) {
      const found = await calls.read<Placed>(sql.page(limit + 1), [namespace, scope, after(cursor)])
      return pageIn('keys', { found, limit }, textOf, ownText, placeOf)
    },
  }
}

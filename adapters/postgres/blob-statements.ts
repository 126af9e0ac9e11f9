/** What is said to Postgres of blobs. */
import { chunksAtOnce } from '../../src/core/blob-burials.ts'
import type { Statement } from './driver.ts'
import type { Tables } from './tables.ts'

const columns = 'id, scope, mime, size, touched_at'

type Named<Name extends string> = { readonly [name in Name]: Statement }

/** How a blob comes to be. Who adds to it or publishes it changes no row where it is there no more. */
export function writing(tables: Tables): Named<'begin' | 'append' | 'publish'> {
  const { now } = tables
  const [blob, chunk] = [`${tables.in}blob`, `${tables.in}blob_chunk`]
  const own = `namespace = $1 AND id = $2 AND state = 'writing'`
  return {
    begin: tables.statement(
      'blobs.begin',
      `INSERT INTO ${blob} (namespace, id, scope, mime, size, state, touched_at)
         VALUES ($1, $2, $3, $4, 0, 'writing', ${now})`,
    ),
    append: tables.statement(
      'blobs.append',
      `WITH grown AS (
           UPDATE ${blob} SET size = size + octet_length($3::bytea), touched_at = ${now} WHERE ${own} RETURNING size)
         INSERT INTO ${chunk} (namespace, id, position, bytes)
           SELECT $1, $2, size - octet_length($3::bytea), $3::bytea FROM grown`,
    ),
    publish: tables.statement(
      'blobs.publish',
      `UPDATE ${blob} SET state = 'published', touched_at = ${now} WHERE ${own} RETURNING ${columns}`,
    ),
  }
}

/** How it is read. */
export function reading(tables: Tables): Named<'find' | 'piece'> & { readonly page: (limit: number) => Statement } {
  const { now } = tables
  const [blob, chunk] = [`${tables.in}blob`, `${tables.in}blob_chunk`]
  return {
    find: tables.statement(
      'blobs.find',
      `SELECT ${columns} FROM ${blob} WHERE namespace = $1 AND id = $2 AND scope = $3 AND state = 'published'`,
    ),
    // No row where the blob is deleted, and one without bytes where the chunk is missing.
    piece: tables.statement(
      'blobs.piece',
      `SELECT bytes FROM ${blob} LEFT JOIN (SELECT bytes FROM ${chunk} WHERE namespace = $1 AND id = $2 AND position = $3)
         AS piece ON true WHERE namespace = $1 AND id = $2 AND state = 'published'`,
    ),
    page: (limit) =>
      tables.statement(
        `blobs.page.${limit}`,
        `SELECT ${columns} FROM ${blob}
           WHERE namespace = $1 AND state = 'published' AND touched_at <= (SELECT ${now} - $2::bigint) AND id > $3
           ORDER BY id LIMIT ${limit}`,
      ),
  }
}

/** How it goes: its row is dead first, by one of three, and then its chunks are removed, and the row with the last. */
export function ending(tables: Tables): Named<'kill' | 'abandon' | 'expire' | 'dead' | 'removeSome'> {
  const [blob, chunk] = [`${tables.in}blob`, `${tables.in}blob_chunk`]
  const die = `UPDATE ${blob} SET state = 'dead' WHERE namespace = $1`
  return {
    kill: tables.statement('blobs.kill', `${die} AND id = $2 AND scope = $3 AND state = 'published'`),
    abandon: tables.statement('blobs.abandon', `${die} AND id = $2 AND state = 'writing'`),
    expire: tables.statement(
      'blobs.expire',
      `${die} AND state = 'writing' AND touched_at <= (SELECT ${tables.now} - $2::bigint)`,
    ),
    dead: tables.statement('blobs.dead', `SELECT id FROM ${blob} WHERE namespace = $1 AND state = 'dead'`),
    // Others may remove the same chunks meanwhile: how many this step has removed says nothing of those that are left.
    removeSome: tables.statement(
      'blobs.removeSome',
      `WITH removed AS (
           DELETE FROM ${chunk} WHERE namespace = $1 AND id = $2 AND position IN (
             SELECT position FROM ${chunk} WHERE namespace = $1 AND id = $2 ORDER BY position LIMIT ${chunksAtOnce})
           RETURNING position),
         found AS (
           SELECT NOT EXISTS (
             SELECT FROM ${chunk} WHERE namespace = $1 AND id = $2
               AND position NOT IN (SELECT position FROM removed)) AS "isAll"),
         gone AS (
           DELETE FROM ${blob} WHERE namespace = $1 AND id = $2 AND state = 'dead' AND (SELECT "isAll" FROM found))
         SELECT "isAll" FROM found`,
    ),
  }
}

/** Version 0 of the Postgres schema, frozen, and a program of that version at work on it. */
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import type { OldProgram } from './old-program.ts'
import { oldHost, oldPid } from './old-program.ts'

const tables = [
  `CREATE TABLE op_checkpoint (
    key text PRIMARY KEY,
    pin text NOT NULL,
    done jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE op_lock (
    name text PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    acquired_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE TABLE op_output (
    scope text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
  )`,
]

/** Writes an empty schema of version 0. The connection sees it from then on. */
export async function makeOldPostgres(connection: Connection, schema: string): Promise<void> {
  await connection.script([`CREATE SCHEMA ${schema}`, `SET search_path TO ${schema}`, ...tables])
}

/** A time in milliseconds as a parameter. */
function time(parameter: string): string {
  return `to_timestamp(${parameter}::float8 / 1000)`
}

const mine = 'name = $1 AND host = $2 AND pid = $3'

function locksOn(connection: Connection): Pick<OldProgram, 'acquire' | 'refresh' | 'release'> {
  const changesOne = async (text: string, values: readonly (string | number)[]): Promise<boolean> =>
    (await connection.query({ text }, values)).count === 1
  return {
    acquire: (name, ttlMs, nowMs) =>
      changesOne(
        `INSERT INTO op_lock VALUES ($1, $2, $3, ${time('$4')}, ${time('$5')}) ON CONFLICT (name) DO UPDATE
             SET host = excluded.host, pid = excluded.pid, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
           WHERE op_lock.expires_at <= excluded.acquired_at`,
        [name, oldHost, oldPid, nowMs, nowMs + ttlMs],
      ),
    refresh: (name, ttlMs, nowMs) =>
      changesOne(`UPDATE op_lock SET expires_at = ${time('$4')} WHERE ${mine}`, [name, oldHost, oldPid, nowMs + ttlMs]),
    release: (name) => changesOne(`DELETE FROM op_lock WHERE ${mine}`, [name, oldHost, oldPid]),
  }
}

/** A program of version 0 on a connection that sees a schema of that version, or one that was upgraded while it ran. */
export function oldPostgres(connection: Connection): OldProgram {
  const ask = async <Row extends object>(text: string, ...values: readonly (string | number)[]) =>
    (await connection.query<Row>({ text }, values)).rows
  return {
    async load(key) {
      const [row] = await ask<{ readonly pin: string; readonly done: readonly string[] }>(
        'SELECT pin, done FROM op_checkpoint WHERE key = $1',
        key,
      )
      return row
    },
    async save(key, { pin, done }, nowMs) {
      await ask(
        `INSERT INTO op_checkpoint VALUES ($1, $2, $3, ${time('$4')}) ON CONFLICT (key) DO UPDATE
           SET pin = excluded.pin, done = excluded.done, updated_at = excluded.updated_at`,
        key,
        pin,
        JSON.stringify(done),
        nowMs,
      )
    },
    async clear(key) {
      await ask('DELETE FROM op_checkpoint WHERE key = $1', key)
    },
    ...locksOn(connection),
    async get(scope, key) {
      const text = 'SELECT value FROM op_output WHERE scope = $1 AND key = $2'
      return (await ask<{ readonly value: string }>(text, scope, key))[0]?.value
    },
    async put(scope, key, value, nowMs) {
      await ask(
        `INSERT INTO op_output VALUES ($1, $2, $3, ${time('$4')}) ON CONFLICT (scope, key) DO UPDATE
           SET value = excluded.value, stored_at = excluded.stored_at`,
        scope,
        key,
        value,
        nowMs,
      )
    },
    async delete(scope, key) {
      await ask('DELETE FROM op_output WHERE scope = $1 AND key = $2', scope, key)
    },
    close: () => connection.close(),
  }
}

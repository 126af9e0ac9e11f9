/** Namespaces: how places come to be, go, and have their time turned. One connection a process serves them all. */
import { postgresFailures } from '../../src/core/failures/postgres.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retry } from '../../src/core/retry.ts'
import { inTransaction } from './calls.ts'
import { beginOf, openConnection } from './connection.ts'
import type { Connection } from './driver.ts'
import type { PostgresPlace } from './place.ts'
import { migrate, quotedSchema } from './schema.ts'
import { connectionSettings } from './settings.ts'
import type { StatementNaming } from './settings.ts'

/** A schema on a server. */
interface Ground {
  readonly url: string
  readonly schema: string
  readonly statements: StatementNaming
}

/** Serves the schema of one server. It keeps the process alive only while it is at work. */
class Clerk {
  readonly #ground: Ground
  #connection: Connection | undefined
  /** what it was asked for goes one after another */
  #last: Promise<unknown> = Promise.resolve()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Whatever is asked for here leaves the same state when it is done twice, a row of a namespace excepted. */
  ask<Result>(work: (connection: Connection, quoted: string) => Promise<Result>): Promise<Result> {
    const options = { table: postgresFailures, policy: busyPolicy, idempotent: true }
    const asked = this.#last.then(() =>
      retry(() => this.#serve(work), { ...options, deadlineMs: performance.now() + busyMs }),
    )
    this.#last = asked.catch(() => undefined)
    return asked
  }

  async #serve<Result>(work: (connection: Connection, quoted: string) => Promise<Result>): Promise<Result> {
    const connection = await this.#connected()
    connection.keepProcess(true)
    try {
      return await work(connection, quotedSchema(this.#ground.schema))
    } finally {
      if (connection.isBroken) await connection.close()
      else connection.keepProcess(false)
    }
  }

  async #connected(): Promise<Connection> {
    const { url, schema, statements } = this.#ground
    if (this.#connection?.isBroken === false) return this.#connection
    this.#connection = undefined
    const connection = await openConnection(url, 'holdfast', connectionSettings(process.env), statements)
    try {
      await migrate(connection, schema)
    } catch (error) {
      await connection.close()
      throw error
    }
    this.#connection = connection
    return connection
  }
}

const clerks = new Map<string, Clerk>()

function clerkOf({ url, schema, statements }: Ground): Clerk {
  const key = `${statements} ${schema} ${url}`
  const clerk = clerks.get(key) ?? new Clerk({ url, schema, statements })
  clerks.set(key, clerk)
  return clerk
}

/** Makes an empty namespace, in a schema that is brought up to date. Gives its number. */
export function createNamespace(ground: Ground, label: string): Promise<number> {
  const begin = beginOf(ground.statements, connectionSettings(process.env)) ?? ['BEGIN']
  return clerkOf(ground).ask((connection, quoted) =>
    inTransaction(connection, begin, async (query) => {
      const text = `INSERT INTO ${quoted}.namespace (label) VALUES ($1) RETURNING id`
      const { rows } = await query<{ readonly id: number }>({ text }, [label])
      return rows[0]?.id ?? 0
    }),
  )
}

/** Removes a namespace with all that lies in it. */
export function removeNamespace(place: PostgresPlace): Promise<void> {
  return clerkOf(place).ask(async (connection, quoted) => {
    const { namespace } = place
    const parts = [
      ['checkpoint_item', 'checkpoint'],
      ['checkpoint_streak', 'checkpoint'],
      ['log_entry', 'log'],
    ]
    await connection.script([
      ...parts.map(
        ([table, of]) =>
          `DELETE FROM ${quoted}.${table} WHERE id IN (SELECT id FROM ${quoted}.${of} WHERE namespace = ${namespace})`,
      ),
      ...[
        'checkpoint',
        'output_row',
        'blob_chunk',
        'blob',
        'task',
        'task_dependency',
        'task_event',
        'task_feed',
        'worker',
        'log',
        'lock_row',
        'lock_token',
      ].map((table) => `DELETE FROM ${quoted}.${table} WHERE namespace = ${namespace}`),
      `DELETE FROM ${quoted}.namespace WHERE id = ${namespace}`,
    ])
  })
}

/** Moves the time of a place: whoever does nobody else does meanwhile. */
export async function turnNamespace(place: PostgresPlace, ms: number): Promise<void> {
  const clerk = clerkOf(place)
  const shiftMs = await clerk.ask(async (connection, quoted) => {
    const text = `SELECT shift_ms::float8 AS "shiftMs" FROM ${quoted}.namespace WHERE id = $1`
    const { rows } = await connection.query<{ readonly shiftMs: number }>({ text }, [place.namespace])
    return rows[0]?.shiftMs ?? 0
  })
  // Asked for by what it comes to: where the answer is lost, the same is asked for again.
  await clerk.ask(async (connection, quoted) => {
    const text = `UPDATE ${quoted}.namespace SET shift_ms = $2 WHERE id = $1`
    await connection.query({ text }, [place.namespace, shiftMs + ms])
  })
}

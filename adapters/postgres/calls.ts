/**
 * Calls of a session on its lanes. What failed because others were in the way, and what was not even sent, is made again
 * with its whole transaction, for as long as an adapter outlasts others. A change whose outcome is open is never made
 * again: its caller is told so (durability:B10). What only reads is made again then too, on a connection that works.
 */
import { StoreError } from '../../contracts/errors.ts'
import { postgresFailures } from '../../src/core/failures/postgres.ts'
import type { LaneName, LaneRunOptions } from '../../contracts/runtime/lanes/part.ts'
import type { Lanes } from '../../src/core/lanes.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retry } from '../../src/core/retry.ts'
import type { Answer, Connection, Parameter, Statement } from './driver.ts'
import { RolledBack } from './failures.ts'

/** Runs a statement of a transaction. */
export type Query = <Row extends object>(statement: Statement, values: readonly Parameter[]) => Promise<Answer<Row>>

const [commit, rollback]: readonly [Statement, Statement] = [{ text: 'COMMIT' }, { text: 'ROLLBACK' }]

/** Ends what a failed transaction has left open. Where even that fails, the connection is used no more. */
async function undo(connection: Connection): Promise<void> {
  try {
    await connection.query(rollback)
  } catch {
    connection.discard()
  }
}

/** Runs statements that take effect together, behind those that begin their transaction; the work has the rows of these. */
export async function inTransaction<Result, Row extends object>(
  connection: Connection,
  begin: readonly string[],
  work: (query: Query, begun: readonly Row[]) => Promise<Result>,
): Promise<Result> {
  try {
    const begun = await connection.script<Row>(begin)
    const result = await work((statement, values) => connection.query(statement, values), begun)
    const { command } = await connection.query(commit)
    if (command !== 'COMMIT') throw new RolledBack(command)
    return result
  } catch (error) {
    await undo(connection)
    throw error
  }
}

/** What the calls of one kind of work have in common. */
export interface CallOptions {
  readonly lane: LaneName
  /** may be many at a time: never all slots of the control lane */
  readonly bulk?: boolean
  /** what begins each transaction; then a change is never made without one. Absent where a session has its settings. */
  readonly begin?: readonly string[] | undefined
  /** what is asked first in each transaction; it may refuse it */
  readonly demand?: ((query: Query) => Promise<void>) | undefined
}

/** The calls of one kind of work: on one lane, each with its own slot. */
export class Calls {
  readonly #lanes: Lanes<Connection>
  readonly #lane: LaneName
  readonly #options: LaneRunOptions
  readonly #begin: readonly string[] | undefined

  readonly #demand: CallOptions['demand']

  /** Whoever gives the session up closes the lanes: what is tried again is then refused. */
  constructor(lanes: Lanes<Connection>, { lane, bulk = false, begin, demand }: CallOptions) {
    this.#demand = demand
    this.#lanes = lanes
    this.#lane = lane
    this.#begin = begin
    this.#options = { bulk }
  }

  #run<Result>(idempotent: boolean, work: (connection: Connection) => Promise<Result>): Promise<Result> {
    return retry(() => this.#lanes.run(this.#lane, work, this.#options), {
      table: postgresFailures,
      policy: busyPolicy,
      idempotent,
      deadlineMs: performance.now() + busyMs,
    })
  }

  /** The rows of a statement that changes nothing. */
  async read<Row extends object>(statement: Statement, values: readonly Parameter[]): Promise<readonly Row[]> {
    const { rows } = await this.#run(true, (connection) => connection.query<Row>(statement, values))
    return rows
  }

  /** The rows that tell whether there is something to change: where something is demanded of changes, it is of this look too. */
  async sought<Row extends object>(statement: Statement, values: readonly Parameter[]): Promise<readonly Row[]> {
    if (!this.#demand) return this.read(statement, values)
    return this.transaction(async (query) => (await query<Row>(statement, values)).rows)
  }

  /**
   * One statement that changes something, which is a transaction. `demand` may refuse the answer with a
   * `StoreError` BUSY: then the statement has changed nothing, and is made again.
   */
  change<Row extends object>(
    statement: Statement,
    values: readonly Parameter[],
    demand: (answer: Answer<Row>) => void = () => undefined,
  ): Promise<Answer<Row>> {
    const made = async (query: Query): Promise<Answer<Row>> => {
      const answer = await query<Row>(statement, values)
      demand(answer)
      return answer
    }
    if (this.#begin || this.#demand) return this.transaction(made)
    return this.#run(false, (connection) => made((...asked) => connection.query(...asked)))
  }

  /**
   * Statements that take effect together. The work may run several times; what it gives is that of the last time. It has
   * the rows of `first`, which needs no parameters and is sent with what begins the transaction.
   */
  transaction<Result, Row extends object>(
    work: (query: Query, begun: readonly Row[]) => Promise<Result>,
    first: readonly string[] = [],
  ): Promise<Result> {
    const begin = [...(this.#begin ?? ['BEGIN']), ...first]
    const demanded = async (query: Query, begun: readonly Row[]): Promise<Result> => {
      await this.#demand?.(query)
      return work(query, begun)
    }
    return this.#run(false, (connection) => inTransaction(connection, begin, demanded))
  }
}

/** Refuses an answer: others changed what was asked about while it was asked. */
export function overtaken(what: string): never {
  throw new StoreError('BUSY', `${what} changed hands while it was asked for, again and again`)
}

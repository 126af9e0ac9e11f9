/**
 * Calls of a session on its lanes. What failed because others were in the way, and what was not even sent, is made again
 * with its whole transaction, for as long as an adapter outlasts others. A change whose outcome is open is never made
 * again: its caller is told so (durability:B10). What only reads is made again then too, on a connection that works.
 */
import { StoreError } from '../../contracts/errors.ts'
import { postgresFailures } from '../../src/core/failures/postgres.ts'
import type { Lane, Lanes, RunOptions } from '../../src/core/lanes.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retry } from '../../src/core/retry.ts'
import type { Answer, Connection, Parameter, Statement } from './driver.ts'
import { RolledBack } from './failures.ts'

/** Runs a statement of a transaction. */
export type Query = <Row extends object>(statement: Statement, values: readonly Parameter[]) => Promise<Answer<Row>>

const [begin, commit, rollback] = ['BEGIN', 'COMMIT', 'ROLLBACK'].map((text): Statement => ({ text })) as [
  Statement,
  Statement,
  Statement,
]

/** Ends what a failed transaction has left open. Where even that fails, the connection is used no more. */
async function undo(connection: Connection): Promise<void> {
  try {
    await connection.query(rollback)
  } catch {
    connection.discard()
  }
}

async function inTransaction<Result>(connection: Connection, work: (query: Query) => Promise<Result>): Promise<Result> {
  try {
    await connection.query(begin)
    const result = await work((statement, values) => connection.query(statement, values))
    const { command } = await connection.query(commit)
    if (command !== 'COMMIT') throw new RolledBack(command)
    return result
  } catch (error) {
    await undo(connection)
    throw error
  }
}

/** The calls of one kind of work: on one lane, each with its own slot. */
export class Calls {
  readonly #lanes: Lanes<Connection>
  readonly #lane: Lane
  readonly #options: RunOptions

  /** Whoever gives the session up closes the lanes: what is tried again is then refused. */
  constructor(lanes: Lanes<Connection>, lane: Lane, options: RunOptions = {}) {
    this.#lanes = lanes
    this.#lane = lane
    this.#options = options
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

  /**
   * One statement that changes something, which is a transaction by itself. `demand` may refuse the answer with a
   * `StoreError` BUSY: then the statement has changed nothing, and is made again.
   */
  change<Row extends object>(
    statement: Statement,
    values: readonly Parameter[],
    demand: (answer: Answer<Row>) => void = () => undefined,
  ): Promise<Answer<Row>> {
    return this.#run(false, async (connection) => {
      const answer = await connection.query<Row>(statement, values)
      demand(answer)
      return answer
    })
  }

  /** Statements that take effect together. The work may run several times; what it gives is that of the last time. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#run(false, (connection) => inTransaction(connection, work))
  }
}

/** Refuses an answer: others changed what was asked about while it was asked. */
export function overtaken(what: string): never {
  throw new StoreError('BUSY', `${what} changed hands while it was asked for, again and again`)
}

/**
 * A connection of better-sqlite3 while actors take turns. SQLite's own wait for a busy store would block the only thread
 * that runs, so the busy timeout is 0 meanwhile, and wherever SQLite would have waited the schedule lets others go on.
 *
 * SQLite asks its busy handler only where the connection holds no lock that another may wait for: one that has read in
 * its transaction is told BUSY at once, and so it is here.
 */
import { codeIn } from '../../../contracts/errors.ts'
import type { Turns } from './seam.ts'
import { seam } from './seam.ts'
import type { Sql } from './sql.ts'
import { sqlOf } from './sql.ts'

/** What is asked of the addon's own Database. */
export interface NativeDatabase {
  readonly open: boolean
  readonly inTransaction: boolean
}

/** The addon's methods as they were before the seam. */
export interface Plain {
  exec(native: NativeDatabase, text: string): void
  /** the busy timeout, ms */
  timeoutMs(native: NativeDatabase): number
}

function isBusy(error: unknown): boolean {
  const code = codeIn(error)
  return code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_RECOVERY'
}

/** The connections whose timeout is kept from them, to be given back. */
const quiet = new Set<Connection>()

/** One connection of this thread. */
export class Connection {
  readonly #native: NativeDatabase
  readonly #plain: Plain
  #timeoutMs: number | undefined
  #hasRead = false
  #cursors = 0

  constructor(native: NativeDatabase, plain: Plain) {
    this.#native = native
    this.#plain = plain
  }

  /** Makes a call that runs SQL. */
  call<Value>(sql: Sql, call: () => Value): Value {
    const turns = this.#takeTurns(sql)
    if (!turns) return call()
    if (sql.several) this.#awaitLock(turns)
    try {
      const value = this.#patiently(turns, sql, call)
      this.#note(sql)
      return value
    } catch (error) {
      if (!isBusy(error)) this.#note(sql)
      throw error
    } finally {
      if (!this.#native.inTransaction) turns.freed()
    }
  }

  /** Makes a call that reads no more than the schema. */
  prepare<Value>(sql: Sql, call: () => Value): Value {
    const turns = this.#takeTurns(sql)
    return turns ? this.#patiently(turns, sql, call) : call()
  }

  /** Who waits in place of SQLite; nobody where actors do not take turns, or where there is nothing to wait for. */
  #takeTurns(sql: Sql): Turns | undefined {
    const { turns } = seam
    if (turns && sql.isOfTimeout) this.restore()
    else if (turns) this.#quieten()
    return sql.isOfTimeout ? undefined : turns
  }

  #patiently<Value>(turns: Turns, sql: Sql, call: () => Value): Value {
    for (;;) {
      try {
        return call()
      } catch (error) {
        if (!isBusy(error) || !this.#waits(sql) || !turns.giveWay()) throw error
      }
    }
  }

  /** Whether SQLite would wait here. A commit waits for readers, but not for those of its own connection. */
  #waits(sql: Sql): boolean {
    if (this.#timeoutMs === 0 || this.#cursors > 0) return false
    return sql.ends || !this.#hasRead
  }

  /**
   * Waits until the write lock is free. Of several statements in one text the first may have had its effect when a later
   * one finds the store busy, so the text could not be given to the driver again; nobody else moves until it is done.
   */
  #awaitLock(turns: Turns): void {
    if (this.#native.inTransaction) return
    try {
      this.#patiently(turns, sqlOf('BEGIN IMMEDIATE'), () => this.#plain.exec(this.#native, 'BEGIN IMMEDIATE'))
      this.#plain.exec(this.#native, 'ROLLBACK')
    } catch {
      // Whatever keeps the lock from this connection, the text itself is told of it.
    }
  }

  #note(sql: Sql): void {
    this.#hasRead = this.#native.inTransaction && (this.#hasRead || sql.reads)
  }

  /** A cursor of this connection is open: it reads until it is closed. */
  hold(): void {
    this.#cursors += 1
  }

  letGo(): void {
    this.#cursors -= 1
    if (!this.#native.inTransaction) seam.turns?.freed()
  }

  #quieten(): void {
    if (this.#timeoutMs !== undefined) return
    this.#timeoutMs = this.#plain.timeoutMs(this.#native)
    if (this.#timeoutMs > 0) this.#plain.exec(this.#native, 'PRAGMA busy_timeout = 0')
    quiet.add(this)
  }

  /** Gives the connection its timeout back. */
  restore(): void {
    const ms = this.#timeoutMs
    this.#timeoutMs = undefined
    // A connection with an open cursor takes no statement, and none but its close is due.
    if (ms === undefined || !this.#native.open || this.#cursors > 0) return
    this.#plain.exec(this.#native, `PRAGMA busy_timeout = ${ms}`)
  }
}

/** Gives every connection of this thread its busy timeout back: actors no longer take turns. */
export function restoreTimeouts(): void {
  for (const connection of quiet) connection.restore()
  quiet.clear()
}

/**
 * Locks as a stranger might write them on SQLite, sound but for the faults that are planted on request: each is one that
 * real systems shipped. The harness must name the law that each of them breaks.
 */
import Database from 'better-sqlite3'
import type { AcquireOptions, Acquired, Clock, LockSnapshot, Locks } from 'holdfast'

/** What is planted. */
export interface Faults {
  /** writes are answered at once and committed together in the next turn of the event loop */
  readonly ackBeforeCommit?: boolean
  /** whether a lock is free is read in one step, and the row written in another */
  readonly readThenInsert?: boolean
  /** the same, without a turn of the event loop in between */
  readonly readsApart?: boolean
  /** the next token is one more than that of the row, which a release removes */
  readonly tokenRestarts?: boolean
}

type Row = Omit<LockSnapshot, 'atMs'>

/** A session on a file. */
export class PlantedLocks implements Locks {
  readonly #db: Database.Database
  readonly #clock: Clock
  readonly #faults: Faults

  constructor(file: string, clock: Clock, faults: Faults) {
    this.#db = new Database(file)
    this.#db.pragma('journal_mode = WAL')
    this.#db.exec('CREATE TABLE IF NOT EXISTS row (name TEXT PRIMARY KEY, row TEXT) STRICT')
    this.#db.exec('CREATE TABLE IF NOT EXISTS token (name TEXT PRIMARY KEY, token INTEGER) STRICT')
    this.#clock = clock
    this.#faults = faults
  }

  close(): void {
    if (this.#db.inTransaction) this.#db.exec('COMMIT')
    this.#db.close()
  }

  /** Runs a write; where acknowledgements come early, the commit comes late. */
  #write<Value>(work: () => Value): Value {
    if (!this.#faults.ackBeforeCommit) return this.#db.transaction(work).immediate()
    if (!this.#db.inTransaction) {
      this.#db.exec('BEGIN IMMEDIATE')
      setImmediate(() => {
        if (this.#db.open && this.#db.inTransaction) this.#db.exec('COMMIT')
      })
    }
    return work()
  }

  #row(name: string): Row | undefined {
    const text = this.#db.prepare('SELECT row FROM row WHERE name = ?').pluck().get(name)
    return typeof text === 'string' ? (JSON.parse(text) as Row) : undefined
  }

  #put(row: Row): LockSnapshot {
    this.#db.prepare('INSERT OR REPLACE INTO row VALUES (?, ?)').run(row.name, JSON.stringify(row))
    return { ...row, atMs: this.#clock.now() }
  }

  #nextToken(name: string): number {
    if (this.#faults.tokenRestarts) return (this.#row(name)?.token ?? 0) + 1
    const next = 'INSERT INTO token VALUES (?, 1) ON CONFLICT DO UPDATE SET token = token + 1 RETURNING token'
    return Number(this.#db.prepare(next).pluck().get(name))
  }

  #free(name: string, { takeover }: AcquireOptions): boolean {
    const row = this.#row(name)
    return !row || (takeover !== 'never' && this.#clock.now() >= row.takeableAtMs)
  }

  #take(name: string, { owner, ttlMs, graceMs, heartbeatMs }: AcquireOptions, judgedFree: boolean): Acquired {
    const row = this.#row(name)
    if (row && !judgedFree) return { status: 'busy', holder: { ...row, atMs: this.#clock.now() } }
    const now = this.#clock.now()
    const times = {
      acquiredAtMs: now,
      heartbeatAtMs: now,
      expiresAtMs: now + ttlMs,
      takeableAtMs: now + ttlMs + graceMs,
    }
    return {
      status: 'acquired',
      lease: this.#put({ name, token: this.#nextToken(name), owner, ...times, heartbeatMs }),
    }
  }

  async acquire(name: string, options: AcquireOptions): Promise<Acquired> {
    const { readThenInsert, readsApart } = this.#faults
    if (!readThenInsert && !readsApart) return this.#write(() => this.#take(name, options, this.#free(name, options)))
    const free = this.#free(name, options)
    if (readThenInsert) await Promise.resolve()
    return this.#write(() => this.#take(name, options, free))
  }

  async renew(...[name, token, { ttlMs }]: Parameters<Locks['renew']>): ReturnType<Locks['renew']> {
    return this.#write(() => {
      const row = this.#row(name)
      if (row?.token !== token) return { status: 'lost' }
      const now = this.#clock.now()
      const graceMs = row.takeableAtMs - row.expiresAtMs
      const times = { heartbeatAtMs: now, expiresAtMs: now + ttlMs, takeableAtMs: now + ttlMs + graceMs }
      return { status: 'held', lease: this.#put({ ...row, ...times }) }
    })
  }

  #remove(name: string, fits: (row: Row) => boolean): boolean {
    return this.#write(() => {
      const row = this.#row(name)
      if (!row || !fits(row)) return false
      return this.#db.prepare('DELETE FROM row WHERE name = ?').run(name).changes === 1
    })
  }

  async release(name: string, token: number): ReturnType<Locks['release']> {
    return { status: this.#remove(name, (row) => row.token === token) ? 'released' : 'not-held' }
  }

  async evict({ name, token, expiresAtMs }: LockSnapshot): ReturnType<Locks['evict']> {
    const gone = this.#remove(name, (row) => row.token === token && row.expiresAtMs === expiresAtMs)
    return { status: gone ? 'evicted' : 'changed' }
  }

  async inspect(name: string): ReturnType<Locks['inspect']> {
    const row = this.#row(name)
    return row ? { status: 'held', lock: { ...row, atMs: this.#clock.now() } } : { status: 'free' }
  }

  async list({ limit, cursor = '' }: Parameters<Locks['list']>[0]): ReturnType<Locks['list']> {
    const rows = this.#db
      .prepare('SELECT row FROM row WHERE name > ? ORDER BY name LIMIT ?')
      .pluck()
      .all(cursor, limit + 1)
    const locks = rows
      .slice(0, limit)
      .map((text) => ({ ...(JSON.parse(String(text)) as Row), atMs: this.#clock.now() }))
    const last = rows.length > limit ? locks.at(-1) : undefined
    return last ? { locks, cursor: last.name } : { locks }
  }
}

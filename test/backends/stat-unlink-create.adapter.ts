/**
 * Lock files by the recipe that is often published: create the file if it is not there; if it is, judge whether it is
 * stale, unlink it, and create it again. The second of two who judged alike unlinks what the first has just created.
 */
import { createHash, randomInt } from 'node:crypto'
import { link, readFile, readdir, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import type { AcquireOptions, Acquired, Clock, LockSnapshot, Locks } from 'holdfast'

type Row = Omit<LockSnapshot, 'atMs'>

/** The code of an error of the file system. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function tolerate(code: string): (error: unknown) => undefined {
  return (error) => {
    if (codeOf(error) === code) return undefined
    throw error
  }
}

class LockFiles implements Locks {
  readonly #folder: string
  readonly #clock: Clock

  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
  }

  #file(name: string): string {
    return join(this.#folder, `${createHash('sha256').update(name).digest('hex')}.lock`)
  }

  async #read(file: string): Promise<Row | undefined> {
    const text = await readFile(file, 'utf8').catch(tolerate('ENOENT'))
    return text === undefined ? undefined : (JSON.parse(text) as Row)
  }

  #shown(row: Row): LockSnapshot {
    return { ...row, atMs: this.#clock.now() }
  }

  /** Writes a file of its own and puts it in place, so that nobody reads half of one. */
  async #write(row: Row, put: (temporary: string, file: string) => Promise<void>): Promise<boolean> {
    const temporary = join(this.#folder, `${process.pid}-${randomInt(2 ** 47)}`)
    await writeFile(temporary, JSON.stringify(row))
    const done = await put(temporary, this.#file(row.name)).then(
      () => true,
      (error: unknown) => tolerate('EEXIST')(error) ?? false,
    )
    await unlink(temporary).catch(tolerate('ENOENT'))
    return done
  }

  async acquire(name: string, { owner, ttlMs, graceMs, heartbeatMs, takeover }: AcquireOptions): Promise<Acquired> {
    for (;;) {
      const now = this.#clock.now()
      const expiresAtMs = now + ttlMs
      const times = {
        acquiredAtMs: now,
        heartbeatAtMs: now,
        expiresAtMs,
        takeableAtMs: expiresAtMs + graceMs,
        heartbeatMs,
      }
      const row = { name, token: randomInt(1, 2 ** 47), owner, ...times }
      if (await this.#write(row, link)) return { status: 'acquired', lease: this.#shown(row) }
      const holder = await this.#read(this.#file(name))
      if (holder && (takeover === 'never' || this.#clock.now() < holder.takeableAtMs))
        return { status: 'busy', holder: this.#shown(holder) }
      if (holder) await unlink(this.#file(name)).catch(tolerate('ENOENT'))
    }
  }

  async renew(name: string, token: number, { ttlMs }: { readonly ttlMs: number }): ReturnType<Locks['renew']> {
    const row = await this.#read(this.#file(name))
    if (row?.token !== token) return { status: 'lost' }
    const now = this.#clock.now()
    const graceMs = row.takeableAtMs - row.expiresAtMs
    const times = { heartbeatAtMs: now, expiresAtMs: now + ttlMs, takeableAtMs: now + ttlMs + graceMs }
    await this.#write({ ...row, ...times }, rename)
    return { status: 'held', lease: this.#shown({ ...row, ...times }) }
  }

  async #remove(name: string, fits: (row: Row) => boolean): Promise<boolean> {
    const row = await this.#read(this.#file(name))
    if (!row || !fits(row)) return false
    return unlink(this.#file(name)).then(
      () => true,
      (error: unknown) => tolerate('ENOENT')(error) ?? false,
    )
  }

  async release(name: string, token: number): ReturnType<Locks['release']> {
    return { status: (await this.#remove(name, (row) => row.token === token)) ? 'released' : 'not-held' }
  }

  async evict({ name, token, expiresAtMs }: LockSnapshot): ReturnType<Locks['evict']> {
    const gone = await this.#remove(name, (row) => row.token === token && row.expiresAtMs === expiresAtMs)
    return { status: gone ? 'evicted' : 'changed' }
  }

  async inspect(name: string): ReturnType<Locks['inspect']> {
    const row = await this.#read(this.#file(name))
    return row ? { status: 'held', lock: this.#shown(row) } : { status: 'free' }
  }

  async list({ limit, cursor = '' }: Parameters<Locks['list']>[0]): ReturnType<Locks['list']> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith('.lock') && file > cursor).toSorted()
    const rows = await Promise.all(files.slice(0, limit).map((file) => this.#read(join(this.#folder, file))))
    const locks = rows.flatMap((row) => (row ? [this.#shown(row)] : []))
    const last = files.length > limit ? files[limit - 1] : undefined
    return last === undefined ? { locks } : { locks, cursor: last }
  }
}

export default defineAdapter({
  name: 'stat-unlink-create',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'host',
    ports: {
      locks: { clock: 'store', fencing: { no: 'a lock file counts nothing' }, slots: { no: 'one lock file a name' } },
    },
  },
  async create({ dir }) {
    return { folder: dir }
  },
  async open({ folder }, { clock }) {
    return { locks: new LockFiles(folder, clock), async close() {} }
  },
})

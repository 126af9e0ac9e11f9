/**
 * The files of version 0, which lie among the registers of today under the digests of their names: a list of items for
 * each run, a lock without token or heartbeat, an output. A list that is none is passed over with a warning, once a
 * session, and keeps nothing else (durability:D6); a lock or an output that is none is CORRUPT where it is asked for.
 */
import { join } from 'node:path'
import { isStoreError } from '../../contracts/errors.ts'
import { newId } from '../../src/core/ids.ts'
import type { RowReader } from '../../src/core/rows.ts'
import { jsonIn, moment, orAbsent, rowReader, text, texts, wholeFrom } from '../../src/core/rows.ts'
import { warnOf } from '../../src/core/upgrades.ts'
import { discard, linkNew, list, move, read, remove, syncFolder, writeNew } from './driver.ts'
import { digestOf } from './state-file.ts'

/** What a program of version 0 has done of a run. */
export interface OldList {
  readonly key: string
  readonly pin: string
  readonly done: readonly string[]
  readonly updatedAtMs: number
}

/** A lock as a program of version 0 has it, or as one of today shows it to those. */
export interface OldLock {
  /** the fencing token, which only programs of today have and write */
  readonly token?: number
  readonly name: string
  readonly host: string
  readonly pid: number
  readonly acquiredAtMs: number
  readonly expiresAtMs: number
}

/** An output that a program of version 0 has written. */
export interface OldOutput {
  readonly scope: string
  readonly key: string
  readonly value: string
  readonly storedAtMs: number
}

const readList = rowReader<OldList>('list', { key: text, pin: text, done: texts, updatedAtMs: moment })

const readLock = rowReader<OldLock>('lock', {
  token: orAbsent(wholeFrom(1)),
  name: text,
  host: text,
  pid: wholeFrom(1),
  acquiredAtMs: moment,
  expiresAtMs: moment,
})

const readOutput = rowReader<OldOutput>('output', { scope: text, key: text, value: text, storedAtMs: moment })

const fileName = /^[0-9a-f]{64}\.json$/

/** What lies in one file. */
export interface InFile<Row> {
  readonly row: Row
  /** the digest of the file, which tells whether it was written since */
  readonly mark: string
}

/** The files of version 0 in a place. */
export class OldFiles {
  readonly #place: string
  readonly #warnedOf = new Set<string>()

  constructor(place: string) {
    this.#place = place
  }

  /** What lies there of a key; one that is unreadable is neither a list nor the end of one. */
  list(key: string): Promise<InFile<OldList> | 'unreadable' | undefined> {
    return this.#readable(this.#pathOf('checkpoints', key), readList)
  }

  lists(): Promise<readonly InFile<OldList>[]> {
    return this.#readAll(join(this.#place, 'checkpoints'), readList)
  }

  /** Writes a list over what lies there. */
  rewriteList(row: OldList): Promise<void> {
    return this.#rewrite(this.#pathOf('checkpoints', row.key), row)
  }

  removeList(key: string): Promise<boolean> {
    return remove(this.#pathOf('checkpoints', key))
  }

  /** @throws StoreError CORRUPT, for a lock that cannot be read is not free */
  lock(name: string): Promise<InFile<OldLock> | undefined> {
    return this.#read(this.#pathOf('locks', name), readLock)
  }

  locks(): Promise<readonly InFile<OldLock>[]> {
    return this.#readAll(join(this.#place, 'locks'), readLock)
  }

  /** Makes the file of a lock, whole. False where there is one. */
  async makeLock(row: OldLock): Promise<boolean> {
    const file = this.#pathOf('locks', row.name)
    const unborn = await this.#written(file, row)
    try {
      return await linkNew(unborn, file)
    } finally {
      await discard(unborn)
    }
  }

  /** Writes the file of a lock over what lies there. */
  rewriteLock(row: OldLock): Promise<void> {
    return this.#rewrite(this.#pathOf('locks', row.name), row)
  }

  removeLock(name: string): Promise<boolean> {
    return remove(this.#pathOf('locks', name))
  }

  /** @throws StoreError CORRUPT, for an output that cannot be read is no miss */
  output(scope: string, key: string): Promise<InFile<OldOutput> | undefined> {
    return this.#read(this.#pathOf('outputs', scope, key), readOutput)
  }

  outputs(scope: string): Promise<readonly InFile<OldOutput>[]> {
    return this.#readAll(join(this.#place, 'outputs', digestOf(scope)), readOutput)
  }

  async allOutputs(): Promise<readonly InFile<OldOutput>[]> {
    const scopes = (await list(join(this.#place, 'outputs'))) ?? []
    const found = await Promise.all(
      scopes.map((scope) => this.#readAll(join(this.#place, 'outputs', scope), readOutput)),
    )
    return found.flat()
  }

  /** Removes an output; it is gone for good, for what comes back would be taken up. */
  async removeOutput(scope: string, key: string): Promise<void> {
    if (await remove(this.#pathOf('outputs', scope, key))) await syncFolder(this.#pathTo('outputs', scope))
  }

  async #written(file: string, row: object): Promise<string> {
    const unborn = `${file}.${newId()}.tmp`
    await writeNew(unborn, JSON.stringify(row))
    return unborn
  }

  async #rewrite(file: string, row: object): Promise<void> {
    await move(await this.#written(file, row), file)
  }

  #pathTo(room: string, ...names: readonly string[]): string {
    return join(this.#place, room, ...names.map(digestOf))
  }

  #pathOf(room: string, ...names: readonly string[]): string {
    return `${this.#pathTo(room, ...names)}.json`
  }

  /** Every row of a folder that is sound. */
  async #readAll<Row>(folder: string, reader: RowReader<Row>): Promise<readonly InFile<Row>[]> {
    const names = ((await list(folder)) ?? []).filter((name) => fileName.test(name))
    const found = await Promise.all(names.map((name) => this.#readable(join(folder, name), reader)))
    return found.flatMap((one) => (one === undefined || one === 'unreadable' ? [] : one))
  }

  async #readable<Row>(file: string, reader: RowReader<Row>): Promise<InFile<Row> | 'unreadable' | undefined> {
    try {
      return await this.#read(file, reader)
    } catch (error) {
      if (!isStoreError(error, 'CORRUPT')) throw error
      if (!this.#warnedOf.has(file)) warnOf(this.#place, [{ source: 'version 0', key: file, why: error.message }])
      this.#warnedOf.add(file)
      return 'unreadable'
    }
  }

  async #read<Row>(file: string, reader: RowReader<Row>): Promise<InFile<Row> | undefined> {
    const bytes = await read(file)
    return bytes && { row: reader(jsonIn('file', file, bytes.toString()), file), mark: digestOf(bytes) }
  }
}

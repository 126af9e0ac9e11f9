/**
 * The files of version 0, which lie among the registers of today under the digests of their names: a list of items for
 * each run, a lock without token or heartbeat, an output. A list that is none is passed over with a warning, once a
 * session, and keeps nothing else (durability:D6); a lock or an output that is none is CORRUPT where it is asked for.
 */
import { join } from 'node:path'
import { StoreError, isStoreError } from '../../contracts/errors.ts'
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

/** The name of a file that is to take the place of one. A program of version 0 gives its own another ending. */
function unbornOf(file: string): string {
  return `${file}.${newId()}.tmp`
}

const unbornName = /\.json\.[0-9a-f]{32}\.tmp$/

/** How often a file is written that goes before it has its place. */
const triesMax = 16

/**
 * Writes a row to a file of its own, and gives that its place; undefined says that the file is gone, for somebody tidied, and
 * then another is made.
 */
async function placed<Placed>(
  file: string,
  row: object,
  place: (unborn: string) => Promise<Placed | undefined>,
): Promise<Placed> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const unborn = unbornOf(file)
    try {
      await writeNew(unborn, JSON.stringify(row))
      const there = await place(unborn)
      if (there !== undefined) return there
    } finally {
      await discard(unborn)
    }
  }
  throw new StoreError('BUSY', `others tidied ${triesMax} times before a file had its place`)
}

/** Writes a row over what lies in a file. */
export async function rewrite(file: string, row: object): Promise<void> {
  await placed(file, row, async (unborn) => (await move(unborn, file)) || undefined)
}

/**
 * Removes what our own writers of such files left in some folders who were killed. It may be that of one who lives, and is made
 * again. That of a program of version 0 stays: it would not make another.
 */
export async function removeUnborn(folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    for (const name of (await list(folder)) ?? []) if (unbornName.test(name)) await remove(join(folder, name))
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
    return rewrite(this.#pathOf('checkpoints', row.key), row)
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
  makeLock(row: OldLock): Promise<boolean> {
    const file = this.#pathOf('locks', row.name)
    return placed(file, row, (unborn) => linkNew(unborn, file))
  }

  /** Writes the file of a lock over what lies there. */
  rewriteLock(row: OldLock): Promise<void> {
    return rewrite(this.#pathOf('locks', row.name), row)
  }

  /**
   * Removes the file of a lock where it still is the one that was judged. It is put aside for that: of another, that of whoever
   * took the lock meanwhile, it is seen so what it is, and it is put back. For that moment nobody sees it; a holder whose
   * program is killed there shows it again by its next renewal, and one of version 0 finds its lock lost.
   */
  async removeLock({ row, mark }: InFile<OldLock>): Promise<void> {
    const file = this.#pathOf('locks', row.name)
    const aside = unbornOf(file)
    if (!(await this.#isStill(file, mark)) || !(await move(file, aside))) return
    try {
      if (!(await this.#isStill(aside, mark))) await linkNew(aside, file)
    } finally {
      await discard(aside)
    }
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

  /**
   * Removes an output where it still is the one that was found; it is gone for good, for what comes back would be taken up. False
   * where it was written since, but for what comes in the moment between the last look and the removal: to put it aside
   * first, as the file of a lock, would take it from readers, and for ever where a kill comes between.
   */
  async removeOutput({ row: { scope, key }, mark }: InFile<OldOutput>): Promise<boolean> {
    const file = this.#pathOf('outputs', scope, key)
    if (!(await this.#isStill(file, mark))) return false
    if (await remove(file)) await syncFolder(this.#pathTo('outputs', scope))
    return true
  }

  /** Whether a file is the one of that mark, or gone. */
  async #isStill(file: string, mark: string): Promise<boolean> {
    const bytes = await read(file)
    return bytes === undefined || digestOf(bytes) === mark
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

/**
 * One write of a blob on the disk. Its file grows in a folder of its own, which nobody clears but those who reap, and is
 * synced before one rename makes it a blob. Each rename goes from the very name that this write gave the file last: where it
 * was reaped meanwhile there is nothing of that name, and the write fails.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobWritten, Clock } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { BlobSink } from '../../src/core/blob-streams.ts'
import { reaped } from '../../src/core/blob-streams.ts'
import type { EarlyFacts } from './blob-file.ts'
import { tailOf } from './blob-file.ts'
import type { BlobName } from './blob-names.ts'
import { nameText, newName } from './blob-names.ts'
import type { OpenFile } from './driver.ts'
import { append, discard, move, openNew, syncFolder } from './driver.ts'
import { behind } from './failures.ts'
import type { OpenFiles } from './open-files.ts'

/** Where writes go, and by what. */
export interface Writing {
  /** the folders of what is being written, and of blobs */
  readonly folders: { readonly writes: string; readonly blobs: string }
  readonly clock: Clock
  readonly files: OpenFiles
}

/** Makes the names in a folder durable, behind a change that has happened. */
export async function settle(folder: string): Promise<void> {
  await behind(syncFolder(folder))
}

/** A file that grows. */
export class BlobWrite implements BlobSink {
  readonly #on: Writing
  readonly #facts: EarlyFacts
  readonly #file: OpenFile
  readonly #hash = createHash('sha256')
  #name: BlobName
  #size = 0
  /** the path that it was given last, or was to be given */
  #target: string | undefined

  private constructor(on: Writing, facts: EarlyFacts, name: BlobName, file: OpenFile) {
    this.#on = on
    this.#facts = facts
    this.#name = name
    this.#file = file
  }

  /** Begins a write. */
  static async begin(on: Writing, facts: EarlyFacts): Promise<BlobWrite> {
    const name = newName(on.clock.now())
    const file = await openNew(join(on.folders.writes, nameText(name)))
    if (!file) throw new StoreError('CORRUPT', 'the place has no folder for what is being written')
    return new BlobWrite(on, facts, name, on.files.add(file))
  }

  get #path(): string {
    return join(this.#on.folders.writes, nameText(this.#name))
  }

  async append(piece: Buffer): Promise<void> {
    await append(this.#file, piece)
    this.#hash.update(piece)
    this.#size += piece.length
    const atMs = this.#on.clock.now()
    if (atMs === this.#name.atMs) return
    const touched = { ...this.#name, atMs }
    await this.#rename(join(this.#on.folders.writes, nameText(touched)))
    this.#name = touched
  }

  async #rename(target: string): Promise<void> {
    this.#target = target
    if (!(await move(this.#path, target))) throw reaped()
  }

  async publish(): Promise<BlobWritten> {
    const size = this.#size
    await append(this.#file, tailOf({ ...this.#facts, size, digest: this.#hash.digest('hex') }))
    await this.#file.sync()
    await this.#on.files.close(this.#file)
    const published = { ...this.#name, atMs: this.#on.clock.now() }
    const id = nameText(published)
    await this.#rename(join(this.#on.folders.blobs, id))
    await settle(this.#on.folders.blobs)
    await settle(this.#on.folders.writes)
    return { id, size, storedAtMs: published.atMs }
  }

  /** A blob that was published goes too, where that was not told to anyone. */
  async discard(): Promise<void> {
    await this.#on.files.close(this.#file).catch(() => {})
    await discard(this.#path)
    if (this.#target !== undefined) await discard(this.#target)
  }
}

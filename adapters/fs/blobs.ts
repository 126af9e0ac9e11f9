/**
 * Blobs on the disk: a file for each, found by a name that is looked up only where it is of our making, and never joined to a
 * path otherwise (cache:64). What is answered of a blob is durable: who lists them, or finds one missing, syncs the names
 * first, and every other reader has its ref from one whose write has done so.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobFacts, BlobQuery, BlobsPage, BlobStore, Clock, StoredBlob } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { deletedMeanwhile, pieceBytesMax, readPieces, writePieces } from '../../src/core/blob-streams.ts'
import type { FileFacts } from './blob-file.ts'
import { readFacts } from './blob-file.ts'
import { readName } from './blob-names.ts'
import type { Writing } from './blob-write.ts'
import { BlobWrite, settle } from './blob-write.ts'
import type { OpenFile } from './driver.ts'
import { list, openThere, readAt, remove } from './driver.ts'
import { OpenFiles, toldOf } from './open-files.ts'
import { pageOfFound } from './pages.ts'

/** Blobs, and how a session ends with them. */
export interface FileBlobs extends BlobStore {
  /** Ends what is being read and written. */
  close(): Promise<void>
}

/** A session's blobs in a place. */
export function openBlobs(place: string, clock: Clock): FileBlobs {
  const folders = { blobs: join(place, 'blobs'), writes: join(place, 'writes') }
  return new Blobs({ folders, clock, files: new OpenFiles() })
}

/** A blob that was found. */
interface Found {
  readonly file: string
  readonly stored: FileFacts
  readonly facts: BlobFacts
}

async function factsIn(file: OpenFile): Promise<FileFacts> {
  try {
    return await readFacts(file)
  } finally {
    await file.close()
  }
}

class Blobs implements FileBlobs {
  readonly #writing: Writing
  readonly #folders: Writing['folders']
  readonly #clock: Clock
  readonly #files: OpenFiles

  constructor(writing: Writing) {
    this.#writing = writing
    this.#folders = writing.folders
    this.#clock = writing.clock
    this.#files = writing.files
  }

  async write(
    scope: string,
    chunks: AsyncIterable<Uint8Array>,
    { mime }: { readonly mime?: string },
  ): Promise<Awaited<ReturnType<BlobStore['write']>>> {
    const facts = mime === undefined ? { scope } : { scope, mime }
    const write = await BlobWrite.begin(this.#writing, facts)
    try {
      return await writePieces(chunks, write, this.#clock)
    } catch (error) {
      throw toldOf(error)
    }
  }

  /** The blob of this id, whoever may see it; undefined where there is none. */
  async #at(id: string): Promise<Found | undefined> {
    const name = readName(id)
    if (!name) return undefined
    const file = join(this.#folders.blobs, id)
    const open = await openThere(file)
    if (!open) return undefined
    const stored = await factsIn(open)
    const { size, mime } = stored
    return { file, stored, facts: { size, ...(mime === undefined ? {} : { mime }), storedAtMs: name.atMs } }
  }

  /** The blob of this scope and id. */
  async #find(scope: string, id: string): Promise<Found | undefined> {
    const found = await this.#at(id)
    if (!found && readName(id)) await settle(this.#folders.blobs)
    return found?.stored.scope === scope ? found : undefined
  }

  async stat(scope: string, id: string): Promise<Awaited<ReturnType<BlobStore['stat']>>> {
    const found = await this.#find(scope, id)
    return found ? { status: 'there', ...found.facts } : { status: 'absent' }
  }

  async stream(scope: string, id: string): Promise<Awaited<ReturnType<BlobStore['stream']>>> {
    const found = await this.#find(scope, id)
    return found ? { status: 'there', ...found.facts, chunks: this.#bytesOf(found) } : { status: 'absent' }
  }

  /** The bytes of a file that is opened when the first are asked for: who never asks leaves nothing open. */
  async *#bytesOf({ file, stored: { size, digest } }: Found): AsyncGenerator<Uint8Array> {
    const open = await openThere(file)
    if (!open) throw deletedMeanwhile()
    this.#files.add(open)
    try {
      const hash = createHash('sha256')
      const pieceAt = (position: number): Promise<Buffer> =>
        readAt(open, position, Math.min(pieceBytesMax, size - position))
      for await (const piece of readPieces(size, pieceAt)) {
        hash.update(piece)
        yield piece
      }
      if (hash.digest('hex') !== digest) throw new StoreError('CORRUPT', 'the digest of the bytes of a blob differs')
    } catch (error) {
      throw toldOf(error)
    } finally {
      await this.#files.close(open)
    }
  }

  async delete(scope: string, id: string): Promise<Awaited<ReturnType<BlobStore['delete']>>> {
    const found = await this.#find(scope, id)
    if (!found) return { status: 'absent' }
    const isOurs = await remove(found.file)
    await settle(this.#folders.blobs)
    return { status: isOurs ? 'deleted' : 'absent' }
  }

  async list({ olderThanMs, limit, cursor }: BlobQuery): Promise<BlobsPage<StoredBlob>> {
    const latest = this.#clock.now() - olderThanMs
    const names = ((await list(this.#folders.blobs)) ?? []).filter((text) => {
      const name = readName(text)
      return name !== undefined && name.atMs <= latest
    })
    await settle(this.#folders.blobs)
    const blobAt = async (id: string): Promise<StoredBlob | undefined> => {
      const found = await this.#at(id)
      return found && { scope: found.stored.scope, id, ...found.facts }
    }
    return pageOfFound('blobs', names.toSorted(), blobAt, cursor === undefined ? { limit } : { limit, cursor })
  }

  async reap({ idleMs }: { readonly idleMs: number }): Promise<{ readonly writes: number }> {
    const latest = this.#clock.now() - idleMs
    let writes = 0
    for (const text of (await list(this.#folders.writes)) ?? []) {
      const name = readName(text)
      if (name && name.atMs <= latest && (await remove(join(this.#folders.writes, text)))) writes += 1
    }
    if (writes > 0) await settle(this.#folders.writes)
    return { writes }
  }

  close(): Promise<void> {
    return this.#files.closeAll()
  }
}

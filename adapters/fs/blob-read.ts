/** How a blob on the disk is read: its facts at once, and its bytes from a file that is open no longer than they are read. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobFacts } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { deletedMeanwhile, pieceBytesMax, readPieces } from '../../src/core/blob-streams.ts'
import type { FileFacts } from './blob-file.ts'
import { readFacts } from './blob-file.ts'
import { readName } from './blob-names.ts'
import { openThere, readAt } from './driver.ts'
import type { OpenFiles } from './open-files.ts'
import { toldOf } from './open-files.ts'

/** A blob that was found. */
export interface Found {
  readonly file: string
  readonly stored: FileFacts
  readonly facts: BlobFacts
}

/** The blob of this id in a folder, whoever may see it; undefined where there is none. @throws StoreError CORRUPT */
export async function findBlob(folder: string, id: string): Promise<Found | undefined> {
  const name = readName(id)
  if (!name) return undefined
  const file = join(folder, id)
  const open = await openThere(file)
  if (!open) return undefined
  try {
    const stored = await readFacts(open, id)
    const { size, mime } = stored
    return { file, stored, facts: { size, ...(mime === null ? {} : { mime }), storedAtMs: name.atMs } }
  } finally {
    await open.close()
  }
}

/** So many bytes from the start of a file, which is opened when the first are asked for: who never asks leaves nothing open. */
export async function* bytesIn(file: string, size: number, files: OpenFiles): AsyncGenerator<Uint8Array> {
  const open = await openThere(file)
  if (!open) throw deletedMeanwhile()
  files.add(open)
  try {
    yield* readPieces(size, (position) => readAt(open, position, Math.min(pieceBytesMax, size - position)))
  } catch (error) {
    throw toldOf(error)
  } finally {
    await files.close(open)
  }
}

/** The bytes of a blob, which at their end are those that were written. @throws StoreError CORRUPT */
export async function* bytesOf({ file, stored }: Found, files: OpenFiles): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of bytesIn(file, stored.size, files)) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== stored.digest) throw new StoreError('CORRUPT', 'the digest of the bytes of a blob differs')
}

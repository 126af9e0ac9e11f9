/**
 * Blobs in memory. Bytes are gathered by the write that brings them and belong to nobody else until the one step in which
 * they are published, so that an unfinished write is nothing that could be left.
 */
import type { BlobStore, BlobWritten, Clock } from '../../../contracts/index.ts'
import { newId } from '../ids.ts'
import { pageOf } from '../pages.ts'

interface Stored {
  readonly scope: string
  readonly id: string
  readonly size: number
  readonly storedAtMs: number
  readonly mime?: string
}

interface Blob {
  readonly stored: Stored
  readonly bytes: Uint8Array
}

/** Blobs by their id. */
export type BlobTable = Map<string, Blob>

/** Pieces of bytes, each a copy. */
async function* copied(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes)
}

const pieceBytes = 65_536

/** All bytes of a source, and who is to have them. */
export interface Publication {
  readonly scope: string
  readonly id: string
  readonly bytes: Uint8Array
  readonly mime?: string
}

/** Publishes a blob, in one step. The bytes belong to the table from then on. */
export function publish(table: BlobTable, { bytes, ...facts }: Publication, nowMs: number): BlobWritten {
  const stored = { ...facts, size: bytes.length, storedAtMs: nowMs }
  table.set(stored.id, { stored, bytes })
  return { id: stored.id, size: stored.size, storedAtMs: nowMs }
}

/** The bytes of a source, in one piece that `room` makes. */
export async function gathered(
  chunks: AsyncIterable<Uint8Array>,
  room: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  const bytes = room(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of all) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** A session's blobs on a table. */
export function openBlobs(table: BlobTable, clock: Clock): BlobStore {
  const blobOf = (scope: string, id: string): Blob | undefined => {
    const found = table.get(id)
    return found?.stored.scope === scope ? found : undefined
  }
  return {
    async write(scope, chunks, options) {
      const bytes = await gathered(chunks, (size) => new Uint8Array(size))
      return publish(table, { scope, id: newId(), bytes, ...options }, clock.now())
    },
    async stream(scope, id) {
      const blob = blobOf(scope, id)
      return blob ? { status: 'there', ...factsOf(blob), chunks: copied(blob.bytes) } : { status: 'absent' }
    },
    async stat(scope, id) {
      const blob = blobOf(scope, id)
      return blob ? { status: 'there', ...factsOf(blob) } : { status: 'absent' }
    },
    async delete(scope, id) {
      if (!blobOf(scope, id)) return { status: 'absent' }
      table.delete(id)
      return { status: 'deleted' }
    },
    async list({ olderThanMs, ...query }) {
      const oldest = clock.now() - olderThanMs
      const all = [...table.values()].map(({ stored }) => stored).filter(({ storedAtMs }) => storedAtMs <= oldest)
      return pageOf('blobs', all, ({ id }) => id, query)
    },
    async reap() {
      return { writes: 0 }
    },
  }
}

function factsOf({ stored: { scope: _scope, id: _id, ...facts } }: Blob): Omit<Stored, 'scope' | 'id'> {
  return facts
}

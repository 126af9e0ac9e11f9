/**
 * Blobs in SQLite: a row for each, and chunks of its bytes, each added by a transaction of its own, so that no producer has
 * the write lock while it thinks, however slow it is. A blob is there once its row says `published`, by a transaction
 * behind those of its chunks; and it is gone once its row says `dead`, whatever is still left of it.
 */
import type { BlobStore, BlobWritten, Clock } from '../../contracts/index.ts'
import type { BlobRow } from '../../src/core/blob-rows.ts'
import { blobsPage, factsOf, readBlob } from '../../src/core/blob-rows.ts'
import type { BlobSink } from '../../src/core/blob-streams.ts'
import { deletedMeanwhile, readPieces, reaped, writePieces } from '../../src/core/blob-streams.ts'
import { isId, newId } from '../../src/core/ids.ts'
import { burialsOn } from './blob-burials.ts'
import { reading, writing } from './blob-statements.ts'
import type { Connection } from './driver.ts'
import type { Changing } from './failures.ts'

/** Writes to rows that nobody reads yet. */
interface Writes {
  begin(scope: string, mime: string | undefined): Promise<string>
  append(id: string, piece: Buffer): Promise<void>
  publish(id: string): Promise<BlobWritten>
}

function writesOn(db: Connection, clock: Clock, changing: Changing): Writes {
  const sql = writing(db)
  const begin = changing((scope: string, mime: string | undefined) => {
    const id = newId()
    sql.begin.run({ id, scope, mime: mime ?? null, now: clock.now() })
    return id
  })
  const append = changing((id: string, piece: Buffer) => {
    const size = sql.grow.get({ id, length: piece.length, now: clock.now() }) as number | undefined
    if (size === undefined) throw reaped()
    sql.add.run(id, size - piece.length, piece)
  })
  const publish = changing((id: string): BlobWritten => {
    const now = clock.now()
    const size = sql.publish.get({ id, now }) as number | undefined
    if (size === undefined) throw reaped()
    return { id, size, storedAtMs: now }
  })
  return {
    begin: async (scope, mime) => begin(scope, mime),
    append: async (id, piece) => append(id, piece),
    publish: async (id) => publish(id),
  }
}

/** A session's blobs on a connection. */
export function openBlobs(db: Connection, clock: Clock, changing: Changing): BlobStore {
  const sql = reading(db)
  const writes = writesOn(db, clock, changing)
  const burials = burialsOn(db, clock, changing)

  const find = (scope: string, id: string): BlobRow | undefined => {
    const found = isId(id) ? sql.find.get(id, scope) : undefined
    return found === undefined ? undefined : readBlob(found, id)
  }
  const pieceOf = async (id: string, position: number): Promise<Buffer | undefined> => {
    const row = sql.piece.get(position, id) as { readonly bytes: Buffer | null } | undefined
    if (!row) throw deletedMeanwhile()
    return row.bytes ?? undefined
  }

  return {
    async write(scope, chunks, { mime }) {
      const id = await writes.begin(scope, mime)
      const sink: BlobSink = {
        append: (piece) => writes.append(id, piece),
        publish: () => writes.publish(id),
        discard: () => burials.discard(id),
      }
      return writePieces(chunks, sink, clock)
    },
    async stream(scope, id) {
      const row = find(scope, id)
      if (!row) return { status: 'absent' }
      const chunks = readPieces(row.size, (position) => pieceOf(id, position))
      return { status: 'there', ...factsOf(row), chunks }
    },
    async stat(scope, id) {
      const row = find(scope, id)
      return row ? { status: 'there', ...factsOf(row) } : { status: 'absent' }
    },
    delete: async (scope, id) => ({ status: isId(id) && (await burials.delete(scope, id)) ? 'deleted' : 'absent' }),
    async list({ olderThanMs, limit, cursor = '' }) {
      const found = sql.page.all(clock.now() - olderThanMs, cursor, limit + 1) as readonly { readonly id: unknown }[]
      return blobsPage(found, limit)
    },
    reap: async ({ idleMs }) => ({ writes: await burials.reap(idleMs) }),
  }
}

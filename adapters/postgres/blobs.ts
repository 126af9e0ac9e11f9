/**
 * Blobs in Postgres: a row for each, and chunks of its bytes. Each step is one statement with a connection of its own for as
 * long as it takes, so that a producer or a reader that thinks holds neither a connection nor a transaction. A blob is
 * there once its row says `published`, and gone once that says `dead`, whatever is still left of it.
 */
import type { BlobStore, Clock } from '../../contracts/index.ts'
import { BlobBurials } from '../../src/core/blob-burials.ts'
import type { Remains } from '../../src/core/blob-burials.ts'
import type { BlobRow } from '../../src/core/blob-rows.ts'
import { blobsPage, factsOf, readBlob } from '../../src/core/blob-rows.ts'
import type { BlobSink } from '../../src/core/blob-streams.ts'
import { deletedMeanwhile, readPieces, reaped, writePieces } from '../../src/core/blob-streams.ts'
import { isId, newId } from '../../src/core/ids.ts'
import { ending, reading, writing } from './blob-statements.ts'
import type { Calls } from './calls.ts'
import type { Tables } from './tables.ts'

function burialsOf(calls: Calls, tables: Tables): BlobBurials {
  const sql = ending(tables)
  const { namespace } = tables
  const remains = ({ count }: { readonly count: number }): Remains => (count === 0 ? 'none' : 'chunks')
  return new BlobBurials({
    kill: async (scope, id) => remains(await calls.change(sql.kill, [namespace, id, scope])),
    abandon: async (id) => remains(await calls.change(sql.abandon, [namespace, id])),
    expire: async (idleMs) => (await calls.change(sql.expire, [namespace, idleMs])).count,
    async dead() {
      const rows = await calls.read<{ readonly id: string }>(sql.dead, [namespace])
      return rows.map(({ id }) => id)
    },
    async removeSome(id) {
      const { rows } = await calls.change<{ readonly isAll: boolean }>(sql.removeSome, [namespace, id])
      return rows[0]?.isAll === true
    },
  })
}

/** Makes sinks of blobs, each on a row that nobody reads yet. */
function sinksOf(calls: Calls, tables: Tables, burials: BlobBurials) {
  const sql = writing(tables)
  const { namespace } = tables
  return async (scope: string, mime: string | undefined): Promise<BlobSink> => {
    const id = newId()
    await calls.change(sql.begin, [namespace, id, scope, mime ?? null])
    return {
      async append(piece) {
        const { count } = await calls.change(sql.append, [namespace, id, piece])
        if (count === 0) throw reaped()
      },
      async publish() {
        const { rows } = await calls.change(sql.publish, [namespace, id])
        if (!rows[0]) throw reaped()
        const { size, touched_at: storedAtMs } = readBlob(rows[0], id)
        return { id, size, storedAtMs }
      },
      discard: () => burials.discard(id),
    }
  }
}

/** A session's blobs. `clock` tells how long bytes have waited for others; what is dated is dated by the server. */
export function openBlobs(calls: Calls, tables: Tables, clock: Clock): BlobStore {
  const { namespace } = tables
  const sql = reading(tables)
  const burials = burialsOf(calls, tables)
  const sinkFor = sinksOf(calls, tables, burials)

  const find = async (scope: string, id: string): Promise<BlobRow | undefined> => {
    const [found] = isId(id) ? await calls.read(sql.find, [namespace, id, scope]) : []
    return found && readBlob(found, id)
  }
  const pieceOf = async (id: string, position: number): Promise<Buffer | undefined> => {
    const [row] = await calls.read<{ readonly bytes: Buffer | null }>(sql.piece, [namespace, id, position])
    if (!row) throw deletedMeanwhile()
    return row.bytes ?? undefined
  }

  return {
    write: async (scope, chunks, { mime }) => writePieces(chunks, await sinkFor(scope, mime), clock),
    async stream(scope, id) {
      const row = await find(scope, id)
      if (!row) return { status: 'absent' }
      const chunks = readPieces(row.size, (position) => pieceOf(id, position))
      return { status: 'there', ...factsOf(row), chunks }
    },
    async stat(scope, id) {
      const row = await find(scope, id)
      return row ? { status: 'there', ...factsOf(row) } : { status: 'absent' }
    },
    delete: async (scope, id) => ({ status: isId(id) && (await burials.delete(scope, id)) ? 'deleted' : 'absent' }),
    async list({ olderThanMs, limit, cursor = '' }) {
      const asked = [namespace, olderThanMs, cursor]
      return blobsPage(await calls.read<{ readonly id: unknown }>(sql.page(limit + 1), asked), limit)
    },
    reap: async ({ idleMs }) => ({ writes: await burials.reap(idleMs) }),
  }
}

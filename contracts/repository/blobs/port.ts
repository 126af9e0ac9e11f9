/**
 * Blobs: bytes that are streamed in and out, found by a ref.
 *
 * A write makes a new blob of a name that no other write ever has, whatever it writes (cache:94): two writers of the same
 * bytes have two blobs, and what the one removes is never the other's (cache:95). It is published when all of its bytes are
 * durable, and before that nobody sees it; a write that fails, or whose signal is aborted, publishes nothing, even where its
 * source ends as if it were whole (cache:89, cache:90, cache:G14).
 *
 * A ref is plain JSON with a brand (`kind`), so that it survives a row, a queue and another process (cache:51, cache:60). It
 * is no path: an id is looked up, never joined to a folder (cache:64). Whoever reads says in which scope it stands. A run sees
 * its own blobs and those that its tenant shares; every other ref is absent, and tells nothing of what lies there
 * (cache:62, cache:65). The same scope that wrote a blob removes it, and no other (cache:108).
 *
 * Callers see `Blobs`. An adapter serves `BlobStore`: the text of a scope and an id in the place of a ref, and a source that
 * is checked and counted already; `serveBlobs` stands between them.
 */
import type { No } from '../../claims.ts'
import type { Damage, PortSpec } from '../../port.ts'
import { demandClaim, optionalCursor, record, refuse, whole } from '../../port.ts'
import type { Ref, Scope } from '../../values.ts'
import { ageMsMax } from '../../values.ts'
import { checkMime, checkRef } from '../refs.ts'
import { checkScope } from '../scopes.ts'
import { blobScenes } from './scenes.ts'
import { serveBlobs } from './serve.ts'

/** Bytes in any chunking, empty chunks included. A chunk may be reused by its producer once the next is asked for (cache:G27). */
export type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What is known of a blob without its bytes. */
export type BlobFacts = {
  /** bytes, 0 to 2^53-1: what was stored, never what was announced (cache:46) */
  readonly size: number
  readonly mime?: string
  /** the store's time at which it was published; absent where the adapter claims no ages */
  readonly storedAtMs?: number
}

export type Absent = { readonly status: 'absent' }

/** A blob's facts, or that there is none to be seen. An error is never absence. */
export type BlobStat = ({ readonly status: 'there' } & BlobFacts) | Absent

/** A blob that is read chunk by chunk. */
export type BlobStream = ({ readonly status: 'there'; readonly chunks: AsyncIterable<Uint8Array> } & BlobFacts) | Absent

/** All bytes of a blob at once: for small ones. */
export type BlobRead = ({ readonly status: 'there'; readonly bytes: Uint8Array } & BlobFacts) | Absent

export type BlobDeleted = { readonly status: 'deleted' | 'absent' }

/** A blob in a listing. */
export type BlobListed = { readonly ref: Ref; readonly storedAtMs?: number }

/** One page of blobs in no particular order; without `cursor` it was the last. */
export interface BlobsPage<Listed> extends Damage {
  readonly blobs: readonly Listed[]
  readonly cursor?: string
}

/** Which blobs a page is of. */
export type BlobQuery = {
  /** only those that were published at least so long ago by the store's clock: 0 to 3,153,600,000,000 ms (100 years) */
  readonly olderThanMs: number
  /** blobs in a page, 1 to 1,000 */
  readonly limit: number
  readonly cursor?: string
}

/** How many unfinished writes were removed. */
export type BlobsReaped = { readonly writes: number }

/**
 * The port as callers see it. `delete` and the end of `write` are one atomic step each; a blob never changes. What is
 * acknowledged is durable to the extent that the adapter claims in `survives`.
 */
export interface Blobs {
  /**
   * Writes a blob. The source is read no faster than the store takes it, in bounded memory where that is claimed
   * (`streaming`). Where the source throws, that very error rejects; where the store fails, the source is returned
   * (`return()` of its iterator is called, and not waited for), so that no producer hangs on a sink that is gone
   * (cache:37, cache:38). In all of these cases nothing is published and no bytes are left once `reap` has run. Many writes
   * of a session may be under way at once: one whose source waits keeps no other from going on.
   * @param options.mime - a media type, 1 to 255 bytes
   * @param options.signal - aborting it before the source has ended rejects with ABORTED, whatever the source does then; of a
   *   blob whose bytes are all there it may come too late
   * @throws StoreError INVALID_ARGUMENT (a chunk that is no Uint8Array), ABORTED (by its signal, or reaped), CLOSED
   */
  write(scope: Scope, chunks: Source, options?: { readonly mime?: string; readonly signal?: AbortSignal }): Promise<Ref>
  /**
   * Opens a blob for reading; its bytes come in chunks of 1 to 1,048,576 bytes, each the reader's own. That it is absent is
   * told here and never in mid-stream (cache:G30). A blob whose bytes are fewer or more than its size, or whose size is not
   * that of its ref, rejects with CORRUPT, here or at its end (cache:G22); one that is deleted while it is read gives the
   * rest of its bytes or rejects with ABORTED, and never ends early as if it were whole.
   * @throws StoreError CORRUPT, ABORTED, CLOSED
   */
  stream(scope: Scope, ref: Ref): Promise<BlobStream>
  /** Reads all bytes of a blob. */
  read(scope: Scope, ref: Ref): Promise<BlobRead>
  /** Reads the facts of a blob. */
  stat(scope: Scope, ref: Ref): Promise<BlobStat>
  /** Removes a blob of exactly this scope. Removing it again changes nothing (cache:103). */
  delete(scope: Scope, ref: Ref): Promise<BlobDeleted>
  /**
   * Lists the published blobs of all scopes page by page, for whoever collects those that nothing refers to. A blob that
   * lies there from the first page to the last is given exactly once.
   * @throws StoreError UNSUPPORTED where the adapter claims no listing
   */
  list(query: BlobQuery): Promise<BlobsPage<BlobListed>>
  /**
   * Removes what writes have left that were never published and to which no byte was added for at least `idleMs` by the
   * store's clock: their writers are gone (cache:92, cache:G12). A writer that still lives then rejects with ABORTED and
   * publishes nothing. It goes through all of them, however many there are. Bytes are added piece by piece, and may wait in their
   * writer for up to 1,000 ms behind the piece before: a reap that is to spare whoever lives has an idle time that is longer than
   * a source may be silent by more than that.
   * @param options.idleMs - 0 to 3,153,600,000,000 ms (100 years)
   */
  reap(options: { readonly idleMs: number }): Promise<BlobsReaped>
}

/** A blob in a listing of an adapter. */
export type StoredBlob = BlobFacts & { readonly scope: string; readonly id: string }

/** What an adapter gives for a blob that it published. `id` is 1 to 200 bytes of [A-Za-z0-9._-], and of no other write. */
export type BlobWritten = { readonly id: string; readonly size: number; readonly storedAtMs?: number }

/**
 * Blobs as an adapter serves them: `scope` is the canonical text of a scope, and a blob is found by its scope and id
 * together. `chunks` is read once, in order; each chunk is the adapter's own. Where it throws, the adapter removes what it
 * has and throws too. An id is whatever some caller sent: it may be hostile, and of 1 to 512 bytes. The chunks of a stream
 * may be of any size, and what is done to them must change nothing that is stored.
 */
export interface BlobStore {
  write(scope: string, chunks: AsyncIterable<Uint8Array>, options: { readonly mime?: string }): Promise<BlobWritten>
  stream(scope: string, id: string): Promise<BlobStream>
  stat(scope: string, id: string): Promise<BlobStat>
  delete(scope: string, id: string): Promise<BlobDeleted>
  list(query: BlobQuery): Promise<BlobsPage<StoredBlob>>
  reap(options: { readonly idleMs: number }): Promise<BlobsReaped>
}

/** What an adapter answers for blobs. */
export type BlobsClaims = {
  /** `store`: one clock for all sessions of a place dates the blobs; no: blobs have no age, and all are as old as is asked */
  readonly ages: 'store' | No
  /** `pages`: blobs can be listed; no: a blob is reached by its ref only, and nobody can collect what is orphaned */
  readonly listing: 'pages' | No
  /** `bounded`: memory does not grow with a blob; no: a blob is in memory whole while it is written or read */
  readonly streaming: 'bounded' | No
}

function isIterable(source: unknown): boolean {
  return typeof source === 'object' && source !== null && (Symbol.asyncIterator in source || Symbol.iterator in source)
}

function checkSource(source: unknown): void {
  // A view of bytes is iterable too, but gives numbers.
  if (!isIterable(source) || ArrayBuffer.isView(source)) refuse('chunks', 'an iterable of Uint8Array', source)
}

function checkBlob([scope, ref]: readonly unknown[]): void {
  checkScope('scope', scope)
  checkRef(ref)
}

/** What the shell knows of blobs. */
export const blobsPort: PortSpec<'blobs', BlobStore> = {
  name: 'blobs',
  claims: {
    ages: { says: 'whose clock dates the blobs', answers: ['store'], refusable: true },
    listing: { says: 'whether blobs can be listed', answers: ['pages'], refusable: true },
    streaming: { says: 'whether blobs go in and out in bounded memory', answers: ['bounded'], refusable: true },
  },
  methods: {
    write([scope, chunks, options]) {
      checkScope('scope', scope)
      checkSource(chunks)
      const { mime, signal } = record('options', options ?? {}, ['mime', 'signal'])
      if (mime !== undefined) checkMime('options.mime', mime)
      if (signal !== undefined && !(signal instanceof AbortSignal)) refuse('options.signal', 'an AbortSignal', signal)
    },
    stream: checkBlob,
    read: checkBlob,
    stat: checkBlob,
    delete: checkBlob,
    list([query], claims) {
      const { olderThanMs, limit, cursor } = record('query', query, ['olderThanMs', 'limit', 'cursor'])
      whole('query.olderThanMs', olderThanMs, 0, ageMsMax)
      whole('query.limit', limit, 1, 1_000)
      optionalCursor('query.cursor', cursor, 'list')
      demandClaim(claims, 'listing' satisfies keyof BlobsClaims, 'blobs are not listed')
    },
    reap([options]) {
      whole('options.idleMs', record('options', options, ['idleMs'])['idleMs'], 0, ageMsMax)
    },
  },
  serve: serveBlobs,
  scenes: blobScenes,
}

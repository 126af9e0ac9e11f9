/**
 * What stands between callers of blobs and what an adapter serves: refs and who may see them, and the checks that a
 * stream needs while it runs. A source is read in its order, one chunk at a time, and never again once it has ended.
 */
import { StoreError } from '../../errors.ts'
import { CallersError } from '../../port.ts'
import type { AnyPort, Serving } from '../../port.ts'
import { show } from '../../port.ts'
import type { Ref, Scope } from '../../values.ts'
import { refKind } from '../refs.ts'
import { scopeOf, scopeText, sees } from '../scopes.ts'
import type {
  Absent,
  BlobDeleted,
  BlobFacts,
  BlobListed,
  BlobQuery,
  BlobRead,
  Blobs,
  BlobsPage,
  BlobStat,
  BlobStore,
  BlobStream,
  Source,
  StoredBlob,
} from './port.ts'

/** The largest chunk that a reader is given, in bytes, however the blob was written: 1 MiB. */
export const chunkBytesMax = 1_048_576

/** A new one each time: callers may change what they get. */
const absent = (): Absent => ({ status: 'absent' })

function iteratorOf(source: Source): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
}

function aborted(): StoreError {
  return new StoreError('ABORTED', 'the write was aborted before its blob was published')
}

/**
 * What is waited for, unless the signal is aborted before. It listens for that long only: a promise of the abort that were
 * kept for all waits would keep all that came of them, and with it every chunk of a stream.
 */
function unlessAborted<Got>(wait: Promise<Got>, signal: AbortSignal | undefined): Promise<Got> {
  if (!signal) return wait
  if (signal.aborted) {
    // Whoever was asked may have aborted itself, and nothing tells of that any more.
    wait.catch(() => {})
    return Promise.reject(aborted())
  }
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(aborted())
    const end = (): void => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
    wait.finally(end).then(resolve, reject)
  })
}

/** A source as an adapter gets it: each chunk checked, copied and counted. */
class GuardedSource implements AsyncIterable<Uint8Array> {
  readonly #iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  readonly #signal: AbortSignal | undefined
  readonly #serving: Serving
  #ended = false
  /** why no more of it comes, where that is no end */
  failure: { readonly error: unknown } | undefined
  /** bytes that were given */
  size = 0

  constructor(source: Source, signal: AbortSignal | undefined, serving: Serving) {
    this.#iterator = iteratorOf(source)
    this.#signal = signal
    this.#serving = serving
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = await this.#next()
      if (chunk === undefined) return
      this.size += chunk.length
      yield chunk
    }
  }

  /** The next chunk; undefined at the end. An end that comes with an abort is none. */
  async #next(): Promise<Uint8Array | undefined> {
    try {
      this.demandWanted()
      const { done, value } = await unlessAborted(this.#asked(), this.#signal)
      this.demandWanted()
      if (done === true) {
        this.#ended = true
        return undefined
      }
      if (value instanceof Uint8Array) return new Uint8Array(value)
      throw new StoreError('INVALID_ARGUMENT', `chunks: expected a Uint8Array, got ${show(value)}`)
    } catch (error) {
      this.failure ??= { error }
      throw error
    }
  }

  /** What the iterator gives next; what it throws, at once or later, is its caller's own. */
  async #asked(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#iterator.next()
    } catch (error) {
      this.#ended = true
      throw new CallersError(error)
    }
  }

  /** Throws once the bytes are wanted no more. */
  demandWanted(): void {
    this.#serving.demandOpen('write')
    if (this.#signal?.aborted === true) throw aborted()
  }

  /** Tells the producer that nothing more is read, and does not wait for it. */
  release(): void {
    if (this.#ended) return
    this.#ended = true
    // What its end fails by is not what the write came to, be it thrown at once or later.
    void (async () => this.#iterator.return?.())().catch(() => {})
  }
}

/** A chunk in pieces of the size that a reader is given; none of one that is empty. */
function* bounded(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += chunkBytesMax) yield chunk.subarray(at, at + chunkBytesMax)
}

/** A stream as a caller gets it: what fails in its middle has a code, and its end is where its size says. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { size }: BlobFacts,
  serving: Serving,
): AsyncGenerator<Uint8Array> {
  let seen = 0
  try {
    for await (const chunk of chunks) {
      serving.demandOpen('stream')
      seen += chunk.length
      if (seen > size) throw new StoreError('CORRUPT', `a blob of ${size} bytes has more of them`)
      yield* bounded(chunk)
    }
  } catch (error) {
    // Whatever a store says of bytes that it is asked for once its session is closed.
    serving.demandOpen('stream')
    throw serving.coded(error)
  }
  if (seen < size) throw new StoreError('CORRUPT', `a blob of ${size} bytes ended after ${seen}`)
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return new Uint8Array(Buffer.concat(all))
}

/** What of the blob is to be told where its ref says something else of it than is stored. */
function agreeing<Got extends BlobStat | BlobStream>(got: Got, { size }: Ref): Got {
  if (got.status === 'there' && got.size !== size)
    throw new StoreError('CORRUPT', `a blob of ${size} bytes by its ref is stored with ${got.size}`)
  return got
}

/** A blob in a listing as a caller sees it. */
function listedOf({ scope, id, size, mime, storedAtMs }: StoredBlob): BlobListed {
  const ref: Ref = { kind: refKind, id, scope: scopeOf(scope), size, ...(mime === undefined ? {} : { mime }) }
  return storedAtMs === undefined ? { ref } : { ref, storedAtMs }
}

class ServedBlobs implements Blobs {
  readonly #store: BlobStore
  readonly #serving: Serving

  constructor(store: BlobStore, serving: Serving) {
    this.#store = store
    this.#serving = serving
  }

  async write(
    scope: Scope,
    chunks: Source,
    { mime, signal }: { readonly mime?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Ref> {
    const source = new GuardedSource(chunks, signal, this.#serving)
    const typed = mime === undefined ? {} : { mime }
    try {
      source.demandWanted()
      const { id, size } = await this.#store.write(scopeText(scope), source, typed)
      if (source.failure) throw source.failure.error
      return { kind: refKind, id, scope: scopeOf(scopeText(scope)), size, ...typed }
    } catch (error) {
      // Whatever the store made of it, what the source failed by comes first.
      throw source.failure ? source.failure.error : error
    } finally {
      source.release()
    }
  }

  async stream(scope: Scope, ref: Ref): Promise<BlobStream> {
    if (!sees(scope, ref.scope)) return absent()
    const got = agreeing(await this.#store.stream(scopeText(ref.scope), ref.id), ref)
    return got.status === 'there' ? { ...got, chunks: checked(got.chunks, got, this.#serving) } : absent()
  }

  async read(scope: Scope, ref: Ref): Promise<BlobRead> {
    const got = await this.stream(scope, ref)
    if (got.status === 'absent') return absent()
    const { chunks, ...facts } = got
    return { ...facts, bytes: await gathered(chunks) }
  }

  async stat(scope: Scope, ref: Ref): Promise<BlobStat> {
    if (!sees(scope, ref.scope)) return absent()
    return agreeing(await this.#store.stat(scopeText(ref.scope), ref.id), ref)
  }

  async delete(scope: Scope, { scope: owner, id }: Ref): Promise<BlobDeleted> {
    return scopeText(scope) === scopeText(owner) ? this.#store.delete(scopeText(owner), id) : absent()
  }

  async list(query: BlobQuery): Promise<BlobsPage<BlobListed>> {
    const { blobs, ...page } = await this.#store.list(query)
    return { ...page, blobs: blobs.map(listedOf) }
  }

  reap(options: { readonly idleMs: number }): Promise<{ readonly writes: number }> {
    return this.#store.reap(options)
  }
}

/** The port as callers see it, on what an adapter serves. */
export function serveBlobs(store: AnyPort, serving: Serving): AnyPort {
  const served = new ServedBlobs(store as unknown as BlobStore, serving)
  return {
    write: (...args) => served.write(...(args as Parameters<Blobs['write']>)),
    stream: (...args) => served.stream(...(args as Parameters<Blobs['stream']>)),
    read: (...args) => served.read(...(args as Parameters<Blobs['read']>)),
    stat: (...args) => served.stat(...(args as Parameters<Blobs['stat']>)),
    delete: (...args) => served.delete(...(args as Parameters<Blobs['delete']>)),
    list: (...args) => served.list(...(args as Parameters<Blobs['list']>)),
    reap: (...args) => served.reap(...(args as Parameters<Blobs['reap']>)),
  }
}

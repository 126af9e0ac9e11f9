/** Known-bad blobs that take a source or a stream for ended that is not, or leave whoever is at its other end. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError, isStoreError } from '../../errors.ts'
import type { Ref } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { Blobs, BlobStream, Source } from './port.ts'
import { blobMutant, chunksOf } from './wrap.ts'

/** Faults of sources that fail and signals that are aborted. */
const endMutants: readonly Mutant[] = [
  blobMutant(
    'publishes-what-came',
    {
      law: 'blobs/failed-write-publishes-nothing',
      says: 'where a source throws, what came of it so far is published',
      source: ['durability:Q11'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        const so: Uint8Array[] = []
        try {
          for await (const chunk of chunks) so.push(new Uint8Array(chunk))
        } catch (error) {
          await inner.write(scope, so, options)
          throw error
        }
        return inner.write(scope, so, options)
      },
    }),
  ),
  blobMutant(
    'wraps-source-error',
    {
      law: 'blobs/failed-write-publishes-nothing',
      says: 'what a source throws comes out as an error of the store',
      source: ['blobs/port.ts: write'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        try {
          return await inner.write(scope, chunks, options)
        } catch (error) {
          throw isStoreError(error) ? error : new StoreError('IO', 'the write failed', { cause: error })
        }
      },
    }),
  ),
  blobMutant(
    'aborted-end-is-end',
    {
      law: 'blobs/aborted-write-publishes-nothing',
      says: 'a source that returns because it was aborted is taken for one that came to its end',
      source: ['cache:G14'],
    },
    (inner) => ({
      // Whatever ends the source ends the blob, and the signal is not looked at again.
      write: async (scope, chunks, { signal, ...options } = {}) =>
        inner.write(scope, await untilAborted(chunks, signal), options),
    }),
  ),
  blobMutant(
    'ignores-signal',
    {
      law: 'blobs/aborted-write-publishes-nothing',
      says: 'the signal of a write is not looked at',
      source: ['blobs/port.ts: write'],
    },
    (inner) => ({
      write: (scope, chunks, { mime } = {}) => inner.write(scope, chunks, mime === undefined ? {} : { mime }),
    }),
  ),
  blobMutant(
    'aborted-is-source-failure',
    {
      law: 'blobs/aborted-write-publishes-nothing',
      says: 'a write that was aborted rejects without the code that says so',
      source: ['blobs/port.ts: write'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        try {
          return await inner.write(scope, chunks, options)
        } catch (error) {
          throw isStoreError(error, 'ABORTED') ? new Error('This operation was aborted', { cause: error }) : error
        }
      },
    }),
  ),
]

/** The chunks that came until the signal was aborted. */
async function untilAborted(chunks: Source, signal: AbortSignal | undefined): Promise<readonly Uint8Array[]> {
  const so: Uint8Array[] = []
  for await (const chunk of chunks) {
    if (signal?.aborted === true) break
    so.push(new Uint8Array(chunk))
  }
  return so
}

/** A source whose producer is never told that nothing more is read, but for where `tells` says so. */
function unreturned(chunks: Source, tells: (read: number) => boolean): AsyncIterable<Uint8Array> {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  let read = 0
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const step = await iterator.next()
        read += 1
        return step
      },
      async return() {
        if (tells(read)) await iterator.return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}

/** Faults of stores that fail while they read. */
const sinkMutants: readonly Mutant[] = [
  blobMutant(
    'unread-source-is-left',
    {
      law: 'blobs/failed-sink-releases-source',
      says: 'where the store fails before it has read anything, the producer is left waiting',
      source: ['cache:37'],
    },
    (inner) => ({
      write: (scope, chunks, options) =>
        inner.write(
          scope,
          unreturned(chunks, (read) => read > 0),
          options,
        ),
    }),
  ),
  blobMutant(
    'source-is-left-midway',
    {
      law: 'blobs/failed-sink-releases-source',
      says: 'where the store fails in the middle, the producer is left waiting',
      source: ['cache:38'],
    },
    (inner) => ({
      write: (scope, chunks, options) =>
        inner.write(
          scope,
          unreturned(chunks, (read) => read === 0),
          options,
        ),
    }),
  ),
  blobMutant(
    'sink-error-is-swallowed',
    {
      law: 'blobs/failed-sink-releases-source',
      says: 'why the store failed is lost on the way',
      source: ['cache:37', 'cache:38'],
    },
    (inner) => ({
      write: (scope, chunks, options) =>
        inner.write(scope, chunks, options).catch((error: unknown) => {
          throw isStoreError(error, 'FULL') ? new StoreError('IO', 'the write failed') : error
        }),
    }),
  ),
]

/** Bytes that are on their way to the store, and how many writes bring them. */
interface Buffered {
  chunks: Uint8Array[]
  writers: number
}

function bufferIn(ground: Ground): Buffered {
  return kept(ground, 'buffer', () => ({ chunks: [], writers: 0 }))
}

/** Faults of writers and readers who meet. */
const meetingMutants: readonly Mutant[] = [
  blobMutant(
    'one-buffer-for-all',
    {
      law: 'blobs/writers-do-not-mix',
      says: 'all writes of a place gather their bytes in one buffer until they publish them',
      source: ['blobs/port.ts: Blobs'],
    },
    (inner, ground) => ({
      async write(scope, chunks, options) {
        const buffer = bufferIn(ground)
        if (buffer.writers === 0) buffer.chunks = []
        buffer.writers += 1
        try {
          for await (const chunk of chunks) buffer.chunks.push(new Uint8Array(chunk))
          return await inner.write(scope, buffer.chunks, options)
        } finally {
          buffer.writers -= 1
        }
      },
    }),
  ),
  blobMutant(
    'one-name-at-a-time',
    {
      law: 'blobs/writers-do-not-mix',
      says: 'a name is drawn from what is written when a write begins, so that two at once have one',
      source: ['cache:94'],
    },
    (inner, ground) => {
      const begun = kept(ground, 'begun', () => new Map<string, Promise<Ref>>())
      return {
        async write(scope, chunks, options) {
          const name = JSON.stringify([scope.tenant, scope.run])
          const other = begun.get(name)
          if (other) {
            await chunksOf(chunks)
            return structuredClone(await other)
          }
          const own = inner.write(scope, chunks, options)
          // Whoever is given the ref may change it.
          const shared = own.then((ref) => structuredClone(ref))
          shared.catch(() => {})
          begun.set(name, shared)
          try {
            return await own
          } finally {
            begun.delete(name)
          }
        },
      }
    },
  ),
  blobMutant(
    'deleted-is-end',
    {
      law: 'blobs/deletion-cuts-nothing-short',
      says: 'a stream of which the rest was deleted ends there',
      source: ['blobs/port.ts: stream'],
    },
    (inner) => ({ stream: (scope, ref) => piecewise(inner, scope, ref, () => undefined) }),
  ),
  blobMutant(
    'deleted-is-corrupt',
    {
      law: 'blobs/deletion-cuts-nothing-short',
      says: 'a stream of which the rest was deleted is told to have come to harm',
      source: ['blobs/port.ts: stream'],
    },
    (inner) => ({
      stream: (scope, ref) => piecewise(inner, scope, ref, () => new StoreError('CORRUPT', 'bytes are missing')),
    }),
  ),
]

/** A stream in small pieces that looks before each whether the blob is still there. */
async function piecewise(
  inner: Blobs,
  scope: Parameters<Blobs['stream']>[0],
  ref: Ref,
  gone: () => Error | undefined,
): Promise<BlobStream> {
  const got = await inner.stream(scope, ref)
  if (got.status === 'absent') return got
  async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += 1_000) {
        const isGone = at > 0 && (await inner.stat(scope, ref)).status === 'absent'
        const error = isGone ? gone() : undefined
        if (error) throw error
        if (isGone) return
        yield chunk.subarray(at, at + 1_000)
      }
    }
  }
  return { ...got, chunks: pieces(got.chunks) }
}

/** From the ground up, as the laws are. */
export const streamMutants: readonly Mutant[] = [...endMutants, ...sinkMutants, ...meetingMutants]

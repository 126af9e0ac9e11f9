/** Known-bad blobs that lose, mix up or share bytes, or tell other facts of them. */
import type { Ground, Mutant } from '../../contract.ts'
import { kept } from '../../wrap.ts'
import type { Ref } from '../../values.ts'
import type { Blobs, BlobStat, BlobStream } from './port.ts'
import { blobMutant, chunksOf, withChunks, writingChunks } from './wrap.ts'

/** Faults of chunks. */
const chunkMutants: readonly Mutant[] = [
  blobMutant(
    'empty-chunk-is-end',
    {
      law: 'blobs/bytes-round-trip',
      says: 'an empty chunk is taken for the end of the source',
      source: ['blobs/port.ts: Source'],
    },
    (inner) =>
      writingChunks(inner, (chunks) => {
        const end = chunks.findIndex(({ length }) => length === 0)
        return end < 0 ? chunks : chunks.slice(0, end)
      }),
  ),
  blobMutant(
    'last-chunk-lost',
    {
      law: 'blobs/bytes-round-trip',
      says: 'a chunk is stored when the next one comes, and the last never is',
      source: ['blobs/port.ts: Source'],
    },
    (inner) => writingChunks(inner, (chunks) => (chunks.length > 1 ? chunks.slice(0, -1) : chunks)),
  ),
  blobMutant(
    'chunks-as-they-hash',
    {
      law: 'blobs/bytes-round-trip',
      says: 'chunks come back in an order of the store: here, the longest first',
      source: ['blobs/port.ts: Source'],
    },
    (inner) => writingChunks(inner, (chunks) => chunks.toSorted((one, other) => other.length - one.length)),
  ),
  blobMutant(
    'chunk-twice',
    {
      law: 'blobs/bytes-round-trip',
      says: 'of more than two chunks the second is written twice',
      source: ['blobs/port.ts: Source'],
    },
    (inner) =>
      writingChunks(inner, ([first, second, ...rest]) =>
        first && second && rest.length > 0
          ? [first, second, second, ...rest]
          : [first, second, ...rest].filter((one) => one !== undefined),
      ),
  ),
]

/** Faults of sizes and media types. */
const factMutants: readonly Mutant[] = [
  blobMutant(
    'ref-without-size',
    { law: 'blobs/size-is-true', says: 'the ref of a streamed write tells no size', source: ['cache:46'] },
    (inner) => ({
      async write(scope, chunks, options) {
        const { size: _, ...ref } = await inner.write(scope, chunks, options)
        return ref as Ref
      },
    }),
  ),
  blobMutant(
    'size-announced',
    {
      law: 'blobs/size-is-true',
      says: 'a ref tells the size that its source announced, which is that of its first chunk times their number',
      source: ['cache:46'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        const all = await chunksOf(chunks)
        const ref = await inner.write(scope, all, options)
        return { ...ref, size: (all[0]?.length ?? 0) * all.length }
      },
    }),
  ),
  blobMutant(
    'short-writes',
    {
      law: 'blobs/size-is-true',
      says: 'of a chunk is stored what one call of the system takes, here 4,096 bytes, and its size is told whole',
      source: ['cache:G29'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        const all = await chunksOf(chunks)
        const ref = await inner.write(
          scope,
          all.map((chunk) => chunk.subarray(0, 4_096)),
          options,
        )
        return { ...ref, size: all.reduce((size, { length }) => size + length, 0) }
      },
    }),
  ),
  blobMutant(
    'media-type-lost',
    {
      law: 'blobs/media-type-is-kept',
      says: 'the media type is told to the writer and not stored',
      source: ['contracts/values.ts: Ref'],
    },
    (inner) => ({
      async write(scope, chunks, { mime, ...options } = {}) {
        const ref = await inner.write(scope, chunks, options)
        return mime === undefined ? ref : { ...ref, mime }
      },
    }),
  ),
  blobMutant(
    'media-type-by-default',
    {
      law: 'blobs/media-type-is-kept',
      says: 'bytes without a media type are given one',
      source: ['contracts/values.ts: Ref'],
    },
    (inner) => ({
      write: (scope, chunks, options) => inner.write(scope, chunks, { mime: 'application/octet-stream', ...options }),
    }),
  ),
  blobMutant(
    'media-type-of-ref',
    {
      law: 'blobs/media-type-is-kept',
      says: 'a look tells the media type that the ref says, whatever was stored',
      source: ['contracts/values.ts: Ref'],
    },
    (inner) => ({
      async stat(scope, ref): Promise<BlobStat> {
        const got = await inner.stat(scope, ref)
        return got.status === 'there' && ref.mime !== undefined ? { ...got, mime: ref.mime } : got
      },
    }),
  ),
]

/** Faults of buffers. */
const bufferMutants: readonly Mutant[] = [
  blobMutant(
    'retains-chunks',
    {
      law: 'blobs/producer-keeps-its-buffers',
      says: 'chunks are kept as they came and written at the end, when their producer has filled them anew',
      source: ['cache:G27'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        const all: Uint8Array[] = []
        for await (const chunk of chunks) all.push(chunk)
        return inner.write(scope, all, options)
      },
    }),
  ),
  blobMutant(
    'hands-out-live-bytes',
    {
      law: 'blobs/store-keeps-its-own',
      says: 'bytes that were read once are handed out again as they are, with what their first reader made of them',
      source: ['cache:D18'],
    },
    (inner, ground) => {
      const live = liveIn(ground)
      return withChunks(inner, (chunks, { id }) => {
        const known = live.get(id) ?? chunks
        live.set(id, known)
        return known
      })
    },
  ),
  blobMutant(
    'one-chunk',
    {
      law: 'blobs/chunks-are-bounded',
      says: 'a reader is given all bytes in one chunk',
      source: ['blobs/port.ts: stream'],
    },
    (inner) => withChunks(inner, (chunks) => [new Uint8Array(Buffer.concat(chunks))]),
  ),
  blobMutant(
    'gathers-writes',
    {
      law: 'blobs/streams-in-bounded-memory',
      says: 'a blob is in memory whole before the first of it is written',
      source: ['cache:21', 'cache:88'],
    },
    (inner) => ({ write: async (scope, chunks, options) => inner.write(scope, await chunksOf(chunks), options) }),
  ),
  blobMutant(
    'gathers-reads',
    {
      law: 'blobs/streams-in-bounded-memory',
      says: 'a blob is in memory whole before the first of it is read',
      source: ['cache:21'],
    },
    (inner) => ({ stream: async (scope, ref) => gathered(await inner.stream(scope, ref)) }),
  ),
]

/** By id: the bytes that were read first. */
function liveIn(ground: Ground): Map<string, readonly Uint8Array[]> {
  return kept(ground, 'live bytes', () => new Map<string, readonly Uint8Array[]>())
}

async function gathered(got: BlobStream): ReturnType<Blobs['stream']> {
  if (got.status === 'absent') return got
  const all = await chunksOf(got.chunks)
  async function* given(): AsyncGenerator<Uint8Array> {
    yield* all
  }
  return { ...got, chunks: given() }
}

/** From the ground up, as the laws are. */
export const bytesMutants: readonly Mutant[] = [...chunkMutants, ...factMutants, ...bufferMutants]

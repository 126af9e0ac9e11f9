/** Known-bad blobs that tell absence too late, or take harm for something else. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError, isStoreError } from '../../errors.ts'
import type { Ref } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { BlobFacts, Blobs, BlobStat, BlobStream } from './port.ts'
import { blobMutant, blobsIn } from './wrap.ts'

const missing = (): StoreError => new StoreError('IO', 'ENOENT: no such file or directory')

/** By id: the facts of every blob that was found once. */
function factsIn(ground: Ground): Map<string, BlobFacts> {
  return kept(ground, 'facts', () => new Map<string, BlobFacts>())
}

/** What is there of a blob, or that it is missing, as an error. */
async function orMissing<Got extends BlobStat>(got: Promise<Got>): Promise<Got> {
  const found = await got
  if (found.status === 'absent') throw missing()
  return found
}

/** A stream that is opened when its first chunk is asked for. */
async function late(inner: Blobs, ref: Ref, known: BlobFacts | undefined): Promise<BlobStream> {
  const got = await inner.stream(ref.scope, ref)
  if (got.status === 'there' || !known) return got
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield await Promise.reject(missing())
  }
  return { status: 'there', ...known, chunks: chunks() }
}

/** Faults about blobs that are gone. */
const absenceMutants: readonly Mutant[] = [
  blobMutant(
    'opened-late',
    {
      law: 'blobs/absent-up-front',
      says: 'a blob that was found once is opened when its first chunk is asked for, and fails there if it is gone',
      source: ['cache:G30'],
    },
    (inner, ground) => ({
      async stat(scope, ref) {
        const got = await inner.stat(scope, ref)
        if (got.status === 'there') factsIn(ground).set(ref.id, structuredClone(got))
        return got
      },
      stream: (_, ref) => late(inner, ref, factsIn(ground).get(ref.id)),
    }),
  ),
  blobMutant(
    'dangling-is-error',
    {
      law: 'blobs/absent-up-front',
      says: 'a ref whose blob is gone rejects',
      source: ['cache:G30'],
    },
    (inner) => ({
      stat: (scope, ref) => orMissing(inner.stat(scope, ref)),
      stream: (scope, ref) => orMissing(inner.stream(scope, ref)),
    }),
  ),
  blobMutant(
    'second-delete-throws',
    {
      law: 'blobs/delete-is-idempotent',
      says: 'a deletion of what is not there rejects',
      source: ['cache:103'],
    },
    (inner) => ({
      async delete(scope, ref) {
        const answer = await inner.delete(scope, ref)
        if (answer.status === 'absent') throw missing()
        return answer
      },
    }),
  ),
]

/** What a blob that has come to harm is told as. */
function instead(
  inner: Blobs,
  told: (error: StoreError, ref: Ref) => BlobStat & BlobStream,
): Pick<Blobs, 'stat' | 'stream' | 'read'> {
  const caught =
    (ref: Ref) =>
    (error: unknown): BlobStat & BlobStream => {
      if (isStoreError(error, 'CORRUPT')) return told(error, ref)
      throw error
    }
  return {
    stat: (scope, ref) => inner.stat(scope, ref).catch(caught(ref)),
    stream: (scope, ref) => inner.stream(scope, ref).catch(caught(ref)),
    async read(scope, ref) {
      try {
        return await inner.read(scope, ref)
      } catch (error) {
        const got = caught(ref)(error)
        return got.status === 'absent' ? got : { ...got, bytes: new Uint8Array(got.size) }
      }
    },
  }
}

/** Faults about blobs that have come to harm. */
const harmMutants: readonly Mutant[] = [
  blobMutant(
    'trusts-size',
    {
      law: 'blobs/sizes-are-held-to',
      says: 'what there is of a blob is handed out for the whole, though its size says otherwise',
      source: ['cache:G22'],
    },
    (inner) => ({
      async stream(scope, ref) {
        const got = await inner.stream(scope, ref)
        return got.status === 'there' ? { ...got, chunks: untilHarm(got.chunks) } : got
      },
    }),
  ),
  blobMutant(
    'trusts-ref',
    {
      law: 'blobs/sizes-are-held-to',
      says: 'the size of a blob is that of its ref, whatever is stored',
      source: ['cache:G22'],
    },
    (inner) => instead(inner, (_, { size }) => ({ status: 'there', size, chunks: zeros(size) })),
  ),
  blobMutant(
    'corrupt-is-absent',
    {
      law: 'blobs/sizes-are-held-to',
      says: 'a blob that has come to harm is absent',
      source: ['durability:A14'],
    },
    (inner) => instead(inner, () => ({ status: 'absent' })),
  ),
  blobMutant(
    'corrupt-is-uncoded',
    {
      law: 'blobs/sizes-are-held-to',
      says: 'that a blob has come to harm is told by an error without a code',
      source: ['cache:G22'],
    },
    (inner) =>
      instead(inner, (error) => {
        throw new RangeError('Offset is outside the bounds of the DataView', { cause: error })
      }),
  ),
  blobMutant(
    'corrupt-fails-listing',
    {
      law: 'blobs/sizes-are-held-to',
      says: 'a listing reads the bytes too, and fails for a blob that has come to harm',
      source: ['durability:A14'],
    },
    (inner) => ({
      async list(query) {
        for (const { ref } of await blobsIn(inner)) await inner.read(ref.scope, ref)
        return inner.list(query)
      },
    }),
  ),
]

async function* untilHarm(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    if (!isStoreError(error, 'CORRUPT')) throw error
  }
}

async function* zeros(size: number): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(size)
}

/** From the ground up, as the laws are. */
export const readsMutants: readonly Mutant[] = [...absenceMutants, ...harmMutants]

/** Known-bad blobs that publish what is not whole, or acknowledge what is not there. */
import type { Mutant } from '../../contract.ts'
import type { Ref } from '../../values.ts'
import type { Blobs } from './port.ts'
import { blobMutant, chunksOf } from './wrap.ts'

const torture = 'Zheng et al. 2014, Torturing Databases for Fun and Profit'

/** Faults of kills and of what follows from the model. */
export const crashMutants: readonly Mutant[] = [
  blobMutant(
    'always-deleted',
    {
      law: 'blobs/agrees-with-model',
      says: 'a deletion answers deleted, whether there was a blob or not',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      async delete(scope, ref) {
        await inner.delete(scope, ref)
        return { status: 'deleted' }
      },
    }),
  ),
  blobMutant(
    'published-as-it-comes',
    {
      law: 'blobs/survives-kill',
      says: 'a name is there from the first chunk on, with the bytes that have come so far',
      source: [torture, 'cache:89', 'durability:Q11'],
    },
    (inner) => ({
      write: async (scope, chunks, options) => growing(inner, { scope, chunks, options }),
    }),
  ),
  blobMutant(
    'torn-delete',
    {
      law: 'blobs/survives-kill',
      says: 'a deletion writes what it keeps of the blob in one step, and removes the blob in another',
      source: [torture],
    },
    (inner) => ({
      async delete(scope, ref) {
        const got = await inner.read(scope, ref)
        if (got.status === 'there' && got.size > 1) await inner.write(scope, [got.bytes.subarray(1)])
        return inner.delete(scope, ref)
      },
    }),
  ),
]

interface Asked {
  readonly scope: Parameters<Blobs['write']>[0]
  readonly chunks: Parameters<Blobs['write']>[1]
  readonly options: Parameters<Blobs['write']>[2]
}

/** Publishes what there is after each chunk, in the place of what was published before. */
async function growing(inner: Blobs, { scope, chunks, options }: Asked): Promise<Ref> {
  const so: Uint8Array[] = []
  let ref = await inner.write(scope, [], options)
  for await (const chunk of chunks) {
    so.push(new Uint8Array(chunk))
    const next = await inner.write(scope, so, options)
    await inner.delete(scope, ref)
    ref = next
  }
  return ref
}

/** Chunks that were all read before the first is handed on. */
export async function whole(chunks: Asked['chunks']): Promise<readonly Uint8Array[]> {
  return chunksOf(chunks)
}

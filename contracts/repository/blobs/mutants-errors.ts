/** Known-bad blobs that take an error of the store for an answer. */
import type { Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import { orInstead } from '../../wrap.ts'
import { refKind } from '../refs.ts'
import { blobMutant, chunksOf } from './wrap.ts'

const law = 'blobs/errors-are-no-absence'

async function* untilError(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    if (!isStoreError(error)) throw error
  }
}

/** Faults of errors that are caught and told as something else. */
export const errorMutants: readonly Mutant[] = [
  blobMutant(
    'look-error-is-absent',
    { law, says: 'a blob that could not be looked at or opened is absent', source: ['durability:A14'] },
    (inner) => ({
      stat: (scope, ref) => orInstead(inner.stat(scope, ref), () => ({ status: 'absent' })),
      stream: (scope, ref) => orInstead(inner.stream(scope, ref), () => ({ status: 'absent' })),
      read: (scope, ref) => orInstead(inner.read(scope, ref), () => ({ status: 'absent' })),
    }),
  ),
  blobMutant(
    'stream-error-is-end',
    { law, says: 'a stream that fails in its middle ends there, as if it were whole', source: ['durability:A14'] },
    (inner) => ({
      async stream(scope, ref) {
        const got = await inner.stream(scope, ref)
        return got.status === 'there' ? { ...got, chunks: untilError(got.chunks) } : got
      },
      async read(scope, ref) {
        const got = await inner.stream(scope, ref)
        if (got.status === 'absent') return got
        const { chunks, ...facts } = got
        return { ...facts, bytes: new Uint8Array(Buffer.concat(await chunksOf(untilError(chunks)))) }
      },
    }),
  ),
  blobMutant(
    'list-error-is-empty',
    { law, says: 'a listing that failed is an empty one', source: ['durability:A14'] },
    (inner) => ({ list: (query) => orInstead(inner.list(query), () => ({ blobs: [] })) }),
  ),
  blobMutant(
    'write-error-is-written',
    { law, says: 'a blob that could not be written is acknowledged', source: ['durability:T3'] },
    (inner) => ({
      write: (scope, chunks, options) =>
        orInstead(inner.write(scope, chunks, options), () => ({ kind: refKind, id: 'not-there', scope, size: 0 })),
    }),
  ),
  blobMutant(
    'delete-error-is-absent',
    { law, says: 'a blob that could not be removed is told to be gone', source: ['durability:A14'] },
    (inner) => ({ delete: (scope, ref) => orInstead(inner.delete(scope, ref), () => ({ status: 'absent' })) }),
  ),
]

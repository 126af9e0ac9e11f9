/** Known-bad blobs that publish what is not whole, acknowledge what is not there, or are in the way of other writes. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import type { Ref } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { Blobs } from './port.ts'
import { blobMutant } from './wrap.ts'

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
    'delete-behind',
    {
      law: 'blobs/survives-kill',
      says: 'a deletion is acknowledged before it is made: it is, when the session is next asked for something',
      source: [torture],
    },
    (inner) => deletesBehind(inner),
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

/** Publishes what there is after each chunk, in the place of what was published before, until all of it is there. */
async function growing(inner: Blobs, { scope, chunks, options }: Asked): Promise<Ref> {
  const so: Uint8Array[] = []
  let last: Ref | undefined
  async function* publishing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      so.push(new Uint8Array(chunk))
      const next = await inner.write(scope, so, options)
      if (last) await inner.delete(scope, last)
      last = next
      yield chunk
    }
  }
  const whole = await inner.write(scope, publishing(), options)
  if (last) await inner.delete(scope, last)
  return whole
}

/** Blobs that are removed when the session is next asked for something. */
function deletesBehind(inner: Blobs): Blobs {
  let behind: (() => Promise<unknown>) | undefined
  const settled = async (): Promise<Blobs> => {
    const due = behind
    behind = undefined
    await due?.()
    return inner
  }
  return {
    write: async (scope, chunks, options) => (await settled()).write(scope, chunks, options),
    stream: async (scope, ref) => (await settled()).stream(scope, ref),
    read: async (scope, ref) => (await settled()).read(scope, ref),
    stat: async (scope, ref) => (await settled()).stat(scope, ref),
    async delete(scope, ref) {
      await settled()
      const got = await inner.stat(scope, ref)
      const doomed = structuredClone({ scope, ref })
      behind = () => inner.delete(doomed.scope, doomed.ref)
      return { status: got.status === 'there' ? 'deleted' : 'absent' }
    },
    list: async (query) => (await settled()).list(query),
    reap: async (options) => (await settled()).reap(options),
  }
}

/** Blobs whose writes hold one of so many connections each from their begin to their end. */
function holdingOneOf(inner: Blobs, ground: Ground, most: number): Pick<Blobs, 'write'> {
  const held = kept(ground, 'held', () => ({ connections: 0 }))
  return {
    async write(scope, chunks, options) {
      if (held.connections >= most) throw new StoreError('IO', `all of ${most} connections are in use`)
      held.connections += 1
      try {
        return await inner.write(scope, chunks, options)
      } finally {
        held.connections -= 1
      }
    },
  }
}

/** Faults of stores that hold something of theirs for as long as a source takes. */
export const waitingMutants: readonly Mutant[] = [
  blobMutant(
    'one-write-at-a-time',
    {
      law: 'blobs/waiting-source-holds-nobody',
      says: 'a write has the only connection for as long as its source takes, and others of its session are refused',
      source: ['blobs/port.ts: write'],
    },
    (inner, ground) => holdingOneOf(inner, ground, 1),
  ),
  blobMutant(
    'few-writes-at-once',
    {
      law: 'blobs/waiting-source-holds-nobody',
      says: 'a write has one of ten connections for as long as its source takes, and is refused where none is left',
      source: ['blobs/port.ts: write'],
    },
    (inner, ground) => holdingOneOf(inner, ground, 10),
  ),
]

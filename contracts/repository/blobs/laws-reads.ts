/** The laws of blobs that speak of what is not there, or is there and has come to harm. */
import { allDue, statusOf } from '../../examples.ts'
import type { Bench, BenchSession, Lab, Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import { run } from '../outputs/rows.ts'
import { afterWrite } from './commands.ts'
import { oneScope, ownAims } from './generate.ts'
import { unwritten, wrote } from './laws-places.ts'
import { offers } from './moves.ts'
import { pieces } from './names.ts'
import type { BlobListed, BlobsPage, BlobStat, BlobStore, BlobStream } from './port.ts'

/** Scripts after which a law of single calls has shown what it can. */
const enough = 80

const law = {
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: { ports: ['blobs'] },
  since: '0.1.0',
} as const

const absentUpFront: Law = {
  id: 'blobs/absent-up-front',
  says: 'that a blob is gone is told when it is opened, as absence: never as an error, and never in the middle of its bytes',
  ...law,
  source: ['cache:G30'],
  mutants: ['blobs~opened-late', 'blobs~dangling-is-error'],
  marks: ['dangling', 'there'],
  check: (lab) =>
    lab.hunt({
      scripts: afterWrite({ calls: ['stream', 'read', 'stat', 'delete'], scopes: oneScope, aims: ownAims }),
      faults: [],
      enough,
    }),
}

const deleteIsIdempotent: Law = {
  id: 'blobs/delete-is-idempotent',
  says: 'a blob that is deleted again is absent, and nothing is changed by it',
  ...law,
  source: ['cache:103'],
  mutants: ['blobs~second-delete-throws'],
  marks: ['deleted', 'deleted-again'],
  check: (lab) =>
    lab.hunt({
      scripts: afterWrite({ calls: ['write', 'delete', 'stat'], scopes: oneScope, aims: ownAims }),
      faults: [],
      enough,
    }),
}

/** How what is stored of a blob comes to harm; it was written with three bytes. */
interface Harm {
  readonly what: string
  readonly size?: number
  readonly bytes?: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
}

async function* cut(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield chunk.subarray(0, -1)
}

async function* longer(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
  yield Uint8Array.of(0)
}

async function* none(): AsyncGenerator<Uint8Array> {}

const harms: readonly Harm[] = [
  { what: 'fewer bytes than its size', bytes: cut },
  { what: 'more bytes than its size', bytes: longer },
  { what: 'no bytes at all', bytes: none },
  { what: 'a size that is too small', size: 2 },
  { what: 'a size that is too large', size: 4 },
  { what: 'a size of nothing', size: 0 },
]

/** A session whose store gives the blob that was written first back harmed. */
function harming({ size, bytes }: Harm): (inner: AnyPort) => AnyPort {
  let harmed: string | undefined
  return (port) => {
    const inner = port as unknown as BlobStore
    const sized = <Got extends BlobStat | BlobStream>(got: Got): Got =>
      got.status === 'there' && size !== undefined ? { ...got, size } : got
    const store: Partial<BlobStore> = {
      async write(...args) {
        const written = await inner.write(...args)
        harmed ??= written.id
        return written
      },
      async stat(scope, id) {
        const got = await inner.stat(scope, id)
        return id === harmed ? sized(got) : got
      },
      async stream(scope, id) {
        const got = await inner.stream(scope, id)
        if (id !== harmed || got.status === 'absent') return got
        return sized(bytes ? { ...got, chunks: bytes(got.chunks) } : got)
      },
    }
    return { ...port, ...(store as unknown as AnyPort) }
  }
}

/** Whether so many blobs are listed. */
export async function lists(session: BenchSession, count: number): Promise<Surprise | undefined> {
  const outcome = await session.call('list', { olderThanMs: 0, limit: 1_000 })
  const found = outcome.status === 'ok' ? (outcome.value as BlobsPage<BlobListed>).blobs.length : undefined
  return found === count ? undefined : { expected: `${count} blobs listed`, observed: `${found ?? statusOf(outcome)}` }
}

async function tellsHarm(place: Bench, harm: Harm, lab: Lab): Promise<Surprise | undefined> {
  const session = await place.open(harming(harm))
  const [ref, intact] = [await wrote(session, run, pieces(1, 2)), await wrote(session, run, pieces(1, 2))]
  if (!ref || !intact) return unwritten
  const aim = { scope: run, ref }
  const surprise = await allDue(session, [
    [harm.size === undefined ? 'there' : 'StoreError CORRUPT', 'stat', aim],
    ['StoreError CORRUPT', 'read', aim],
    ['StoreError CORRUPT', 'stream', aim],
    ['StoreError CORRUPT', 'read', aim],
    ['there', 'read', { scope: run, ref: intact }],
  ])
  if (surprise) return surprise
  const unlisted = offers(lab.claims, 'list') ? await lists(session, 2) : undefined
  return unlisted ?? allDue(session, [['deleted', 'delete', aim]])
}

/** A ref whose size is not that of its blob. */
async function tellsOtherSize(place: Bench): Promise<Surprise | undefined> {
  const session = await place.open()
  const ref = await wrote(session)
  if (!ref) return unwritten
  const [smaller, larger] = [2, 4].map((size) => ({ scope: run, ref: { ...ref, size } }))
  return allDue(session, [
    ['StoreError CORRUPT', 'stat', smaller],
    ['StoreError CORRUPT', 'read', smaller],
    ['StoreError CORRUPT', 'stream', larger],
    ['there', 'read', { scope: run, ref }],
  ])
}

const sizesAreHeldTo: Law = {
  id: 'blobs/sizes-are-held-to',
  says: 'bytes whose number is not the stored size, or not that of the ref, are CORRUPT: they are neither absent nor an early end, and hide no other blob',
  ...law,
  suite: 'faults',
  from: 'T0',
  to: 'T0',
  source: ['cache:G22', 'durability:A14'],
  mutants: [
    'blobs~trusts-size',
    'blobs~corrupt-is-absent',
    'blobs~corrupt-is-uncoded',
    'blobs~corrupt-fails-listing',
    'blobs~trusts-ref',
  ],
  check: (lab) =>
    lab.example(harms.length + 1, async (places) => {
      for (const [index, place] of places.entries()) {
        const harm = harms[index]
        const surprise = await (harm ? tellsHarm(place, harm, lab) : tellsOtherSize(place))
        if (surprise)
          return { ...surprise, expected: `${surprise.expected}, for ${harm?.what ?? 'a ref of another size'}` }
      }
      return undefined
    }),
}

/** From the ground up. */
export const readsLaws: readonly Law[] = [absentUpFront, deleteIsIdempotent, sizesAreHeldTo]

/** The laws of blobs that speak of bytes: what is written comes back whole, in order, and is nobody else's. */
import { showAtLength } from '../../show.ts'
import type { Bench, BenchSession, Lab, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { run } from '../outputs/rows.ts'
import { afterWrite } from './commands.ts'
import { inOtherTypes, longChunks, oneScope, ownAims } from './generate.ts'
import { unwritten, wrote } from './laws-places.ts'
import type { ReadSeen, Weighed } from './scenes.ts'
import { chunkBytesMax } from './serve.ts'
import type { ChunkRecipe } from './sources.ts'

/** Scripts after which a round trip has shown what it can. */
const enough = 60

/** What is wrong with bytes shows at once: nothing more is learned where sessions overlap or end. */
const law = {
  suite: 'streaming',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: { ports: ['blobs'] },
  since: '0.1.0',
} as const

const roundTrips = afterWrite({ calls: ['write', 'stream', 'read', 'stat'], scopes: oneScope, aims: ownAims })

function hunted(lab: Lab, scripts = roundTrips): Promise<void> {
  return lab.hunt({ scripts, faults: [], enough })
}

const bytesRoundTrip: Law = {
  id: 'blobs/bytes-round-trip',
  says: 'the bytes that are read are those that were written, each once and in order, however they were cut',
  ...law,
  to: 'T3',
  source: ['blobs/port.ts: Source'],
  mutants: ['blobs~empty-chunk-is-end', 'blobs~last-chunk-lost', 'blobs~chunks-as-they-hash', 'blobs~chunk-twice'],
  marks: ['chunked', 'empty', 'empty-chunk', 'large', 'there'],
  check: (lab) => hunted(lab),
}

const sizeIsTrue: Law = {
  id: 'blobs/size-is-true',
  says: 'the size that a ref and every look tell is the number of the bytes that were stored',
  ...law,
  source: ['cache:46', 'cache:G29'],
  mutants: ['blobs~ref-without-size', 'blobs~size-announced', 'blobs~short-writes'],
  marks: ['chunked', 'empty', 'large', 'there'],
  check: (lab) => hunted(lab),
}

const mimeIsKept: Law = {
  id: 'blobs/media-type-is-kept',
  says: 'the media type of a write is that of its ref and of every look, and where none was given there is none',
  ...law,
  source: ['contracts/values.ts: Ref'],
  mutants: ['blobs~media-type-lost', 'blobs~media-type-by-default', 'blobs~media-type-of-ref'],
  marks: ['typed', 'there'],
  check: (lab) => hunted(lab, afterWrite({ calls: ['write', 'stream', 'stat'], scopes: oneScope, aims: inOtherTypes })),
}

const producerKeepsItsBuffers: Law = {
  id: 'blobs/producer-keeps-its-buffers',
  says: 'a producer may fill its buffer anew as soon as the next chunk is asked for: what was written stays as it was',
  ...law,
  source: ['cache:G27'],
  mutants: ['blobs~retains-chunks'],
  marks: ['chunked', 'there'],
  check: (lab) => hunted(lab),
}

const storeKeepsItsOwn: Law = {
  id: 'blobs/store-keeps-its-own',
  says: 'whoever got bytes may change them: the next reader gets those that were written',
  ...law,
  source: ['cache:D18'],
  mutants: ['blobs~hands-out-live-bytes'],
  marks: ['there'],
  check: (lab) =>
    hunted(lab, afterWrite({ calls: ['stream', 'read'], scopes: oneScope, chunks: longChunks, aims: ownAims })),
}

/** One chunk that is larger than a reader is given. */
const oversized: readonly ChunkRecipe[] = [{ bytes: 2 * chunkBytesMax + 1, seed: 7 }]

const chunksAreBounded: Law = {
  id: 'blobs/chunks-are-bounded',
  says: 'a reader is given chunks of 1 to 1,048,576 bytes, however large those of the writer were',
  ...law,
  from: 'T0',
  to: 'T0',
  source: ['blobs/port.ts: stream'],
  mutants: ['blobs~one-chunk'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const ref = await wrote(session, run, oversized)
      if (!ref) return unwritten
      const outcome = await session.call('stream', { scope: run, ref })
      const seen = outcome.status === 'ok' ? (outcome.value as ReadSeen) : undefined
      if (seen?.status !== 'there' || seen.size !== 2 * chunkBytesMax + 1)
        return { expected: 'all bytes of a large chunk', observed: showAtLength(outcome) }
      return seen.largest <= chunkBytesMax
        ? undefined
        : { expected: `chunks of at most ${chunkBytesMax} bytes`, observed: `one of ${seen.largest}` }
    }),
}

/** By how much memory may grow with a blob that is larger by far, in bytes: 8 of 24 MiB. */
const grownBytesMax = 8 * 1_048_576

const manyChunks: readonly ChunkRecipe[] = Array.from({ length: 96 }, (_, seed) => ({ bytes: 262_144, seed }))

/** So many bytes of what is read come to every look at memory: a look takes some milliseconds, and chunks may be small. */
const bytesPerLook = 12 * 1_048_576

function tooHeavy(what: string, outcome: Awaited<ReturnType<BenchSession['call']>>): Surprise | undefined {
  const seen = outcome.status === 'ok' ? (outcome.value as Weighed) : undefined
  if (seen?.status === 'weighed' && seen.grownBytes <= grownBytesMax) return undefined
  return { expected: `${what} that holds no more than ${grownBytesMax} bytes`, observed: showAtLength(outcome) }
}

async function streamsBounded(place: Bench): Promise<Surprise | undefined> {
  const session = await place.open()
  const heavy = await session.call('write', { scope: run, chunks: manyChunks, weighs: true })
  const surprise = tooHeavy('a write', heavy)
  if (surprise) return surprise
  const ref = await wrote(session, run, manyChunks)
  if (!ref) return unwritten
  return tooHeavy('a stream', await session.call('stream', { scope: run, ref, weighs: bytesPerLook }))
}

/** Where no bound is claimed, a blob of many chunks is served all the same. */
function unboundedServes(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session) => {
    const ref = await wrote(session, run, manyChunks.slice(0, 8))
    const got = ref && (await session.call('read', { scope: run, ref }))
    return got?.status === 'ok' ? undefined : { expected: 'a blob of many chunks', observed: showAtLength(got) }
  })
}

const streamsInBoundedMemory: Law = {
  id: 'blobs/streams-in-bounded-memory',
  says: 'memory does not grow with the size of a blob, neither while it is written nor while it is read',
  ...law,
  from: 'T0',
  to: 'T0',
  needs: { ports: ['blobs'], claims: { blobs: ['streaming'] } },
  source: ['cache:21', 'cache:88'],
  mutants: ['blobs~gathers-writes', 'blobs~gathers-reads'],
  refusal: unboundedServes,
  check: (lab) =>
    lab.example(1, async ([place]) => (place ? streamsBounded(place) : { expected: 'a place', observed: 'none' })),
}

/** From the ground up. */
export const bytesLaws: readonly Law[] = [
  bytesRoundTrip,
  sizeIsTrue,
  mimeIsKept,
  producerKeepsItsBuffers,
  storeKeepsItsOwn,
  chunksAreBounded,
  streamsInBoundedMemory,
]

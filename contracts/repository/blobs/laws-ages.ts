/** The laws of blobs that speak of time: how old a blob is, and which unfinished writes are given up. */
import { allDue, pagesGive, statusOf } from '../../examples.ts'
import type { Bench, BenchSession, Lab, Outcome, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import { showAtLength } from '../../show.ts'
import { run } from '../outputs/rows.ts'
import { aging, reaping } from './commands.ts'
import { livingAreSpared, reapsAreCounted } from './judges.ts'
import { aged as listingOf, listingRefused, unwritten, wrote } from './laws-places.ts'
import { offers } from './moves.ts'
import { pieces } from './names.ts'
import type { BlobListed, BlobsPage } from './port.ts'
import type { ReadSeen, WriteSeen } from './scenes.ts'
import { digestOf } from './scenes.ts'
import { bytesOf } from './sources.ts'

/** Scripts after which a law of single calls has shown what it can. */
const enough = 80

const since = '0.1.0'

/** Where no ages are claimed, blobs show none, and each is as old as is asked. */
async function agesRefused(lab: Lab): Promise<void> {
  if (!offers(lab.claims, 'list')) return listingRefused(lab)
  return onOneSession(lab, async (session) => {
    const ref = await wrote(session)
    if (!ref) return unwritten
    const outcome = await session.call('list', { olderThanMs: 3_153_600_000_000, limit: 1_000 })
    const [one] = outcome.status === 'ok' ? (outcome.value as BlobsPage<BlobListed>).blobs : []
    if (!one || 'storedAtMs' in one)
      return { expected: 'the blob, without storedAtMs: no ages are claimed', observed: showAtLength(outcome) }
    return allDue(session, [['there', 'read', { scope: run, ref }]])
  })
}

const aged = {
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: { ports: ['blobs'], claims: { blobs: ['ages', 'listing'] }, clock: 'turned' },
  refusal: agesRefused,
  since,
} as const

const storedAtIsPublication: Law = {
  id: 'blobs/stored-at-is-publication',
  says: 'a blob shows the time at which it was published by the clock of the store, to the millisecond, whenever it is looked at',
  ...aged,
  source: ['durability:T10'],
  mutants: ['blobs~stored-at-by-client', 'blobs~stored-at-is-read-time', 'blobs~stored-at-in-seconds'],
  marks: ['there', 'listed'],
  check: (lab) => lab.hunt({ scripts: aging, faults: [], enough }),
}

const listsByAge: Law = {
  id: 'blobs/lists-by-age',
  says: 'a listing by age gives the blobs that were published at least so long ago, and no younger ones',
  ...aged,
  to: 'T1',
  source: ['blobs/port.ts: list'],
  mutants: ['blobs~age-excludes-end', 'blobs~age-is-ignored', 'blobs~age-of-page'],
  marks: ['listed', 'none-listed'],
  check: (lab) => lab.hunt({ scripts: aging, faults: [], enough }),
}

/** So many blobs are old, and as many young: that no young one comes behind the first page would be an odd chance. */
const ofEachAge = 10

/** Writes blobs and gives their ids; undefined where one was not written. */
async function manyWritten(session: BenchSession): Promise<readonly string[] | undefined> {
  const ids: string[] = []
  for (let count = 0; count < ofEachAge; count += 1) {
    const ref = await wrote(session)
    if (!ref) return undefined
    ids.push(ref.id)
  }
  return ids
}

const everyPageGoesByAge: Law = {
  id: 'blobs/every-page-goes-by-age',
  says: 'each page of a listing by age gives blobs of that age only, and all pages together every one of them',
  ...aged,
  from: 'T0',
  to: 'T0',
  source: ['blobs/port.ts: list'],
  mutants: ['blobs~later-pages-ignore-age'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const old = await manyWritten(session)
      await place.turn(1_000)
      const young = await manyWritten(session)
      if (!old || !young) return unwritten
      for (const limit of [1, 3]) {
        const surprise = await pagesGive(session, listingOf(1_000), limit, old)
        if (surprise) return surprise
      }
      return pagesGive(session, listingOf(0), 3, [...old, ...young])
    }),
}

const reaped = {
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T2',
  to: 'T4',
  needs: { ports: ['blobs'], sharing: 'thread' },
  since,
} as const

const reapSparesPublished: Law = {
  id: 'blobs/reap-spares-published',
  says: 'a reap takes nothing that was published, however old it is, and counts no more than what was unfinished',
  ...reaped,
  from: 'T1',
  to: 'T3',
  needs: { ports: ['blobs'] },
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~reap-takes-old-blobs'],
  marks: ['written', 'there'],
  check: (lab) => lab.hunt({ scripts: reaping, faults: ['drop'], enough }),
}

const reapCounts: Law = {
  id: 'blobs/reap-counts-writes',
  says: 'a reap counts the unfinished writes that it removed, and nothing else',
  ...reaped,
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~reap-counts-blobs'],
  marks: ['reap-amid-write'],
  check: (lab) => lab.hunt({ scripts: reaping, judge: reapsAreCounted, enough }),
}

const reapSparesTheLiving: Law = {
  id: 'blobs/reap-spares-the-living',
  says: 'a write to which bytes came less than the idle time ago is never given up, however long it takes in all',
  ...reaped,
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~reap-takes-the-living'],
  marks: ['reap-amid-write', 'written'],
  check: (lab) => lab.hunt({ scripts: reaping, judge: livingAreSpared, enough }),
}

/** So long the next chunk is in coming, ms: far longer than any store keeps bytes back before it notes that they came. */
const chunkMs = 10_000

/** So long a write must be idle to be given up, ms: longer than a chunk is in coming, and shorter than the whole write. */
const idleMs = 15_000

/** Each is larger than what a store gathers before it adds bytes to those that it has. */
const slowChunks = pieces(300_000, 300_000, 300_000, 300_000)

/** A store to whose writes something happens whenever it asks for more bytes. */
function between(happens: () => Promise<void>): (inner: AnyPort) => AnyPort {
  async function* slowly(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk
      await happens()
    }
  }
  return (inner) => ({
    ...inner,
    write: async (scope, chunks, options) =>
      inner['write']?.(scope, slowly(chunks as AsyncIterable<Uint8Array>), options),
  })
}

/** Writes slowly while another session reaps, and looks at what became of it. */
async function writesSlowly(reaper: BenchSession, place: Bench): Promise<Surprise | undefined> {
  const reaps: Outcome[] = []
  const writer = await place.open(
    between(async () => {
      await place.turn(chunkMs)
      reaps.push(await reaper.call('reap', { idleMs }))
    }),
  )
  const outcome = await writer.call('write', { scope: run, chunks: slowChunks })
  const took = reaps.map(statusOf).find((answer) => answer !== '{"writes":0}')
  if (took !== undefined) return { expected: `{"writes":0}: bytes came ${chunkMs} ms ago`, observed: took }
  const seen = outcome.status === 'ok' ? (outcome.value as WriteSeen) : undefined
  if (seen?.status !== 'written') return { expected: 'written: nobody gave it up', observed: statusOf(outcome) }
  const got = await reaper.call('read', { scope: run, ref: seen.ref })
  const isWhole = got.status === 'ok' && 'digest' in (got.value as ReadSeen)
  const digest = isWhole ? (got.value as { readonly digest: string }).digest : statusOf(got)
  const expected = digestOf(slowChunks.map(bytesOf))
  return digest === expected ? undefined : { expected: `a blob with the digest ${expected}`, observed: digest }
}

const slowWriteIsSpared: Law = {
  id: 'blobs/slow-write-is-spared',
  says: 'a write whose bytes come more often than the idle time is not given up, though it is under way for longer than that',
  ...reaped,
  from: 'T0',
  to: 'T0',
  needs: { ...reaped.needs, clock: 'turned' },
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~idle-since-begun'],
  check: (lab) => onOneSession(lab, writesSlowly),
}

const reapedWriterPublishesNothing: Law = {
  id: 'blobs/reaped-writer-publishes-nothing',
  says: 'a writer whose write was reaped while it was slow rejects with ABORTED: neither the rest nor anything else of it is published',
  ...reaped,
  source: ['blobs/port.ts: reap'],
  mutants: ['blobs~reaped-writer-publishes-rest', 'blobs~reaped-writer-is-told-success'],
  marks: ['reap-amid-write'],
  check: (lab) => lab.hunt({ scripts: reaping, enough }),
}

/** From the ground up. */
export const agesLaws: readonly Law[] = [
  storedAtIsPublication,
  listsByAge,
  everyPageGoesByAge,
  reapSparesPublished,
  reapCounts,
  reapSparesTheLiving,
  slowWriteIsSpared,
  reapedWriterPublishesNothing,
]

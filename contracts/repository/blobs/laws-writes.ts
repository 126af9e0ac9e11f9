/** The laws of blobs that speak of writes which come to no end, wait or overlap: what they leave, and what becomes of their source. */
import { due } from '../../examples.ts'
import { showAtLength } from '../../show.ts'
import type { Bench, Lab, Outcome, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import { StoreError } from '../../errors.ts'
import { run } from '../outputs/rows.ts'
import { abortedWrites, amidDeletion, failedWrites, overlappingWrites } from './commands.ts'
import { lists } from './laws-reads.ts'
import { offers } from './moves.ts'
import { pieces } from './names.ts'
import type { BlobStore } from './port.ts'
import type { WriteWatched } from './scenes.ts'

/** Scripts after which a law of single calls has shown what it can. */
const enough = 80

const law = {
  suite: 'streaming',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: { ports: ['blobs'] },
  since: '0.1.0',
} as const

const failedWriteIsNothing: Law = {
  id: 'blobs/failed-write-publishes-nothing',
  says: 'a write whose source throws rejects with that very error, and nothing of it is ever seen',
  ...law,
  source: ['blobs/port.ts: write', 'durability:Q11'],
  mutants: ['blobs~publishes-what-came', 'blobs~wraps-source-error'],
  marks: ['source-failed', 'written'],
  check: (lab) => lab.hunt({ scripts: failedWrites, faults: [], enough }),
}

const abortedWriteIsNothing: Law = {
  id: 'blobs/aborted-write-publishes-nothing',
  says: 'a write whose signal is aborted before its end rejects with ABORTED and publishes nothing, though its source ends as if it were whole',
  ...law,
  source: ['cache:G14'],
  mutants: ['blobs~aborted-end-is-end', 'blobs~ignores-signal', 'blobs~aborted-is-source-failure'],
  marks: ['aborted', 'written'],
  check: (lab) => lab.hunt({ scripts: abortedWrites, faults: [], enough }),
}

/** How many chunks a store takes before it fails. */
const failsAfter = [0, 3]

const failing = new StoreError('FULL', 'no room is left')

/** A store whose writes fail once they have taken so many chunks. */
function failingAfter(taken: number): (inner: AnyPort) => AnyPort {
  const write: BlobStore['write'] = async (_, chunks) => {
    let count = 0
    if (taken > 0) for await (const _chunk of chunks) if (++count === taken) break
    throw failing
  }
  return (inner) => ({ ...inner, ...({ write } as unknown as AnyPort) })
}

function seenOf(outcome: Outcome): WriteWatched | undefined {
  return outcome.status === 'ok' ? (outcome.value as WriteWatched) : undefined
}

/** Writes to a store that fails after so many chunks, a source that would go on for long. */
async function releases(place: Bench, taken: number): Promise<Surprise | undefined> {
  const session = await place.open(failingAfter(taken))
  const chunks = Array.from({ length: 10 }, () => pieces(1_000)).flat()
  const outcome = await session.call('write', { scope: run, chunks, watches: true })
  const seen = seenOf(outcome)
  const expected = `FULL and a source that was told so, after ${taken} chunks`
  const isDue = seen?.status === 'rejected' && seen.code === 'FULL' && seen.returned
  return isDue ? undefined : { expected, observed: showAtLength(outcome) }
}

const lostSinkReleasesSource: Law = {
  id: 'blobs/failed-sink-releases-source',
  says: 'where the store fails before it has read anything or in the middle, its error is told and the source learns that nothing more is read',
  ...law,
  from: 'T0',
  to: 'T0',
  source: ['cache:37', 'cache:38'],
  mutants: ['blobs~unread-source-is-left', 'blobs~source-is-left-midway', 'blobs~sink-error-is-swallowed'],
  check: (lab: Lab) =>
    lab.example(failsAfter.length, async (places) => {
      for (const [index, place] of places.entries()) {
        const surprise = await releases(place, failsAfter[index] ?? 0)
        if (surprise) return surprise
      }
      return undefined
    }),
}

/** How many writes wait, each for the next: more than a pool has connections (10 of pg) or libuv threads (4), which a store may hold. */
const nests = 24

const waitingSourceHoldsNobody: Law = {
  id: 'blobs/waiting-source-holds-nobody',
  says: 'while the sources of many writes wait, another write of their session begins and ends',
  ...law,
  from: 'T0',
  to: 'T0',
  source: ['blobs/port.ts: write'],
  mutants: ['blobs~one-write-at-a-time', 'blobs~few-writes-at-once'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const surprise = await due(session, 'written', 'write', { scope: run, chunks: pieces(3, 3), nests })
      return surprise ?? (offers(lab.claims, 'list') ? lists(session, nests + 1) : undefined)
    }),
}

const raced = {
  ...law,
  suite: 'concurrent-writers',
  from: 'T2',
  to: 'T4',
  needs: { ports: ['blobs'], sharing: 'thread' },
} as const

const writersDoNotMix: Law = {
  id: 'blobs/writers-do-not-mix',
  says: 'writes that overlap each make a blob of their own bytes: no chunk of one is ever in the other',
  ...raced,
  source: ['cache:94', 'blobs/port.ts: Blobs'],
  mutants: ['blobs~one-buffer-for-all', 'blobs~one-name-at-a-time'],
  marks: ['written', 'chunked', 'amid-write'],
  check: (lab) => lab.hunt({ scripts: overlappingWrites, race: true, faults: ['park', 'stop', 'delay'], enough }),
}

const deletionCutsNothingShort: Law = {
  id: 'blobs/deletion-cuts-nothing-short',
  says: 'a blob that is deleted while it is read gives all of its bytes or rejects with ABORTED: it never ends early as if it were whole',
  ...raced,
  source: ['blobs/port.ts: stream'],
  mutants: ['blobs~deleted-is-end', 'blobs~deleted-is-corrupt'],
  marks: ['deleted', 'amid-read'],
  check: (lab) => lab.hunt({ scripts: amidDeletion, race: true, faults: ['park', 'stop', 'delay'], enough }),
}

/** From the ground up. */
export const writesLaws: readonly Law[] = [
  failedWriteIsNothing,
  abortedWriteIsNothing,
  lostSinkReleasesSource,
  waitingSourceHoldsNobody,
  writersDoNotMix,
  deletionCutsNothingShort,
]

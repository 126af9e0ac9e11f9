/** The laws of workers about what is kept: what their owners noted, and rows that have come to harm. */
import type { Bench, BenchSession, Surprise } from '../lab.ts'
import type { Law } from '../law.ts'
import { allDue, due, listed } from '../examples.ts'
import type { AnyPort } from '../port.ts'
import { anyValue, falsyValue, mutableValue } from '../repository/generate.ts'
import { showAtLength } from '../show.ts'
import { carried } from './lives/generate.ts'
import { asked, claimed, needs } from './laws-places.ts'
import type { WorkerInspected, WorkersPage } from './port.ts'

const since = '0.1.0'

const inOneSession = { suite: 'basics', level: 'must', from: 'T1', to: 'T1', needs, since } as const

const factsRoundTrip: Law = {
  ...inOneSession,
  id: 'workers/facts-round-trip',
  says: 'what an owner notes of a worker, and what its task ends with, come back as they were',
  source: ['workers/worker.ts: Worker', 'durability:S4'],
  mutants: ['workers~facts-are-text', 'workers~facts-end-with-activation', 'workers~settles-without-result'],
  marks: ['there', 'settled'],
  check: (lab) => lab.hunt({ scripts: carried(anyValue), faults: [], enough: 60 }),
}

const falsyRoundTrips: Law = {
  ...inOneSession,
  id: 'workers/falsy-round-trips',
  says: 'falsy values are values: 0, the empty text, false and null come back, and not as if nothing had been given',
  source: ['cache:D11', 'durability:S4'],
  mutants: ['workers~falsy-facts-are-none'],
  marks: ['there', 'settled'],
  check: (lab) => lab.hunt({ scripts: carried(falsyValue), faults: [], enough: 60 }),
}

const storeKeepsItsOwn: Law = {
  ...inOneSession,
  id: 'workers/store-keeps-its-own',
  says: 'neither what a caller gave nor the row that it was shown edits the store when the caller changes it',
  source: ['cache:D18'],
  mutants: ['workers~keeps-live-owner', 'workers~gives-the-facts'],
  marks: ['there', 'settled'],
  check: (lab) => lab.hunt({ scripts: carried(mutableValue), faults: [], enough: 60 }),
}

/** A session whose store gives what was noted of one worker back damaged, and tells of its row in listings. */
function damaging(inner: AnyPort): AnyPort {
  return {
    ...inner,
    async inspect(id) {
      const got = (await inner['inspect']?.(id)) as WorkerInspected<string>
      if (id !== 'w' || got.status !== 'there' || !got.worker.facts) return got
      return { ...got, worker: { ...got.worker, facts: { value: got.worker.facts.value.slice(0, -1) } } }
    },
    async list(query) {
      const page = (await inner['list']?.(query)) as WorkersPage
      const workers = page.workers.filter(({ id }) => id !== 'x')
      const corrupt = page.workers.filter(({ id }) => id === 'x').map(({ id }) => ({ row: id, says: 'no owner' }))
      return { ...page, workers, ...(corrupt.length > 0 ? { corrupt } : {}) }
    },
  }
}

const items = (page: unknown): readonly string[] => (page as WorkersPage).workers.map(({ id }) => id)

/** Reserves three workers, of which one comes to harm in what was noted of it, and one as a whole. */
async function reserveThree(session: BenchSession): Promise<number | Surprise> {
  let first = 0
  for (const [id, task] of [
    ['w', 'a'],
    ['x', 'b'],
    ['y', 'c'],
  ] as const) {
    const token = await claimed(session, task)
    if (typeof token !== 'number') return token
    first ||= token
    const surprise = await due(session, 'reserved', 'reserve', id, asked(task, token, { facts: { value: [1] } }))
    if (surprise) return surprise
  }
  return first
}

/** Harm is told of the row that it came to; all others are listed, counted, and end like any other. */
async function harmIsKept(session: BenchSession): Promise<Surprise | undefined> {
  const token = await reserveThree(session)
  if (typeof token !== 'number') return token
  const surprise = await allDue(session, [
    ['StoreError CORRUPT', 'inspect', 'w'],
    ['StoreError CORRUPT', 'inspect', 'w'],
    ['there', 'inspect', 'y'],
    ['{"workers":3}', 'count', {}],
    ['held', 'beat', 'w', token],
  ])
  if (surprise) return surprise
  const found = await listed(session, { method: 'list', args: [], items }, 1_000)
  if ('expected' in found) return found
  if (found.toSorted().join() !== 'w,y') return { expected: 'w and y listed', observed: found.join(', ') }
  const page = await session.call('list', { limit: 10 })
  const { corrupt } = page.status === 'ok' ? (page.value as WorkersPage) : { corrupt: undefined }
  if (corrupt?.length !== 1) return { expected: 'one row that is told as corrupt', observed: showAtLength(page) }
  return due(session, 'settled', 'settle', 'w', token, { to: 'failed', result: { value: 'unreadable' } })
}

const corruptHidesNoOther: Law = {
  id: 'workers/corrupt-hides-no-other',
  says: 'a row that came to harm is told as CORRUPT and is never absent; it hides no other, and a worker whose facts were harmed is listed, heard of and ended like any other',
  suite: 'faults',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  since,
  source: ['durability:N11', 'durability:A14'],
  mutants: ['workers~corrupt-is-absent', 'workers~corrupt-fails-listing', 'workers~corrupt-fails-beat'],
  check: (lab) =>
    lab.example(1, async ([place]: readonly Bench[]) =>
      place
        ? harmIsKept(await place.open((inner, port) => (port === 'workers' ? damaging(inner) : inner)))
        : { expected: 'a place', observed: 'none' },
    ),
}

/** What is kept. */
export const valueLaws: readonly Law[] = [factsRoundTrip, falsyRoundTrips, storeKeepsItsOwn, corruptHidesNoOther]

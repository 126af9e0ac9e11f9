/** The laws of tasks about what is kept: values, rows that are found, and rows that have come to harm. */
import type { Bench, BenchSession, Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import { allDue, listed } from '../../examples.ts'
import { anyValue, falsyValue, mutableValue } from '../generate.ts'
import { carried, focused } from './commands.ts'
import { claimOf, plain } from './laws-places.ts'
import { ending } from './moves.ts'
import type { TaskGot, TasksPage } from './port.ts'

const since = '0.1.0'
const needs = { ports: ['tasks'] }

const inOneSession = { suite: 'basics', level: 'must', from: 'T1', to: 'T1', needs, since } as const

const insertedIsFound: Law = {
  ...inOneSession,
  id: 'tasks/inserted-is-found',
  says: 'a task whose insertion was acknowledged is found, with all that was said of it',
  source: ['durability:S1'],
  mutants: ['tasks~insert-or-ignore', 'tasks~time-limit-dropped', 'tasks~priority-dropped'],
  marks: ['inserted', 'known'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['insert', 'get', 'list'] }), faults: [], enough: 150 }),
}

const valuesRoundTrip: Law = {
  ...inOneSession,
  id: 'tasks/values-round-trip',
  says: 'what a task is given, how far it is, what it ended with and what is told of it come back as they were',
  source: ['tasks/task.ts: Task', 'durability:S4'],
  mutants: ['tasks~progress-not-kept', 'tasks~result-is-text', 'tasks~message-lost'],
  marks: ['held', 'completed', 'failed'],
  check: (lab) => lab.hunt({ scripts: carried(anyValue), faults: [], enough: 60 }),
}

const falsyRoundTrips: Law = {
  ...inOneSession,
  id: 'tasks/falsy-round-trips',
  says: 'falsy values are values: 0, the empty text, false and null come back, and not as if nothing had been given',
  source: ['cache:D11', 'durability:S4'],
  mutants: ['tasks~falsy-result-is-null', 'tasks~falsy-progress-is-none'],
  marks: ['held', 'completed', 'failed'],
  check: (lab) => lab.hunt({ scripts: carried(falsyValue), faults: [], enough: 60 }),
}

const valuesAreCopies: Law = {
  ...inOneSession,
  id: 'tasks/values-are-copies',
  says: 'what its owner does to an object after it was given, or got, changes nothing in the store',
  source: ['cache:D18'],
  mutants: ['tasks~keeps-the-object', 'tasks~gives-the-object'],
  marks: ['held', 'completed', 'failed'],
  check: (lab) => lab.hunt({ scripts: carried(mutableValue), faults: [], enough: 60 }),
}

/** A session whose store gives the payload of one task back damaged. */
function damaging(inner: AnyPort): AnyPort {
  return {
    ...inner,
    async get(id) {
      const got = (await inner['get']?.(id)) as TaskGot<string>
      const isHarmed = id === 'a' && got.status === 'there'
      return isHarmed ? { ...got, task: { ...got.task, payload: got.task.payload.slice(0, -1) } } : got
    },
  }
}

/** The task that came to harm is claimed, told as such, ended and listed; the other one is none the worse for it. */
async function harmIsKept(session: BenchSession): Promise<Surprise | undefined> {
  const made = await allDue(session, [
    ['inserted', 'insert', [plain('a', { payload: [1] }), plain('b', { payload: [1] })]],
  ])
  const token = made ?? (await claimOf(session, 'a', 'c1'))
  if (typeof token !== 'number') return token
  const surprise = await allDue(session, [
    ['StoreError CORRUPT', 'get', 'a'],
    ['StoreError CORRUPT', 'get', 'a'],
    ['there', 'get', 'b'],
  ])
  const other = surprise ?? (await claimOf(session, 'b', 'c2'))
  if (typeof other !== 'number') return other
  const items = (page: unknown): readonly string[] => (page as TasksPage).tasks.map(({ id }) => id)
  const found = await listed(session, { method: 'list', args: [], items }, 1_000)
  if ('expected' in found) return found
  if (found.length !== 2) return { expected: 'both tasks listed', observed: found.join(', ') }
  return allDue(session, [
    ['moved', 'move', 'a', ending('failed', token, { result: { value: 'unreadable' } })],
    ['moved', 'move', 'b', ending('completed', other)],
  ])
}

const corruptHidesNoOther: Law = {
  id: 'tasks/corrupt-hides-no-other',
  says: 'a task whose value cannot be read is told as CORRUPT and is never absent; it is listed, claimed and ended like any other, and hides none',
  suite: 'faults',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs,
  since,
  source: ['durability:N11', 'durability:A14'],
  mutants: ['tasks~corrupt-is-absent', 'tasks~corrupt-fails-listing', 'tasks~corrupt-fails-claim'],
  check: (lab) =>
    lab.example(1, async ([place]: readonly Bench[]) =>
      place ? harmIsKept(await place.open(damaging)) : { expected: 'a place', observed: 'none' },
    ),
}

/** What is kept. */
export const valueLaws: readonly Law[] = [
  insertedIsFound,
  valuesRoundTrip,
  falsyRoundTrips,
  valuesAreCopies,
  corruptHidesNoOther,
]

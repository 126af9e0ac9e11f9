/** The laws of tasks that speak of listings. */
import type { Listing } from '../../examples.ts'
import { due, givenOnce, listed, pagesGive, touchesBoth } from '../../examples.ts'
import type { Bench, BenchSession, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { atFirst, plain, queue } from './laws-places.ts'
import { hostileNames } from './names.ts'
import type { TasksPage } from './port.ts'

/** The ids of all tasks. */
const tasks: Listing = {
  method: 'list',
  args: [],
  items: (page) => (page as TasksPage).tasks.map(({ id }) => id),
}

const listsEveryTask: Law = {
  ...atFirst,
  id: 'tasks/lists-every-task',
  says: 'the pages of a listing give every task exactly once, whatever the page size, and though others go and change in between',
  source: ['tasks/port.ts: list'],
  mutants: ['tasks~first-page-only', 'tasks~pages-by-offset', 'tasks~pages-by-change', 'tasks~pages-by-newest-change'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const inserted = await due(
        session,
        'inserted',
        'insert',
        hostileNames.map((id) => plain(id)),
      )
      if (inserted) return inserted
      for (const limit of [1, 3, hostileNames.length, 1_000]) {
        const surprise = await pagesGive(session, tasks, limit, hostileNames)
        if (surprise) return surprise
      }
      return staysListed(session, place)
    }),
}

/** Removes a task between the pages, and ends others; each that stays is given once. */
async function staysListed(session: BenchSession, place: Bench): Promise<Surprise | undefined> {
  const [gone = '', ...stays] = await listedIds(session)
  const cancel = (id: string): Promise<unknown> => session.call('move', id, { from: ['pending'], to: 'cancelled' })
  const seen = await listed(session, tasks, 2, async (page, given) => {
    if (page === 1) {
      await cancel(gone)
      await session.call('prune', { olderThanMs: 0 })
    }
    await touchesBoth({ page, seen: given, stays }, async (id) => {
      await place.turn(1)
      await cancel(id)
    })
  })
  return 'expected' in seen ? seen : givenOnce(seen, stays)
}

async function listedIds(session: BenchSession): Promise<readonly string[]> {
  const seen = await listed(session, tasks, 1_000)
  return 'expected' in seen ? [] : seen
}

/** Tasks of two queues, of which every other pair is cancelled. */
const mixed = Array.from({ length: 16 }, (_, at) => ({
  id: `t-${at}`,
  queue: at % 2 === 0 ? queue : 'other',
  state: at % 4 < 2 ? 'pending' : 'cancelled',
}))

const everyPageIsFiltered: Law = {
  ...atFirst,
  id: 'tasks/every-page-is-filtered',
  says: 'each page of a listing gives tasks of the queue and in the states that were asked for only, and all pages together every one of them',
  source: ['tasks/port.ts: list'],
  mutants: ['tasks~later-pages-ignore-queue', 'tasks~later-pages-ignore-states'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const inserted = await due(
        session,
        'inserted',
        'insert',
        mixed.map(({ id, queue: of }) => plain(id, { queue: of })),
      )
      if (inserted) return inserted
      for (const { id, state } of mixed)
        if (state === 'cancelled') await session.call('move', id, { from: ['pending'], to: 'cancelled' })
      return filtersEachPage(session)
    }),
}

async function filtersEachPage(session: BenchSession): Promise<Surprise | undefined> {
  const inQueue = mixed.filter((task) => task.queue === queue)
  const inState = mixed.filter(({ state }) => state === 'pending')
  const both = inQueue.filter((task) => inState.includes(task))
  for (const limit of [1, 3])
    for (const [query, found] of [
      [{ queue }, inQueue],
      [{ states: ['pending'] }, inState],
      [{ queue, states: ['pending'] }, both],
    ] as const) {
      const wanted = found.map(({ id }) => id)
      const surprise = await pagesGive(session, { ...tasks, query }, limit, wanted)
      if (surprise) return { ...surprise, expected: `${surprise.expected} of ${JSON.stringify(query)}` }
    }
  return undefined
}

/** All that there is first. */
export const listingLaws: readonly Law[] = [listsEveryTask, everyPageIsFiltered]

/**
 * Judges of one promise each, which need no model: a second path to the same facts, and one that names the promise. Calls
 * may overlap; a judge condemns only what no order of the overlapping calls can explain.
 */
import type { Broken, Event, History, Judge } from '../../lab.ts'
import type { TaskEvent, TaskEventsPage } from './port.ts'
import { claimedIn, statusIn, tasksIn } from './shown.ts'

function claimIdOf({ call }: Event): unknown {
  return (call.args[1] as { readonly claimId?: unknown } | undefined)?.claimId
}

/** No claim of a task is given to two who claim. */
export const oneWorkerEach: Judge = (history) => {
  const given = new Map<string, unknown>()
  for (const [at, event] of history.entries()) {
    const task = claimedIn(event)
    if (!task) continue
    const name = JSON.stringify([task.id, task.token])
    const claimId = claimIdOf(event)
    if (given.has(name) && given.get(name) !== claimId)
      return {
        at,
        expected: `another task or token for ${String(claimId)}`,
        observed: `${name}, which ${String(given.get(name))} has`,
      }
    given.set(name, claimId)
  }
  return undefined
}

/** The greatest token that was shown of an id before a call began. */
function greatestBefore(history: History, event: Event, id: string): number {
  const tokens = history
    .filter(({ returned }) => returned < event.invoked)
    .flatMap((earlier) => tasksIn(earlier).flatMap((task) => (task.id === id ? [task.token] : [])))
  return Math.max(0, ...tokens)
}

/** Whether an earlier claim by the same id gave the token, or may have given it: nobody saw its answer. */
function mayHaveGiven(earlier: Event, event: Event, token: number | undefined): boolean {
  if (earlier.call.method !== 'claim' || claimIdOf(earlier) !== claimIdOf(event)) return false
  return earlier.outcome.status !== 'ok' || claimedIn(earlier)?.token === token
}

/** When a claim was asked for first: its change may be that of an earlier one by the same id whose answer nobody saw. */
function firstAsked(history: History, event: Event): number {
  const token = claimedIn(event)?.token
  const giver = history.find((earlier) => earlier === event || mayHaveGiven(earlier, event, token))
  return giver?.invoked ?? event.invoked
}

/** Each new claim of an id has a token greater than every one that was seen of it before. */
export const tokensRise: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    const task = claimedIn(event)
    const isAgain = history.slice(0, at).some((earlier) => mayHaveGiven(earlier, event, task?.token))
    if (!task || isAgain) continue
    const greatest = greatestBefore(history, event, task.id)
    if (greatest >= task.token)
      return { at, expected: `a token greater than ${greatest}`, observed: `token ${task.token}` }
  }
  return undefined
}

interface Page {
  readonly at: number
  readonly event: Event
  readonly after: number
  readonly page: TaskEventsPage<string>
}

function pagesOf(history: History): readonly Page[] {
  return history.flatMap((event, at) => {
    if (event.call.method !== 'events' || event.outcome.status !== 'ok') return []
    const { after } = event.call.args[0] as { readonly after: number }
    return [{ at, event, after, page: event.outcome.value as TaskEventsPage<string> }]
  })
}

function passedOver(pages: readonly Page[], { at, after, page }: Page): Broken | undefined {
  for (const other of pages) {
    // What lies between where a page began and where it ended was shown by it.
    const shown = other.page.events.map(({ seq }) => seq)
    const late = page.events.find(({ seq }) => seq > other.after && seq <= other.page.next && !shown.includes(seq))
    if (late)
      return {
        at: Math.max(at, other.at),
        expected: `the event ${late.seq} in the page from ${other.after} to ${other.page.next}`,
        observed: 'a page without it',
      }
  }
  const falling = page.events.find(({ seq }, index) => seq <= (page.events[index - 1]?.seq ?? after))
  return falling && { at, expected: 'events that rise', observed: `${falling.seq} behind ${after}` }
}

/** The changes that were told, each once, by id: each begins where the last one ended. */
function chained(pages: readonly Page[]): Broken | undefined {
  const all = new Map<number, TaskEvent<string>>()
  for (const { page } of pages) for (const event of page.events) all.set(event.seq, event)
  const isWhole = pages.some(({ after }) => after === 0)
  const last = new Map<string, string>()
  for (const { id, from, to, seq } of [...all.values()].toSorted((one, other) => one.seq - other.seq)) {
    const before = last.get(id)
    const fits = before === undefined ? !isWhole || from === undefined : from === before
    if (!fits)
      return {
        at: pages.at(-1)?.at ?? 0,
        expected: `an event of ${id} from ${before ?? 'nowhere'}`,
        observed: `the event ${seq} from ${from ?? 'nowhere'}`,
      }
    last.set(id, to)
  }
  return undefined
}

/** A change that was answered before another was asked for is told before it. */
function inOrder(history: History, pages: readonly Page[]): Broken | undefined {
  const told = new Map<string, number>()
  for (const { page } of pages)
    for (const { id, to, from, seq } of page.events)
      if (from === 'pending' && to === 'active') told.set(`${id} ${seq}`, seq)
  const claims = history.filter((event) => claimedIn(event))
  const seqOf = (event: Event): number | undefined => {
    const id = claimedIn(event)?.id ?? ''
    const own = [...told.keys()].filter((name) => name.startsWith(`${id} `))
    const times = claims.filter((other) => claimedIn(other)?.id === id).length
    return own.length === 1 && times === 1 ? told.get(own[0] ?? '') : undefined
  }
  for (const later of claims) {
    const asked = firstAsked(history, later)
    const earlier = claims.find((one) => one.returned < asked && (seqOf(one) ?? 0) > (seqOf(later) ?? Infinity))
    if (earlier)
      return {
        at: history.indexOf(later),
        expected: `an event above ${seqOf(earlier)}`,
        observed: `the event ${seqOf(later)}`,
      }
  }
  return undefined
}

/** Whoever goes on from where a page ended sees every change once, in the order in which they took effect. */
export const feedSkipsNothing: Judge = (history) => {
  const pages = pagesOf(history)
  for (const page of pages) {
    const found = passedOver(pages, page)
    if (found) return found
  }
  return chained(pages) ?? inOrder(history, pages)
}

/** A dependant that was let go was let go once: there is one event of it. */
export const unblockedOnce: Judge = (history) => {
  const [page] = pagesOf(history).toReversed()
  const freed = page?.page.events.filter(({ id, from, to }) => id === 'c' && from === 'blocked' && to === 'pending')
  const ended = history.filter((event) => event.call.method === 'move' && statusIn(event) === 'moved').length
  if (!page || ended < 2 || page.after !== 0) return undefined
  return freed?.length === 1
    ? undefined
    : { at: page.at, expected: 'one event by which c goes from blocked to pending', observed: `${freed?.length ?? 0}` }
}

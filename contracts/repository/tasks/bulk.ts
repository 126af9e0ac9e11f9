/** The calls of the model that go through many tasks: reap, prune, list and events. */
import type { Call } from '../../port.ts'
import type { Span } from '../../contract.ts'
import type { TaskEventsPage, TasksPage, TasksReaped, TaskState } from './port.ts'
import type { Row } from './rows.ts'
import { isOver, over, stalled, timedOut } from './rows.ts'
import type { Told, World } from './world.ts'
import { changed, describeRow, sawEvent, seen, sortedById } from './world.ts'

type Fate = 'stays' | 'lapses' | 'timesOut'

/** What a reap may make of a row. Where its outcome was never seen it may also not have come to it. */
function fates({ claim, facts }: Row, graceMs: number, span: Span, isSeen: boolean): readonly Fate[] {
  if (!claim) return ['stays']
  const lapsed = over(claim.lease, 0, span)
  const graced = over(claim.lease, graceMs, span)
  const timeout = facts.timeoutMs === undefined ? undefined : over(claim.started, facts.timeoutMs, span)
  const mustGo = graced.must || (!lapsed.may && timeout?.must === true)
  return [
    ...(isSeen && mustGo ? [] : ['stays' as const]),
    ...(graced.may ? ['lapses' as const] : []),
    ...(!lapsed.must && timeout?.may === true ? ['timesOut' as const] : []),
  ]
}

/** Every way to take one of the choices of each. */
function ways<Choice>(choices: readonly (readonly Choice[])[]): readonly (readonly Choice[])[] {
  return choices.reduce<readonly (readonly Choice[])[]>(
    (all, some) => all.flatMap((way) => some.map((choice) => [...way, choice])),
    [[]],
  )
}

interface ReapedWorld {
  readonly world: World
  readonly counts: TasksReaped
}

function reaped(world: World, rows: readonly Row[], way: readonly Fate[], span: Span): ReapedWorld {
  const counts = { stalled: 0, failed: 0, timedOut: 0 }
  const after = rows.reduce((later, row, at) => {
    const fate = way[at]
    if (fate === undefined || fate === 'stays') return later
    const next = fate === 'lapses' ? stalled(row, span) : timedOut(row, span)
    counts[fate === 'timesOut' ? 'timedOut' : next.state === 'failed' ? 'failed' : 'stalled'] += 1
    return changed(later, next, { from: row.state }, span)
  }, world)
  return { world: after, counts }
}

function reapedWays(world: World, { args }: Call, span: Span, isSeen: boolean): readonly ReapedWorld[] {
  const { graceMs } = args[0] as { readonly graceMs: number }
  const rows = world.rows.filter(({ state }) => state === 'active')
  return ways(rows.map((row) => fates(row, graceMs, span, isSeen))).map((way) => reaped(world, rows, way, span))
}

/** The worlds after a reap with this answer, or what was due instead. */
export function reapedSo(world: World, call: Call, answer: TasksReaped, span: Span): readonly World[] | string {
  const all = reapedWays(world, call, span, true)
  const keys = ['stalled', 'failed', 'timedOut'] as const
  const fit = all.filter(({ counts }) => keys.every((key) => counts[key] === answer[key]))
  return fit.length > 0 ? fit.map((one) => one.world) : JSON.stringify(all[0]?.counts)
}

/** The worlds that a reap may leave whose outcome was never seen. */
export function maybeReaped(world: World, call: Call, span: Span): readonly World[] {
  return reapedWays(world, call, span, false).map((one) => one.world)
}

function withoutOld(told: readonly Told[], ageMs: number, span: Span, isSeen: boolean): readonly Told[] {
  return told.flatMap((event) => {
    const { may, must } = over(event.at, ageMs, span)
    if (isSeen && must) return []
    return [may ? { ...event, sure: false } : event]
  })
}

function prunedWays(world: World, { args }: Call, span: Span, isSeen: boolean): readonly World[] {
  const { olderThanMs } = args[0] as { readonly olderThanMs: number }
  const ends = world.rows.filter((row) => row.ended && over(row.ended, olderThanMs, span).may && isOver(row))
  const choices = ends.map(({ ended }) =>
    isSeen && ended && over(ended, olderThanMs, span).must ? [true] : [true, false],
  )
  const told = withoutOld(world.told, olderThanMs, span, isSeen)
  return ways(choices).map((way) => {
    const gone = ends.filter((_, at) => way[at] === true)
    return { ...world, told, rows: world.rows.filter((row) => !gone.includes(row)) }
  })
}

/** The worlds after a prune with this answer, or what was due instead. */
export function prunedSo(
  world: World,
  call: Call,
  answer: { readonly tasks: number },
  span: Span,
): readonly World[] | string {
  const all = prunedWays(world, call, span, true)
  const count = (one: World): number => world.rows.length - one.rows.length
  const fit = all.filter((one) => count(one) === answer.tasks)
  return fit.length > 0 ? fit : `${all.map(count).join(' or ')} tasks removed`
}

/** The worlds that a prune may leave whose outcome was never seen. */
export function maybePruned(world: World, call: Call, span: Span): readonly World[] {
  return prunedWays(world, call, span, false)
}

interface ListQuery {
  readonly queue?: string
  readonly states?: readonly TaskState[]
  readonly limit: number
  readonly cursor?: string
}

/** The world after a page, or what was due instead. */
export function listedSo(world: World, { args }: Call, page: TasksPage): World | string {
  const { queue, states, limit, cursor } = args[0] as unknown as ListQuery
  const wanted = ({ facts, state }: Row): boolean =>
    (queue === undefined || facts.queue === queue) && (states === undefined || states.includes(state))
  if (page.tasks.length > limit) return `a page of at most ${limit} tasks`
  const ids = page.tasks.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) return 'each task once'
  // A page that follows another, or is followed by one, need not show every task.
  const whole = page.cursor === undefined && cursor === undefined
  const unlisted = world.rows.find((row) => wanted(row) && !ids.includes(row.facts.id))
  if (whole && unlisted) return `listed: ${describeRow(unlisted)}`
  let later = world
  for (const task of page.tasks) {
    const row = later.rows.find((one) => one.facts.id === task.id && wanted(one))
    const next = row && seen(later, row, task)
    if (!next) return row ? describeRow(row) : `no task ${task.id}: none such is there, or it is not asked for`
    later = next
  }
  return later
}

/** What is left once an event was shown: the first of its task, but for what has gone with a prune before it. */
function placed(
  left: readonly Told[],
  event: TaskEventsPage<string>['events'][number],
): { readonly shown: Told; readonly left: readonly Told[] } | undefined {
  const at = left.findIndex(({ id }) => id === event.id)
  const first = left[at]
  if (!first) return undefined
  const shown = sawEvent(first, event)
  if (shown) return { shown, left: left.toSpliced(at, 1) }
  return first.sure ? undefined : placed(left.toSpliced(at, 1), event)
}

/** The world after a page of events, or what was due instead. */
export function toldSo(world: World, { args }: Call, page: TaskEventsPage<string>): World | string {
  const { after, limit } = args[0] as { readonly after: number; readonly limit: number }
  const { events, next } = page
  if (events.length > limit) return `a page of at most ${limit} events`
  if (next !== (events.at(-1)?.seq ?? after))
    return 'next: the seq of the last event that is given, or what was asked for'
  const before = world.told.filter(({ seq }) => seq !== undefined && seq <= after)
  // What was never read comes behind all that was.
  let left: readonly Told[] = world.told.filter(({ seq }) => seq === undefined || seq > after)
  let last = after
  const shown: Told[] = []
  for (const event of events) {
    const found = event.seq > last ? placed(left, event) : undefined
    if (!found) return eventDue(left, event.id, last)
    shown.push(found.shown)
    left = found.left
    last = event.seq
  }
  const unshown = left.find(({ sure, seq }) => sure && (events.length < limit || (seq !== undefined && seq < last)))
  if (unshown) return eventDue([unshown], unshown.id, last)
  const later = events.length < limit ? [] : left
  return { ...world, told: sortedById([...before, ...shown, ...later]) }
}

function eventDue(left: readonly Told[], id: string, last: number): string {
  const told = left.find((one) => one.id === id)
  return told
    ? `the event that ${told.id} went from ${told.from ?? 'nowhere'} to ${told.to}, with a seq above ${last}`
    : `no more events of ${id}`
}

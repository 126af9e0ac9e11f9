/** All tasks of the model with what was told of them, and what follows from the change of one. */
import type { Span } from '../../contract.ts'
import type { Task, TaskEvent, TaskState, TaskSummary } from './port.ts'
import type { Range, Row } from './rows.ts'
import { isOver, rangeOf, released } from './rows.ts'

/** A change that was told. */
export interface Told {
  readonly id: string
  readonly queue: string
  readonly from?: TaskState | undefined
  readonly to: TaskState
  readonly at: Range
  readonly message?: string | undefined
  /** undefined until it was read */
  readonly seq?: number
  /** whether it is there for certain: it may have gone with a prune */
  readonly sure: boolean
}

/**
 * Invariants: rows are sorted by id; `last` is the greatest token that was seen of an id. What was told is sorted by id too, and
 * of one id by time: in which order the changes of several tasks are told shows in the answers, and is no part of the state.
 */
export interface World {
  readonly tells: boolean
  readonly rows: readonly Row[]
  readonly last: { readonly [id: string]: number }
  readonly told: readonly Told[]
}

/** How a change came about. */
export interface Cause {
  readonly from: TaskState | undefined
  readonly message?: string | undefined
}

/** The greatest token that was seen of an id. Ids are anybody's words, `constructor` among them. */
function lastOf({ last }: World, id: string): number {
  return Object.hasOwn(last, id) ? (last[id] ?? 0) : 0
}

export function rowOf({ rows }: World, id: string): Row | undefined {
  return rows.find(({ facts }) => facts.id === id)
}

/** The world with a row in the place of the one with its id. */
export function withRow(world: World, row: Row): World {
  const others = world.rows.filter(({ facts }) => facts.id !== row.facts.id)
  return { ...world, rows: [...others, row].toSorted((one, other) => (one.facts.id < other.facts.id ? -1 : 1)) }
}

export function sortedById(told: readonly Told[]): readonly Told[] {
  return told.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
}

/** The world after a change of a row, with all that follows from it. */
export function changed(world: World, row: Row, { from, message }: Cause, span: Span): World {
  const { id, queue } = row.facts
  const event: Told = { id, queue, from, to: row.state, at: rangeOf(span), message, sure: true }
  const next = withRow(
    world.tells && from !== row.state ? { ...world, told: sortedById([...world.told, event]) } : world,
    row,
  )
  if (!isOver(row)) return next
  const waiting = next.rows.filter(({ waitsFor }) => waitsFor.includes(id))
  return waiting.reduce((later, one) => {
    // What an earlier one of them took along waits no more.
    const now = rowOf(later, one.facts.id)
    return now?.waitsFor.includes(id) ? changed(later, released(now, row, span), { from: now.state }, span) : later
  }, next)
}

/** Whether this token is that of the last claim, as far as can be known. */
export function owns(world: World, { token, facts }: Row, shown: number): { may: boolean; must: boolean } {
  if (token === undefined) return { may: shown > lastOf(world, facts.id), must: false }
  return { may: token === shown, must: token === shown }
}

function within(value: number | undefined, range: Range | undefined): boolean {
  if (value === undefined || range === undefined) return value === undefined && range === undefined
  return value >= range.min && value <= range.max
}

function exactly(ms: number | undefined): Range | undefined {
  return ms === undefined ? undefined : { min: ms, max: ms }
}

function sameFacts({ facts }: Row, task: TaskSummary): boolean {
  const keys = ['id', 'queue', 'kind', 'priority', 'maxAttempts', 'maxStalls', 'leaseMs'] as const
  return (
    keys.every((key) => facts[key] === task[key]) &&
    facts.timeoutMs === task.timeoutMs &&
    facts.idempotencyKey === task.idempotencyKey
  )
}

function sameStanding(row: Row, task: TaskSummary): boolean {
  const keys = ['state', 'attempts', 'stalls', 'why'] as const
  return (
    keys.every((key) => row[key] === task[key]) &&
    JSON.stringify(row.waitsFor) === JSON.stringify(task.waitsFor.toSorted())
  )
}

/** Whether a task was shown with the values that it has. */
export function sameValues({ facts, progress, result }: Row, task: Task<string>): boolean {
  return facts.payload === task.payload && progress === task.progress?.value && result === task.result?.value
}

function sameTimes(row: Row, task: TaskSummary): boolean {
  return (
    within(task.createdAtMs, row.created) &&
    within(task.dueAtMs, row.due) &&
    within(task.startedAtMs, row.claim?.started) &&
    within(task.leaseUntilMs, row.claim?.lease) &&
    within(task.endedAtMs, row.ended) &&
    task.claimId === row.claim?.id
  )
}

function text(range: Range | undefined): string {
  if (!range) return 'never'
  return range.min === range.max ? String(range.min) : `${range.min}..${range.max}`
}

/** A row as a person reads it. */
export function describeRow(row: Row): string {
  const { facts, state, attempts, stalls, token = 'unseen', claim, due, ended, why } = row
  const waits = row.waitsFor.length > 0 ? ` for ${row.waitsFor.join(', ')}` : ''
  const held = claim ? `, claimed as ${claim.id} at ${text(claim.started)} until ${text(claim.lease)}` : ''
  const end = ended ? `, ended at ${text(ended)}${why ? ` (${why})` : ''}` : ''
  const values = [`progress ${row.progress ?? 'none'}`, `result ${row.result ?? 'none'}`].join(', ')
  const counts = `attempts ${attempts}, stalls ${stalls}, token ${token}, created at ${text(row.created)}, due at ${text(due)}`
  return `task ${facts.id} of ${facts.queue} ${state}${waits}, ${counts}${held}${end}, ${values}`
}

/** The world once a task of it was shown so; undefined where it cannot be. */
export function seen(world: World, row: Row, task: TaskSummary): World | undefined {
  const { id } = row.facts
  if (!owns(world, row, task.token).may) return undefined
  if (!sameFacts(row, task) || !sameStanding(row, task) || !sameTimes(row, task)) return undefined
  const [started, lease] = [exactly(task.startedAtMs), exactly(task.leaseUntilMs)]
  const pinned: Row = {
    ...row,
    token: task.token,
    created: exactly(task.createdAtMs) ?? row.created,
    due: exactly(task.dueAtMs) ?? row.due,
    ended: exactly(task.endedAtMs),
    claim: row.claim && started && lease ? { id: row.claim.id, started, lease } : undefined,
  }
  const last = { ...world.last, [id]: Math.max(task.token, lastOf(world, id)) }
  return { ...withRow(world, pinned), last }
}

/** The world once an event of it was shown so. */
export function sawEvent(told: Told, event: TaskEvent<string>): Told | undefined {
  const { id, queue, from, to, at, message } = told
  const same = id === event.id && queue === event.queue && from === event.from && to === event.to
  if (!same || message !== event.message?.value || !within(event.atMs, at)) return undefined
  if (told.seq !== undefined && told.seq !== event.seq) return undefined
  return { ...told, at: exactly(event.atMs) ?? at, seq: event.seq, sure: true }
}

/**
 * What checkpoints promise to anyone who sees only calls and answers: one partition for each key.
 *
 * A purge tells how many runs it ended and not which, and the store's time of a call may be known only as a range. So a
 * state is the list of the rows that may be there; an answer leaves those that agree with it, and is illegal where it
 * leaves none. Invariants of a row: `last` is the greatest epoch ever seen for the key; a run's epoch is `last`, or not
 * yet seen (its reply was lost), and then greater; an item of the set has no streak; lists are sorted.
 */
import type { Call } from '../../port.ts'
import type { Judged, Model, Span } from '../../contract.ts'
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { Appended, Begun, CheckpointShown, Failed, FailureStreak, Finished, Replaced } from './port.ts'
import type { BeginOptions, FinishOptions, Row } from './rows.ts'
import {
  appended,
  begun,
  failed,
  finished,
  identified,
  idle,
  newItems,
  owns,
  purged,
  replaced,
  streaksOf,
} from './rows.ts'

export interface CheckpointState {
  /** whether runs have ages */
  readonly dated: boolean
  /** at least one */
  readonly rows: readonly Row[]
}

/** The rows to which an answer may lead from one row, or what was due instead. */
type Tried = readonly Row[] | string

/** A call with its answer, as the methods of one run read it. */
interface Asked<Answer> {
  readonly epoch: number
  readonly items: readonly string[]
  readonly value: Answer
  readonly span: Span
}

function unanswered(value: never): string {
  return `an answer of the shape that the port gives, not ${JSON.stringify(value)}`
}

/** What is due of a call by an epoch where it was answered with `superseded`, or of one by no epoch of a run. */
function supersededBy(row: Row, epoch: number, due: string): Tried {
  return owns(row, epoch).must ? `${due}: ${epoch} is the epoch of the run` : [row]
}

function notSuperseded(epoch: number): string {
  return `superseded: ${epoch} is not the epoch of a run`
}

function append(row: Row, { epoch, items, value, span }: Asked<Appended>): Tried {
  if (value.status === 'superseded') return supersededBy(row, epoch, 'appended')
  if (!owns(row, epoch).may) return notSuperseded(epoch)
  const added = newItems(row, items).length
  return value.status === 'appended' && value.added === added
    ? [appended(row, epoch, items, span)]
    : `appended, with ${added} added`
}

function fail(row: Row, { epoch, items, value, span }: Asked<Failed<string>>): Tried {
  if (value.status === 'superseded') return supersededBy(row, epoch, 'recorded')
  if (!owns(row, epoch).may) return notSuperseded(epoch)
  const after = failed(row, epoch, items, span)
  const named = streaksOf(after).filter(({ item }) => items.includes(item))
  return value.status === 'recorded' && sameStreaks(named, value.failing)
    ? [after]
    : `recorded, with the streaks ${JSON.stringify(named)}`
}

function replace(row: Row, { epoch, items, value, span }: Asked<Replaced>): Tried {
  if (value.status === 'superseded') return supersededBy(row, epoch, 'replaced')
  if (!owns(row, epoch).may) return notSuperseded(epoch)
  return value.status === 'replaced' ? [replaced(row, epoch, items, span)] : unanswered(value)
}

function finish(row: Row, epoch: number, { anchor }: FinishOptions, value: Finished): Tried {
  if (value.status === 'superseded') return supersededBy(row, epoch, 'finished or moved')
  if (!owns(row, epoch).may) return notSuperseded(epoch)
  const moved = anchor !== undefined && anchor.from !== row.anchor
  if (value.status === 'moved') {
    return moved && value.anchor === row.anchor
      ? [identified(row, epoch)]
      : `${moved ? 'moved' : 'finished'}: the anchor is ${JSON.stringify(row.anchor)}`
  }
  if (moved) return `moved: the anchor is ${JSON.stringify(row.anchor)}`
  return value.status === 'finished' ? [finished(row, epoch, anchor?.to)] : unanswered(value)
}

function purge(row: Row, idleMs: number, runs: number, span: Span): Tried {
  if (!Number.isSafeInteger(runs) || runs < 0) return 'a number of runs'
  const { may, must } = idle(row, idleMs, span)
  if (runs === 0) return must ? `at least 1 run: one was not touched for ${idleMs} ms` : [row]
  if (must) return [purged(row)]
  return may ? [purged(row), row] : [row]
}

function sameItems(wanted: readonly string[], shown: readonly string[]): boolean {
  return JSON.stringify(wanted) === JSON.stringify(shown.toSorted())
}

function sameStreaks(wanted: readonly FailureStreak<string>[], shown: readonly FailureStreak<string>[]): boolean {
  const listed = shown.map(({ item, streak }) => JSON.stringify([item, streak]))
  return sameItems(wanted.map(({ item, streak }) => JSON.stringify([item, streak])).toSorted(), listed)
}

/** What is shown of a run by `begin` and by `inspect`. */
type ShownRun = Omit<Begun<string>, 'resumed'>

/** The row after its run was shown, or what should have been shown. */
function seenRun(row: Row, shown: ShownRun, dated: boolean): Tried {
  const { run, anchor } = row
  if (!run) return 'none'
  if (run.epoch === undefined ? !(shown.epoch > row.last) : shown.epoch !== run.epoch)
    return run.epoch === undefined ? `an epoch greater than ${row.last}` : `epoch ${run.epoch}`
  if (shown.pin !== run.pin) return `pin ${JSON.stringify(run.pin)}`
  if (!sameItems(run.done, shown.done)) return `done ${JSON.stringify(run.done)}`
  if (!sameStreaks(streaksOf(row), shown.failing)) return `failing ${JSON.stringify(streaksOf(row))}`
  if (shown.anchor !== anchor) return `anchor ${JSON.stringify(anchor)}`
  return seenTouch(identified(row, shown.epoch), shown.touchedAtMs, dated)
}

function seenTouch(row: Row, atMs: number | undefined, dated: boolean): Tried {
  const { run } = row
  if (!run || !dated) return atMs === undefined ? [row] : 'no touchedAtMs: no ages are claimed'
  const { fromMs, toMs } = run.touched
  if (atMs === undefined || atMs < fromMs || atMs > toMs) return `last touched at ${fromMs}..${toMs}`
  return [{ ...row, run: { ...run, touched: { fromMs: atMs, toMs: atMs } } }]
}

function inspect(row: Row, value: CheckpointShown<string>, dated: boolean): Tried {
  if (value.status === 'running') return seenRun(row, value, dated)
  if (row.run) return `running, with pin ${JSON.stringify(row.run.pin)}`
  if (!sameStreaks(streaksOf(row), value.failing)) return `failing ${JSON.stringify(streaksOf(row))}`
  return value.status === 'none' && value.anchor === row.anchor
    ? [row]
    : `none, with anchor ${JSON.stringify(row.anchor)}`
}

function begin(row: Row, options: BeginOptions, value: Begun<string>, span: Span, dated: boolean): Tried {
  const after = begun(row, options, span)
  const resumed = row.run !== undefined && options.discard !== row.run.pin
  return value.resumed === resumed ? seenRun(after, value, dated) : `resumed ${resumed}`
}

function tryRow(row: Row, { method, args }: Call, value: unknown, span: Span, dated: boolean): Tried {
  const [key, second, third] = args as readonly unknown[]
  const asked = { epoch: second as number, items: third as readonly string[], span }
  switch (method) {
    case 'begin':
      return begin(row, second as BeginOptions, value as Begun<string>, span, dated)
    case 'append':
      return append(row, { ...asked, value: value as Appended })
    case 'fail':
      return fail(row, { ...asked, value: value as Failed<string> })
    case 'replace':
      return replace(row, { ...asked, value: value as Replaced })
    case 'finish':
      return finish(row, asked.epoch, third ?? {}, value as Finished)
    case 'purge':
      return purge(row, (key as { idleMs: number }).idleMs, (value as { runs: number }).runs, span)
    default:
      return inspect(row, value as CheckpointShown<string>, dated)
  }
}

/** Rows that no call can tell apart are one. */
function distinct(rows: readonly Row[]): readonly Row[] {
  return rows.length < 2 ? rows : [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

function step(state: CheckpointState, call: Call, value: unknown, span: Span): Judged<CheckpointState> {
  const tried = state.rows.map((row) => tryRow(row, call, value, span, state.dated))
  const rows = tried.flatMap((one) => (typeof one === 'string' ? [] : one))
  const [due = ''] = tried.filter((one) => typeof one === 'string')
  return rows.length > 0 ? { legal: true, state: { ...state, rows: distinct(rows) } } : { legal: false, expected: due }
}

/** The row after a call that took effect; undefined where it can have had none. */
function effect(row: Row, { method, args }: Call, span: Span): Row | undefined {
  const [key, second, third] = args as readonly unknown[]
  if (method === 'begin') return begun(row, second as BeginOptions, span)
  if (method === 'purge') return idle(row, (key as { idleMs: number }).idleMs, span).may ? purged(row) : undefined
  const epoch = second as number
  if (method === 'inspect' || !owns(row, epoch).may) return undefined
  if (method === 'finish') {
    const { anchor } = (third ?? {}) as FinishOptions
    return anchor && anchor.from !== row.anchor ? undefined : finished(row, epoch, anchor?.to)
  }
  const items = third as readonly string[]
  if (method === 'replace') return replaced(row, epoch, items, span)
  return method === 'append' ? appended(row, epoch, items, span) : failed(row, epoch, items, span)
}

/** The model of checkpoints. */
export const checkpointsModel: Model<CheckpointState> = {
  initial: (_, claims: Claims) => ({
    dated: !isNo(claims.ports.checkpoints?.ages),
    rows: [{ last: 0, anchor: null, failing: [] }],
  }),
  step,
  unseen(state, call, span) {
    const rows = state.rows.flatMap((row) => effect(row, call, span) ?? [])
    return rows.length > 0 ? [{ ...state, rows: distinct(rows) }] : []
  },
  concerns: ({ method, args }) =>
    method === 'purge' ? { everywhere: true, partitions: [] } : { everywhere: false, partitions: [args[0] as string] },
  key: ({ rows }) => JSON.stringify(rows.map((row) => JSON.stringify(row)).toSorted()),
}

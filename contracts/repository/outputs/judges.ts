/**
 * Judges of one promise each, which need no model: a second, independent path to the same facts, and one that names
 * the promise. Calls may overlap; a judge condemns only what no order of the overlapping calls can explain.
 */
import type { Broken, Event, History, Judge } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { partitionOf } from './model.ts'
import type { OutputGot, OutputsRemoved } from './port.ts'

function answer<Answer>({ outcome }: Event): Answer | undefined {
  return outcome.status === 'ok' ? ((outcome.value as Answer | null) ?? undefined) : undefined
}

function statusOf(event: Event): string | undefined {
  return answer<{ readonly status?: string }>(event)?.status
}

/** The row that a call names; undefined where it names none. */
function rowOf({ call: { method, args } }: Event): string | undefined {
  return ['get', 'put', 'delete'].includes(method) ? partitionOf(args[0] as string, args[1] as string) : undefined
}

/** Writes of the row that may have had effect before `until` returned. */
function writesOf(history: History, row: string | undefined, until: Event): readonly Event[] {
  return history.filter(
    (event) =>
      event.call.method === 'put' &&
      rowOf(event) === row &&
      event.outcome.status !== 'fail' &&
      event.invoked < until.returned,
  )
}

/** What a row answers was put into that very row: into no other key, run or tenant, and not by nobody. */
export const ownRowsOnly: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    const row = rowOf(event)
    const writes = writesOf(history, row, event)
    const got = answer<OutputGot<string>>(event)
    if (event.call.method === 'get' && got?.status === 'hit' && !writes.some(({ call }) => call.args[2] === got.value))
      return { at, expected: 'a miss, or a value that was put into this row', observed: showAtLength(got.value) }
    if (event.call.method === 'delete' && statusOf(event) === 'deleted' && writes.length === 0)
      return { at, expected: 'absent: nothing was put into this row', observed: 'deleted' }
  }
  return undefined
}

/** Whether a call may have removed the row. */
function mayRemove(event: Event, row: string): boolean {
  const { call, outcome } = event
  if (outcome.status === 'fail') return false
  if (call.method === 'delete') return rowOf(event) === row && statusOf(event) !== 'absent'
  if (call.method === 'clear') return row.startsWith(`${call.args[0] as string}\n`)
  return call.method === 'prune'
}

/** Whether a call surely replaced or removed the row, when it had effect. */
function supersedes(event: Event, row: string): boolean {
  if (event.outcome.status !== 'ok') return false
  if (event.call.method === 'put') return rowOf(event) === row
  return event.call.method !== 'prune' && mayRemove(event, row)
}

/** A write that was acknowledged before the read began, and that nothing may have removed since. */
function lostWrite(history: History, row: string, read: Event): Event | undefined {
  return writesOf(history, row, read).find((write) => {
    const acknowledged = write.outcome.status === 'ok' && write.returned < read.invoked
    const removed = history.some(
      (event) => event.returned > write.invoked && event.invoked < read.returned && mayRemove(event, row),
    )
    return acknowledged && !removed
  })
}

/** Whether the value can only come from writes that others surely followed before the read began. */
function isStale(history: History, row: string, read: Event, value: string): boolean {
  const sources = writesOf(history, row, read).filter(({ call }) => call.args[2] === value)
  return sources.every((source) =>
    history.some((event) => source.returned < event.invoked && event.returned < read.invoked && supersedes(event, row)),
  )
}

/** What was acknowledged is found by every later read, whoever reads, until it is overwritten or removed. */
export const acknowledgedIsFound: Judge = (history) => {
  for (const [at, event] of history.entries()) {
    const broken = event.call.method === 'get' ? missing(history, event, rowOf(event) ?? '') : undefined
    if (broken) return { at, ...broken }
  }
  const at = history.findIndex(({ outcome }) => outcome.status === 'fail')
  return at < 0 ? undefined : { at, expected: 'an answer', observed: showAtLength(history[at]?.outcome) }
}

function missing(history: History, read: Event, row: string): Omit<Broken, 'at'> | undefined {
  const got = answer<OutputGot<string>>(read)
  if (got?.status === 'miss') {
    const lost = lostWrite(history, row, read)
    return lost && { expected: `a hit: ${showAtLength(lost.call.args[2])} was stored`, observed: 'a miss' }
  }
  if (got?.status !== 'hit' || !isStale(history, row, read, got.value)) return undefined
  return { expected: 'the value that was stored last', observed: showAtLength(got.value) }
}

/** Rows by partition, with the store's time of their write; 0 where the adapter claims no ages. */
type Rows = ReadonlyMap<string, number>

/** The rows that a removal takes; undefined where the time of its effect leaves that open. */
function taken({ call, fromMs, toMs }: Event, rows: Rows): readonly string[] | undefined {
  const [first] = call.args
  if (call.method === 'clear') return [...rows.keys()].filter((row) => row.startsWith(`${first as string}\n`))
  const { olderThanMs } = first as { readonly olderThanMs: number }
  const at = (ms: number): readonly string[] =>
    [...rows].filter(([, storedAtMs]) => ms - storedAtMs >= olderThanMs).map(([row]) => row)
  return at(fromMs).length === at(toMs).length ? at(fromMs) : undefined
}

/** `clear` and `prune` count what they removed. For histories in which no calls overlap or get lost. */
export const removalsAreCounted: Judge = (history) => {
  const rows = new Map<string, number>()
  for (const [at, event] of history.entries()) {
    const row = rowOf(event)
    if (row !== undefined && event.call.method === 'put')
      rows.set(row, answer<{ readonly storedAtMs?: number }>(event)?.storedAtMs ?? 0)
    if (row !== undefined && event.call.method === 'delete') rows.delete(row)
    if (event.call.method !== 'clear' && event.call.method !== 'prune') continue
    const gone = taken(event, rows)
    if (!gone) return undefined
    const removed = answer<OutputsRemoved>(event)?.rows
    if (removed !== gone.length) return { at, expected: `${gone.length} rows`, observed: showAtLength(removed) }
    for (const one of gone) rows.delete(one)
  }
  return undefined
}

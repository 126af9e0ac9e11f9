/** A row of the model of checkpoints, and what each call that takes effect makes of it. */
import type { Span } from '../../contract.ts'
import type { FailureStreak } from './port.ts'

/** A streak, and whether the present run is counted in it already. */
export interface CountedStreak extends FailureStreak<string> {
  readonly counted: boolean
}

export interface Run {
  /** undefined where the reply that would have told it was lost */
  readonly epoch: number | undefined
  readonly pin: string
  readonly done: readonly string[]
  readonly touched: Span
}

/** What a key may stand at. */
export interface Row {
  readonly last: number
  readonly anchor: string | null
  readonly run?: Run
  readonly failing: readonly CountedStreak[]
}

export interface BeginOptions {
  readonly pin: string
  readonly discard?: string
}

export interface FinishOptions {
  readonly anchor?: { readonly from: string | null; readonly to: string }
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)].toSorted()
}

function instant({ fromMs, toMs }: Span): Span {
  return { fromMs, toMs }
}

/** Whether this epoch is the run's, as far as can be known. */
export function owns({ run, last }: Row, epoch: number): { readonly may: boolean; readonly must: boolean } {
  if (!run) return { may: false, must: false }
  if (run.epoch === undefined) return { may: epoch > last, must: false }
  return { may: run.epoch === epoch, must: run.epoch === epoch }
}

/** Whether the run may be, and whether it must be, idle for so long. */
export function idle({ run }: Row, idleMs: number, span: Span): { readonly may: boolean; readonly must: boolean } {
  if (!run) return { may: false, must: false }
  return { may: span.toMs - run.touched.fromMs >= idleMs, must: span.fromMs - run.touched.toMs >= idleMs }
}

/** The items that are not in the set, each once. */
export function newItems({ run }: Row, items: readonly string[]): readonly string[] {
  return unique(items).filter((item) => run?.done.includes(item) !== true)
}

/** The streaks as they are shown. */
export function streaksOf({ failing }: Row): readonly FailureStreak<string>[] {
  return failing.map(({ item, streak }) => ({ item, streak }))
}

/** The row once it is certain which epoch its run has. */
export function identified(row: Row, epoch: number): Row {
  return row.run ? { ...row, last: epoch, run: { ...row.run, epoch } } : row
}

function uncounted({ failing }: Row): readonly CountedStreak[] {
  return failing.map((one) => ({ ...one, counted: false }))
}

export function begun(row: Row, { pin, discard }: BeginOptions, span: Span): Row {
  const goesOn = row.run && row.run.pin !== discard ? row.run : { pin, done: [] }
  const run = { epoch: undefined, pin: goesOn.pin, done: goesOn.done, touched: instant(span) }
  return { last: row.last, anchor: row.anchor, run, failing: uncounted(row) }
}

function withSet(row: Row, epoch: number, done: readonly string[], span: Span): Row {
  const { anchor, run, failing } = identified(row, epoch)
  if (!run) return row
  const left = failing.filter(({ item }) => !done.includes(item))
  return { last: epoch, anchor, run: { ...run, done, touched: instant(span) }, failing: left }
}

export function appended(row: Row, epoch: number, items: readonly string[], span: Span): Row {
  if (items.length === 0) return identified(row, epoch)
  return withSet(row, epoch, unique([...(row.run?.done ?? []), ...items]), span)
}

export function replaced(row: Row, epoch: number, items: readonly string[], span: Span): Row {
  return withSet(row, epoch, unique(items), span)
}

export function failed(row: Row, epoch: number, items: readonly string[], span: Span): Row {
  const known = identified(row, epoch)
  if (items.length === 0 || !known.run) return known
  const raised = newItems(row, items).map((item): CountedStreak => {
    const before = row.failing.find((one) => one.item === item)
    return { item, streak: (before?.streak ?? 0) + (before?.counted ? 0 : 1), counted: true }
  })
  const others = row.failing.filter(({ item }) => !items.includes(item))
  const failing = [...others, ...raised].toSorted((left, right) => (left.item < right.item ? -1 : 1))
  return { ...known, run: { ...known.run, touched: instant(span) }, failing }
}

/** The row without its run; the greatest epoch that was seen stays. */
export function purged(row: Row): Row {
  return { last: row.last, anchor: row.anchor, failing: uncounted(row) }
}

export function finished(row: Row, epoch: number, anchor: string | undefined): Row {
  return purged({ ...identified(row, epoch), anchor: anchor ?? row.anchor })
}

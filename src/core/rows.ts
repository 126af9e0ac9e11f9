/**
 * Rows as a store gives them, read and never believed: each column is held to what it may hold, and a row that holds
 * anything else is CORRUPT, by its table, its key and the column. By hand, since every process of a store loads it.
 */
import type { CorruptRow } from '../../contracts/index.ts'
import { StoreError, isStoreError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'

/** What a column may hold. */
export interface Column<Held> {
  /** as it stands behind "expected" */
  readonly says: string
  readonly holds: (found: unknown) => found is Held
}

/** The columns of a row, by name. */
export type Shape<Row> = { readonly [Name in keyof Row]-?: Column<Row[Name]> }

export const text: Column<string> = { says: 'a text', holds: (found) => typeof found === 'string' }

export const flag: Column<boolean> = { says: 'true or false', holds: (found) => typeof found === 'boolean' }

export const bytes: Column<Buffer> = { says: 'bytes', holds: (found) => Buffer.isBuffer(found) }

/** Texts of any number. */
export const texts: Column<readonly string[]> = {
  says: 'a list of texts',
  holds: (found): found is readonly string[] => Array.isArray(found) && found.every((one) => typeof one === 'string'),
}

/** Whole numbers from `least` to 2^53-1. */
export function wholeFrom(least: number): Column<number> {
  return {
    says: `a whole number from ${least} to 2^53-1`,
    holds: (found): found is number => Number.isSafeInteger(found) && (found as number) >= least,
  }
}

/** A moment of the store's time, ms. */
export const moment: Column<number> = wholeFrom(0)

/** The same, or null. */
export function orNull<Held>({ says, holds }: Column<Held>): Column<Held | null> {
  return { says: `${says}, or null`, holds: (found): found is Held | null => found === null || holds(found) }
}

/** The same, or nothing, for a property that may be absent: rows of older programs do not have it. */
export function orAbsent<Held>({ says, holds }: Column<Held>): Column<Held> {
  return { says: `${says}, or nothing`, holds: (found): found is Held => found === undefined || holds(found) }
}

/** A list of rows in a row. */
export function listOf<Row>(shape: Shape<Row>): Column<readonly Row[]> {
  return {
    says: 'a list of rows',
    holds: (found): found is readonly Row[] =>
      Array.isArray(found) && found.every((row) => faultIn(row, shape) === undefined),
  }
}

/** A row in a row. */
export function rowOf<Row>(shape: Shape<Row>): Column<Row> {
  return {
    says: `a row of ${Object.keys(shape).join(', ')}`,
    holds: (found): found is Row => faultIn(found, shape) === undefined,
  }
}

function faultIn(found: unknown, shape: object): string | undefined {
  if (typeof found !== 'object' || found === null) return `expected a row, got ${show(found)}`
  const row = found as { readonly [name: string]: unknown }
  for (const [name, { says, holds }] of Object.entries(shape) as [string, Column<unknown>][]) {
    if (!holds(row[name])) return `${name}: expected ${says}, got ${show(row[name])}`
  }
  return undefined
}

/** What is thrown of a row that came to harm. */
export function corruptRow(table: string, key: string, fault: string): StoreError {
  return new StoreError('CORRUPT', `${table} ${show(key)}: ${fault}`)
}

/** Reads rows of a table: what the store found of this key, which is also what an error names. */
export type RowReader<Row> = (found: unknown, key: string) => Row

/** A reader of rows of this shape. @throws StoreError CORRUPT for a row of any other */
export function rowReader<Row>(table: string, shape: Shape<Row>): RowReader<Row> {
  return (found, key) => {
    const fault = faultIn(found, shape)
    if (fault !== undefined) throw corruptRow(table, key, fault)
    return found as Row
  }
}

/** The JSON in a text. @throws StoreError CORRUPT where it is none */
export function jsonIn(table: string, key: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw corruptRow(table, key, `no JSON: ${String(error)}`)
  }
}

/** Rows of a listing: those that are sound, and what became of those that are not. */
export interface ReadRows<Row> {
  readonly rows: readonly Row[]
  /** absent where all are sound */
  readonly corrupt?: readonly CorruptRow[]
}

/** Reads every row of a listing, so that one which came to harm hides no other (durability:N11). */
export function readEach<Found, Row>(
  found: readonly Found[],
  keyOf: (row: Found) => string,
  read: (row: Found) => Row,
): ReadRows<Row> {
  const rows: Row[] = []
  const corrupt: CorruptRow[] = []
  for (const row of found) {
    try {
      rows.push(read(row))
    } catch (error) {
      if (!isStoreError(error, 'CORRUPT')) throw error
      corrupt.push({ row: keyOf(row), says: error.message })
    }
  }
  return corrupt.length === 0 ? { rows } : { rows, corrupt }
}

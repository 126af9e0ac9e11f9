/** Pages of what an adapter can only list whole. */
import type { Damage } from '../../contracts/index.ts'

/** What a caller asks of a listing. */
export interface PageQuery {
  /** rows in a page */
  readonly limit: number
  /** what the page before this one gave; absent for the first */
  readonly cursor?: string
}

/** A page under the name that the port has for its rows; without `cursor` it was the last. */
export type Page<Name extends string, Row> = Readonly<Record<Name, readonly Row[]>> & {
  readonly cursor?: string
} & Damage

/**
 * The page that is asked for, of all rows there are now. Rows go by their key, which no two share, and the cursor is the
 * key of the last one: whatever comes and goes between two pages, a row that stays is given exactly once.
 */
export function pageOf<Name extends string, Row>(
  name: Name,
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
  { limit, cursor }: PageQuery,
): Page<Name, Row> {
  const rest = [...rows].filter((row) => cursor === undefined || keyOf(row) > cursor)
  const page = rest.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)).slice(0, limit)
  // A computed key is typed as any text.
  const named = { [name]: page } as unknown as Page<Name, Row>
  const last = page.at(-1)
  return rest.length > limit && last !== undefined ? { ...named, cursor: keyOf(last) } : named
}

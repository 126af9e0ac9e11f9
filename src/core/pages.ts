/** Pages of what an adapter can only list whole. */
import type { Damage } from '../../contracts/index.ts'
import { readEach } from './rows.ts'

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
  const last = rest.length > limit ? page.at(-1) : undefined
  return { ...named(name, page), ...(last === undefined ? {} : { cursor: keyOf(last) }) }
}

/**
 * The page that stored rows make, in their order, of which one more was asked for than it may have. Those that came to harm
 * are told beside the others, and keep their place: where rows do not go by their key, `placeOf` gives what they go by.
 */
export function pageIn<Name extends string, Found, Row>(
  name: Name,
  { found, limit }: { readonly found: readonly Found[]; readonly limit: number },
  keyOf: (row: Found) => string,
  read: (row: Found, key: string) => Row,
  placeOf: (row: Found) => string = keyOf,
): Page<Name, Row> {
  const page = found.slice(0, limit)
  const { rows, ...damage } = readEach(page, keyOf, (row) => read(row, keyOf(row)))
  const last = found.length > limit ? page.at(-1) : undefined
  return { ...named(name, rows), ...damage, ...(last && { cursor: placeOf(last) }) }
}

/** Rows under their name: a computed key is typed as any text. */
function named<Name extends string, Row>(name: Name, rows: readonly Row[]): Readonly<Record<Name, readonly Row[]>> {
  return { [name]: rows } as unknown as Readonly<Record<Name, readonly Row[]>>
}

/** Pages of rows that are found one by one, in the order of the digests of their names. */
import { isStoreError } from '../../contracts/errors.ts'
import type { Page, PageQuery } from '../../src/core/pages.ts'

/** A row, and the key by which it goes among those of its digest. */
export interface Keyed<Row> {
  readonly row: Row
  readonly key: string
}

/** What stands at one place in the order of a listing: a row, or harm. */
interface Found<Row> {
  readonly digest: string
  readonly cursor: string
  readonly rows: readonly Row[]
  readonly harm?: Error
}

async function readable<Row>(
  digest: string,
  rowsOf: (digest: string) => Promise<readonly Keyed<Row>[]>,
): Promise<readonly Found<Row>[]> {
  try {
    return (await rowsOf(digest)).map(({ row, key }) => ({ digest, cursor: digest + key, rows: [row] }))
  } catch (error) {
    if (!isStoreError(error, 'CORRUPT')) throw error
    // Behind all keys of the digest, so that it is told on whatever page it comes to harm, and once.
    return [{ digest, cursor: `${digest}~`, rows: [], harm: error }]
  }
}

/** Digests that are read at once. */
const atOnce = 16

/** The page that is asked for, of the one row that may be at each digest. */
export function pageOfFound<Name extends string, Row>(
  name: Name,
  digests: readonly string[],
  rowOf: (digest: string) => Promise<Row | undefined>,
  query: PageQuery,
): Promise<Page<Name, Row>> {
  const rowsOf = async (digest: string): Promise<readonly Keyed<Row>[]> => {
    const row = await rowOf(digest)
    return row === undefined ? [] : [{ row, key: '' }]
  }
  return pageOfEach(name, digests, rowsOf, query)
}

/**
 * The page that is asked for, of all rows that are at each digest, in the order of their keys. The cursor is the digest of its
 * last row with its key: whatever comes and goes between two pages, a row that stays is given exactly once. No more
 * digests are read than the page has rows, and one. One that came to harm is told by its digest, and hides no other.
 */
export async function pageOfEach<Name extends string, Row>(
  name: Name,
  digests: readonly string[],
  rowsOf: (digest: string) => Promise<readonly Keyed<Row>[]>,
  { limit, cursor = '' }: PageQuery,
): Promise<Page<Name, Row>> {
  // Where the page before this one ended among the rows of a digest, that is read again.
  const rest = digests.filter((digest) => digest > cursor || (cursor > digest && cursor.startsWith(digest)))
  const found: Found<Row>[] = []
  while (rest.length > 0 && found.length <= limit) {
    const read = rest.splice(0, Math.min(atOnce, limit + 1 - found.length))
    const all = await Promise.all(read.map((digest) => readable(digest, rowsOf)))
    found.push(...all.flat().filter((one) => one.cursor > cursor))
  }
  const page = found.slice(0, limit)
  const corrupt = page.flatMap(({ harm, digest: row }) => (harm ? [{ row, says: harm.message }] : []))
  // A computed key is typed as any text.
  const named = { [name]: page.flatMap(({ rows }) => rows) } as unknown as Page<Name, Row>
  const last = page.at(-1)
  return {
    ...named,
    ...(corrupt.length > 0 && { corrupt }),
    ...(found.length > limit && last !== undefined && { cursor: last.cursor }),
  }
}

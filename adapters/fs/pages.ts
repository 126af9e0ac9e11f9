/** Pages of rows that are found one by one, in the order of the digests of their names. */
import { isStoreError } from '../../contracts/errors.ts'
import type { Page, PageQuery } from '../../src/core/pages.ts'

/** What is found at a digest: one row, or harm. */
interface Found<Row> {
  readonly digest: string
  readonly rows: readonly Row[]
  readonly harm?: Error
}

async function readable<Row>(
  digest: string,
  rowOf: (digest: string) => Promise<Row | undefined>,
): Promise<Found<Row> | undefined> {
  try {
    const row = await rowOf(digest)
    return row === undefined ? undefined : { digest, rows: [row] }
  } catch (error) {
    if (!isStoreError(error, 'CORRUPT')) throw error
    return { digest, rows: [], harm: error }
  }
}

/** Rows that are read at once. */
const atOnce = 16

/**
 * The page that is asked for. The cursor is the digest of its last row: whatever comes and goes between two pages, a row
 * that stays is given exactly once. No more rows are read than the page has, and one. One that came to harm is told by its
 * digest, and hides no other.
 */
export async function pageOfFound<Name extends string, Row>(
  name: Name,
  digests: readonly string[],
  rowOf: (digest: string) => Promise<Row | undefined>,
  { limit, cursor = '' }: PageQuery,
): Promise<Page<Name, Row>> {
  const rest = digests.filter((digest) => digest > cursor)
  const found: Found<Row>[] = []
  while (rest.length > 0 && found.length <= limit) {
    const read = rest.splice(0, Math.min(atOnce, limit + 1 - found.length)).map(async (digest) => {
      const row = await readable(digest, rowOf)
      return row === undefined ? [] : [row]
    })
    found.push(...(await Promise.all(read)).flat())
  }
  const page = found.slice(0, limit)
  const corrupt = page.flatMap(({ harm, digest }) => (harm ? [{ row: digest, says: harm.message }] : []))
  // A computed key is typed as any text.
  const named = { [name]: page.flatMap(({ rows }) => rows) } as unknown as Page<Name, Row>
  const last = page.at(-1)
  return {
    ...named,
    ...(corrupt.length > 0 && { corrupt }),
    ...(found.length > limit && last !== undefined && { cursor: last.digest }),
  }
}

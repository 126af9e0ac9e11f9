/** Pages of rows that are found one by one, in the order of the digests of their names. */
import type { Page, PageQuery } from '../../src/core/pages.ts'

/** Rows that are read at once. */
const atOnce = 16

/**
 * The page that is asked for. The cursor is the digest of its last row: whatever comes and goes between two pages, a row
 * that stays is given exactly once. No more rows are read than the page has, and one.
 */
export async function pageOfFound<Name extends string, Row>(
  name: Name,
  digests: readonly string[],
  rowOf: (digest: string) => Promise<Row | undefined>,
  { limit, cursor = '' }: PageQuery,
): Promise<Page<Name, Row>> {
  const rest = digests.filter((digest) => digest > cursor)
  const found: { readonly digest: string; readonly row: Row }[] = []
  while (rest.length > 0 && found.length <= limit) {
    const read = rest.splice(0, Math.min(atOnce, limit + 1 - found.length)).map(async (digest) => {
      const row = await rowOf(digest)
      return row === undefined ? [] : [{ digest, row }]
    })
    found.push(...(await Promise.all(read)).flat())
  }
  const page = found.slice(0, limit)
  // A computed key is typed as any text.
  const named = { [name]: page.map(({ row }) => row) } as unknown as Page<Name, Row>
  const last = page.at(-1)
  return found.length > limit && last !== undefined ? { ...named, cursor: last.digest } : named
}

/** Pages of rows that are found one by one, in the order of the digests of their names. */
import type { Page, PageQuery } from '../../src/core/pages.ts'

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
  const page: Row[] = []
  let last = cursor
  // A computed key is typed as any text.
  const named = (): Page<Name, Row> => ({ [name]: page }) as unknown as Page<Name, Row>
  for (const digest of digests.filter((one) => one > cursor)) {
    const row = await rowOf(digest)
    if (row === undefined) continue
    if (page.length === limit) return { ...named(), cursor: last }
    page.push(row)
    last = digest
  }
  return named()
}

/** Listings that are read to their end, for scenes and for mutants. */

/** Every page of a listing. */
export async function all<Page extends { readonly cursor?: string }>(
  next: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  let cursor: string | undefined
  do {
    const page = await next(cursor === undefined ? { limit: 1_000 } : { limit: 1_000, cursor })
    pages.push(page)
    cursor = page.cursor
  } while (cursor !== undefined)
  return pages
}

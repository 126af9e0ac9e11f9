/** Listings page by page, of whatever port. */

/** Rows and scopes in a page. */
const limit = 100

/** Pages one after the other, until there is none. */
export async function* paged<Page extends { readonly cursor?: string }>(
  next: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor: string | undefined
  do {
    const page = await next(cursor === undefined ? { limit } : { limit, cursor })
    yield page
    cursor = page.cursor
  } while (cursor !== undefined)
}

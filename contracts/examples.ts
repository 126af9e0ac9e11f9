/** What examples are made of: calls with the answer that is due, and listings read page by page. */
import type { BenchSession, Outcome, Surprise } from './lab.ts'
import { showAtLength } from './show.ts'
import type { Value } from './values.ts'

/** The status of an answer, or the failure in its place. */
export function statusOf(outcome: Outcome): string {
  if (outcome.status !== 'ok')
    return outcome.status === 'fail'
      ? `${outcome.error.name} ${outcome.error.code ?? outcome.error.message}`
      : 'unknown'
  return (outcome.value as { readonly status?: string } | null)?.status ?? showAtLength(outcome.value)
}

/** Calls, and says what is surprising unless the answer has the status that is due. */
export async function due(
  session: BenchSession,
  status: string,
  method: string,
  ...args: readonly unknown[]
): Promise<Surprise | undefined> {
  const observed = statusOf(await session.call(method, ...args))
  return observed === status ? undefined : { expected: `${method} answers ${status}`, observed }
}

/** A call with the status that is due. */
export type Due = readonly [status: string, method: string, ...args: unknown[]]

/** Makes the calls one after the other, up to the first surprise. */
export async function allDue(session: BenchSession, calls: readonly Due[]): Promise<Surprise | undefined> {
  for (const [status, method, ...args] of calls) {
    const surprise = await due(session, status, method, ...args)
    if (surprise) return surprise
  }
  return undefined
}

/** A call without the status that is due. */
export type Made = readonly [method: string, ...args: unknown[]]

/** Makes calls with an argument that no method takes, up to the first that is not refused. */
export async function refusesEach(session: BenchSession, calls: readonly Made[]): Promise<Surprise | undefined> {
  for (const [method, ...args] of calls) {
    const surprise = await due(session, 'StoreError INVALID_ARGUMENT', method, ...args)
    if (surprise) return { ...surprise, expected: `${surprise.expected} for ${showAtLength(args)}` }
  }
  return undefined
}

/** Closes the session, and once more, and makes calls up to the first that is not refused. */
export async function refusesOnceClosed(session: BenchSession, calls: readonly Made[]): Promise<Surprise | undefined> {
  await session.close()
  await session.close()
  return allDue(
    session,
    calls.map((call): Due => ['StoreError CLOSED', ...call]),
  )
}

/** A method that lists, the arguments before its options, what each page is asked for, and how the items of one are read. */
export interface Listing {
  readonly method: string
  readonly args: readonly Value[]
  /** options besides those of pages; none where absent */
  readonly query?: { readonly [option: string]: Value }
  readonly items: (page: unknown) => readonly string[]
}

/** Reads a listing to its end; `between` runs after each page but the last, and is told what was given so far. A failure is a surprise. */
export async function listed(
  session: BenchSession,
  { method, args, query, items }: Listing,
  limit: number,
  between: (page: number, seen: readonly string[]) => Promise<unknown> = async () => {},
): Promise<readonly string[] | Surprise> {
  const seen: string[] = []
  let cursor: string | undefined
  for (let page = 1; page <= pagesMax; page += 1) {
    const options = cursor === undefined ? { limit } : { limit, cursor }
    const outcome: Outcome = await session.call(method, ...args, { ...query, ...options })
    if (outcome.status !== 'ok') return { expected: `page ${page} of ${limit}`, observed: statusOf(outcome) }
    const given = items(outcome.value)
    if (given.length > limit) return { expected: `a page of at most ${limit}`, observed: `${given.length}` }
    seen.push(...given)
    cursor = (outcome.value as { readonly cursor?: string }).cursor
    if (cursor === undefined) return seen
    await between(page, seen)
  }
  return { expected: `a listing that ends within ${pagesMax} pages`, observed: `${seen.length} items and no end` }
}

/** Some of many: the first of each fifty, which are those behind batches of 50 and of 100 too, and the last. */
export function someOf<Thing>(things: readonly Thing[]): readonly Thing[] {
  return things.filter((_, at) => at === things.length - 1 || at % 50 === 0)
}

/** Up to which page something that stays is touched: an order by changes that gives it anew would otherwise have no end. */
const touchedUpTo = 3

/** Touches one thing that a page has given already and one that is still to come, where the pages are few yet. */
export async function touchesBoth(
  { page, seen, stays }: { readonly page: number; readonly seen: readonly string[]; readonly stays: readonly string[] },
  touch: (item: string) => Promise<unknown>,
): Promise<void> {
  const given = stays.find((item) => seen.includes(item))
  const coming = stays.findLast((item) => !seen.includes(item))
  for (const item of page > touchedUpTo ? [] : [given, coming]) if (item !== undefined) await touch(item)
}

/** What is surprising unless each of these, which lay there throughout, was given once. */
export function givenOnce(seen: readonly string[], stays: readonly string[]): Surprise | undefined {
  const times = (item: string): number => seen.filter((one) => one === item).length
  const wrong = stays.find((item) => times(item) !== 1)
  if (wrong === undefined) return undefined
  return { expected: `${wrong} listed once: it lay there all the time`, observed: `${times(wrong)} times` }
}

/** More pages than any example fills. */
const pagesMax = 200

/** What is surprising about a listing that should give exactly these, each once, in pages of so many. */
export async function pagesGive(
  session: BenchSession,
  listing: Listing,
  limit: number,
  wanted: readonly string[],
): Promise<Surprise | undefined> {
  const seen = await listed(session, listing, limit)
  if ('expected' in seen) return seen
  const equal = seen.length === wanted.length && wanted.every((item) => seen.includes(item))
  const [expected, observed] = [showAtLength(wanted.toSorted()), showAtLength(seen.toSorted())]
  return equal
    ? undefined
    : { expected: `${wanted.length} in pages of ${limit}: ${expected}`, observed: `${seen.length}: ${observed}` }
}

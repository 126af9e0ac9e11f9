/** What laws of cost share: what each call writes, told by the bytes that the process of the trial writes and sends. */
import type { Bench, Surprise } from './lab.ts'

/** Calls of one law. */
const calls = 64

/**
 * By how much the last quarter of the calls may exceed the first. A store that writes what is new stays below two, for it
 * moves its log into its tables now and then; one that writes all again comes to seven.
 */
const factor = 3

/**
 * Rounds at most. What other work of the process writes beside the calls, such as one that was given up and still runs, is
 * counted with them: it comes in one round and not in the others, where what the calls cost comes in each.
 */
const rounds = 3

/** One call of a round, by its index. */
type Call = (index: number) => Promise<Surprise | undefined>

/** What the first and the last quarter of the calls wrote, in bytes; or what else went wrong. */
async function quartersOf(place: Bench, call: Call): Promise<readonly [first: number, last: number] | Surprise> {
  const quarters = [0, 0, 0, 0]
  for (let index = 0; index < calls; index += 1) {
    const before = place.written() ?? 0
    const surprise = await call(index)
    if (surprise) return surprise
    const quarter = Math.floor((4 * index) / calls)
    quarters[quarter] = (quarters[quarter] ?? 0) + (place.written() ?? 0) - before
  }
  const [first = 0, , , last = 0] = quarters
  return [first, last]
}

/**
 * What is surprising where calls cost more the more there is: in each of three rounds, of which each begins with nothing. Each
 * call adds as much as any other, a few KiB.
 */
export async function costsStayLevel(
  place: Bench,
  begin: (round: number) => Call | Promise<Call>,
): Promise<Surprise | undefined> {
  let surprise: Surprise | undefined
  for (let round = 0; round < rounds; round += 1) {
    const written = await quartersOf(place, await begin(round))
    if ('expected' in written) return written
    const [first, last] = written
    if (last <= factor * first) return undefined
    surprise = {
      expected: `at most ${factor * first} bytes written by the last quarter of ${calls} calls: ${factor} times what the first one wrote`,
      observed: `${last} bytes, and too many in each of ${rounds} rounds`,
    }
  }
  return surprise
}

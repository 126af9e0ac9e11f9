/** What laws of cost share: what each call writes, told by the bytes that the process of the trial writes and sends. */
import type { Bench, Surprise } from './lab.ts'

/** Calls of one law. */
const calls = 64

/**
 * By how much the last quarter of the calls may exceed the first. A store that writes what is new stays below two, for it
 * moves its log into its tables now and then; one that writes all again comes to seven.
 */
const factor = 3

/** What is surprising where calls cost more the more there is. Each adds as much as any other, a few KiB. */
export async function costsStayLevel(
  place: Bench,
  call: (index: number) => Promise<Surprise | undefined>,
): Promise<Surprise | undefined> {
  const quarters = [0, 0, 0, 0]
  for (let index = 0; index < calls; index += 1) {
    const before = place.written() ?? 0
    const surprise = await call(index)
    if (surprise) return surprise
    const quarter = Math.floor((4 * index) / calls)
    quarters[quarter] = (quarters[quarter] ?? 0) + (place.written() ?? 0) - before
  }
  const [first = 0, , , last = 0] = quarters
  if (last <= factor * first) return undefined
  return {
    expected: `at most ${factor * first} bytes written by the last quarter of ${calls} calls: ${factor} times what the first one wrote`,
    observed: `${last} bytes`,
  }
}

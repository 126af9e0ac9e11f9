/** What a bench is. */

/** Measures and tells, line by line; false where what was measured gave wrong results, and its figures mean nothing. */
export type Bench = (tell: (line: string) => void) => Promise<boolean>

/** How long a piece of work takes, in ms, with what it gives. */
export function timed<Result>(work: () => Result): { readonly ms: number; readonly result: Result } {
  const begun = performance.now()
  const result = work()
  return { ms: performance.now() - begun, result }
}

/** The middle one of some numbers: one slow run says nothing. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0
}

/** A figure against what it should be at most. */
export function against(figure: number, most: number, unit: string): string {
  return `${figure.toFixed(2)} ${unit}, at most ${most} ${unit} wanted: ${figure <= most ? 'met' : 'missed'}`
}

/** The URL of an adapter of ours. */
export function adapterUrl(name: string): string {
  return new URL(`../adapters/${name}/index.js`, import.meta.url).href
}

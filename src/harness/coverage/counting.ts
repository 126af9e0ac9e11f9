/** The counting of what runs of an adapter's code. Inspector and c8 are loaded where it was asked for, and nowhere else. */
import type { CodeCoverage } from '../../../contracts/index.ts'
import type { CodeCounter } from './counter.ts'
import type { Counting } from './files.ts'

/** Counts in this process from now on, before anything of the adapter is loaded. */
export async function startCounting(counting: Counting | undefined): Promise<CodeCounter | undefined> {
  if (!counting) return undefined
  const { CodeCounter: Counter } = await import('./counter.ts')
  return new Counter(counting)
}

/** What all processes counted. */
export async function endCounting(counting: Counting | undefined): Promise<CodeCoverage | undefined> {
  if (!counting) return undefined
  const { foldCounts } = await import('./fold.ts')
  return foldCounts(counting)
}

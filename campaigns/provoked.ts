/** Failures that a campaign has brought about, and what the adapter's table makes of them. */
import { classifyFailure } from '../src/core/classify.ts'
import type { FailureClass } from '../src/core/classify.ts'
import { postgresFailures } from '../src/core/failures/postgres.ts'
import { tableOf } from './campaign.ts'

/** How something failed. */
export interface Refusal {
  /** SQLSTATE, or the code of the system; empty where there is none */
  readonly code: string
  readonly message: string
  readonly means: FailureClass
}

/** A failure that was brought about. */
export interface Provoked {
  readonly how: string
  /** undefined where nothing failed */
  readonly refusal: Refusal | undefined
  readonly wanted: FailureClass
}

/** What was thrown, as far as it is told. */
export function refusalIn(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  return { code, message, means: classifyFailure(error, postgresFailures) }
}

/** How something fails; undefined where it does not. */
export async function refusalOf(work: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return refusalIn(error)
  }
}

/** Tells of failures in a table; whether each means what it should. */
export function tellProvoked(provoked: readonly Provoked[], tell: (line: string) => void): boolean {
  const rows = provoked.map(({ how, refusal, wanted }) => {
    const { code, message, means } = refusal ?? { code: '', message: 'nothing failed', means: '' }
    return [how, code, message, means === wanted ? means : `${means}, not ${wanted}`]
  })
  for (const line of tableOf([['how', 'code', 'text', 'means'], ...rows])) tell(line)
  return provoked.every(({ refusal, wanted }) => refusal?.means === wanted)
}

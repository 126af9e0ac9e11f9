/** Waivers: known broken laws, with a reason, an issue and an expiry date. A stale waiver fails the run. */
import type { LawResult } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { shaped, zod } from './shapes.ts'

/** A known broken law of an adapter. */
export interface Waiver {
  readonly adapter: string
  readonly law: string
  readonly reason: string
  /** where the mending is tracked */
  readonly issue: string
  /** the last day on which the waiver counts, as YYYY-MM-DD */
  readonly expires: string
}

const shape = shaped((z) => {
  const words = z.string().trim().min(1)
  return z.array(z.strictObject({ adapter: words, law: words, reason: words, issue: words, expires: z.iso.date() }))
})

/** Reads the text of a waivers file, a JSON array; throws a `HarnessError` WAIVERS that names what does not fit. */
export function parseWaivers(text: string, file: string): readonly Waiver[] {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (cause) {
    throw new HarnessError(
      'WAIVERS',
      `${file}: expected a JSON array of waivers: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    )
  }
  const parsed = shape().safeParse(data)
  if (!parsed.success)
    throw new HarnessError(
      'WAIVERS',
      `${file}: expected { adapter, law, reason, issue, expires }: ${zod().prettifyError(parsed.error)}`,
    )
  return parsed.data
}

/** Why a waiver is stale on `today` (YYYY-MM-DD), given what came of its law; undefined where it is not. */
function staleness({ law, expires }: Waiver, result: LawResult | undefined, today: string): string | undefined {
  if (expires < today) return `it expired on ${expires}`
  if (!result) return `there is no law ${law}`
  if (['broken', 'unstable', 'unrun', 'unproven', 'harness-error'].includes(result.verdict)) return undefined
  return `the verdict on the law is ${result.verdict} now`
}

/** The results with waivers applied, and what is wrong with the waivers. */
export function applyWaivers(
  adapter: string,
  results: readonly LawResult[],
  waivers: readonly Waiver[],
  today: string,
): { readonly results: readonly LawResult[]; readonly stale: readonly string[] } {
  const own = waivers.filter((waiver) => waiver.adapter === adapter)
  const judged = own.map((waiver) => ({
    waiver,
    why: staleness(
      waiver,
      results.find(({ id }) => id === waiver.law),
      today,
    ),
  }))
  const stale = judged.flatMap(({ waiver, why }) =>
    why === undefined ? [] : [`waiver for ${waiver.law} on ${adapter} is stale: ${why}; remove it`],
  )
  const good = new Map(judged.flatMap(({ waiver, why }) => (why === undefined ? [[waiver.law, waiver] as const] : [])))
  const applied = results.map((result): LawResult => {
    const waiver = good.get(result.id)
    if (!waiver || result.verdict !== 'broken') return result
    return { ...result, verdict: 'waived', reason: `${waiver.reason} (${waiver.issue}, until ${waiver.expires})` }
  })
  return { results: applied, stale }
}

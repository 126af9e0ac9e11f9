/** Verdicts in the words of a table, what they mean to a reader, and why they were reached. */
import type { LawResult, LawVerdict, RunVerdict, Tier } from '../../contracts/index.ts'
import { tiers } from '../../contracts/tier.ts'
import { prose } from './line.ts'
import type { Tone } from './paint.ts'
import type { Toned } from './table.ts'

const tones: Readonly<Record<LawVerdict | RunVerdict, Tone>> = {
  holds: 'good',
  broken: 'bad',
  refused: 'quiet',
  'not-applicable': 'quiet',
  unproven: 'doubt',
  unrun: 'doubt',
  waived: 'doubt',
  unstable: 'bad',
  'harness-error': 'bad',
  conformant: 'good',
  incomplete: 'doubt',
  'non-conformant': 'bad',
  invalid: 'bad',
  interrupted: 'doubt',
}

/** A verdict as a cell. */
export function verdictCell(verdict: LawVerdict | RunVerdict): Toned {
  return { text: shortVerdict(verdict), tone: tones[verdict] }
}

/** A verdict in a word that is narrow enough for a column. */
export function shortVerdict(verdict: LawVerdict | RunVerdict): string {
  return verdict === 'not-applicable' ? 'n/a' : verdict
}

/** The hardest tier at which the law holds. */
export function hardestHeld(law: LawResult): Tier | undefined {
  return tiers.findLast((tier) => law.tiers.some((result) => result.tier === tier && result.verdict === 'holds'))
}

/** Why the law, or one of its tiers, does not hold: each reason once, with the tiers that it is about. */
export function reasonOf(law: LawResult): string {
  const tiersByReason = new Map<string, Tier[]>()
  for (const { tier, reason } of law.tiers) {
    if (reason === undefined) continue
    tiersByReason.set(reason, [...(tiersByReason.get(reason) ?? []), tier])
  }
  const ofTiers = Array.from(tiersByReason, ([reason, at]) => `${at.join(', ')}: ${reason}`)
  const own = law.reason ?? ''
  // The verdict of a law is that of its worst tier, and its reason most often too.
  const isSaid = own === '' || ofTiers.some((reason) => reason.includes(own))
  return prose([...(isSaid ? [] : [own]), ...ofTiers].join('; '))
}

/** Tries one law at its tiers and says what came of it. */
import type { Claims, Evidence, Law, LawResult, LawVerdict, Tier, TierResult } from '../../contracts/index.ts'
import { admits } from '../../contracts/claims.ts'
import { tiers } from '../../contracts/tier.ts'
import { sum } from './evidence.ts'
import type { Subject } from './lab/subject.ts'
import type { Planned } from './plan.ts'
import type { TrialOptions, Tried } from './try-tier.ts'
import { tryTier } from './try-tier.ts'
import { worst } from './verdict.ts'

/** The mildest tier at which actors are dropped or killed: where only one session may be open none is dropped. */
function firstWithFaults({ sharing }: Claims): Tier {
  return admits(sharing, 'thread') ? 'T3' : 'T4'
}

/** Marks that trials at these tiers must reach, and did not. */
function missing(
  { marks = [], faultMarks = [] }: Law,
  upTo: Tier,
  claims: Claims,
  evidence: Evidence,
): readonly string[] {
  const hasFaults = tiers.indexOf(upTo) >= tiers.indexOf(firstWithFaults(claims))
  return [...marks, ...(hasFaults ? faultMarks : [])].filter((mark) => !Object.hasOwn(evidence.marks, mark))
}

function reasonOf(verdict: LawVerdict, results: readonly TierResult[]): string | undefined {
  const result = results.find((one) => one.verdict === verdict)
  return result?.reason === undefined ? undefined : `${result.tier}: ${result.reason}`
}

/** A law result in full. */
export function lawResult(
  { law, contract }: Pick<Planned, 'law' | 'contract'>,
  rest: Omit<LawResult, 'id' | 'says' | 'contract' | 'suite' | 'level'>,
): LawResult {
  const { id, says, suite, level } = law
  return { id, says, contract: contract.name, suite, level, ...rest }
}

/** A law that was not tried. */
export function untried(planned: Pick<Planned, 'law' | 'contract'>, verdict: LawVerdict, reason: string): LawResult {
  return lawResult(planned, { verdict, reason, tiers: [], evidence: sum([]) })
}

function evidenceOf(tried: readonly Tried[]): Evidence {
  return sum(tried.map(({ result }) => result.evidence))
}

function fails({ result }: Tried): boolean {
  return result.verdict === 'broken' || result.verdict === 'unstable'
}

async function tryTiers(subject: Subject, planned: Planned, options: TrialOptions): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const tier of planned.tiers) {
    if (tried.some(fails)) {
      tried.push({ result: { tier, verdict: 'unrun', reason: 'broken at a milder tier', evidence: sum([]) } })
    } else {
      const wants = missing(planned.law, tier, subject.adapter.claims, evidenceOf(tried))
      tried.push(await tryTier(subject, planned, tier, options, wants))
    }
  }
  return tried
}

/** Tries a law at every tier of its plan; after a broken one the harder tiers are left out. */
export async function tryLaw(subject: Subject, planned: Planned, options: TrialOptions): Promise<LawResult> {
  const { law, instead } = planned
  if (instead) return untried(planned, instead.verdict, instead.reason)
  const tried = await tryTiers(subject, planned, options)
  const results = tried.map(({ result }) => result)
  const evidence = evidenceOf(tried)
  const verdict = worst(results.map((one) => one.verdict))
  // Only the lab could see that the law means nothing here: it counts as one that was never to be tried.
  if (verdict === 'not-applicable') return untried(planned, verdict, results[0]?.reason ?? '')
  const hardest = planned.tiers.at(-1)
  const unreached = verdict === 'holds' && hardest ? missing(law, hardest, subject.adapter.claims, evidence) : []
  const base = { tiers: results, evidence }
  if (unreached.length > 0) {
    return lawResult(planned, { ...base, verdict: 'unproven', reason: `states not reached: ${unreached.join(', ')}` })
  }
  const reason = reasonOf(verdict, results)
  const finding = tried.find((one) => one.finding)?.finding
  return lawResult(planned, {
    ...base,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(finding ? { finding } : {}),
  })
}

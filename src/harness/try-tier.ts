/** Tries one law at one tier: searches, shrinks what it finds, and makes sure that it fails again. */
import type { Evidence, Finding, Law, Tier, TierResult } from '../../contracts/index.ts'
import { describeError, isHarnessError } from '../../contracts/errors.ts'
import type { Budget } from './budget.ts'
import type { Case } from './case.ts'
import { isRace } from './case.ts'
import type { Found } from './lab/laboratory.ts'
import { Laboratory } from './lab/laboratory.ts'
import type { Subject } from './lab/subject.ts'
import type { Planned } from './plan.ts'
import { seedFor } from './random.ts'
import type { Plan } from './schedules/schedule.ts'
import { showing } from './shrinking/finding.ts'
import { triesOf } from './shrinking/repeats.ts'
import type { RunCase } from './shrinking/repeats.ts'
import { noMeans } from './verdict.ts'

/** What a trial needs to know besides law and subject. */
export interface TrialOptions {
  readonly seed: number
  readonly budgetFor: (tier: Tier) => Budget
  readonly announce: (law: string, of: Case, plans?: readonly Plan[]) => void
  /** cases that broke this law earlier; they are tried first */
  readonly saved: readonly Case[]
  /** wall time for the shrinking of what is found, ms; as long as it needs within reason where absent */
  readonly shrinkMs?: number
}

/** What came of a law at one tier. */
export interface Tried {
  readonly result: TierResult
  readonly finding?: Finding
}

function labFor(
  subject: Subject,
  law: Law,
  tier: Tier,
  options: TrialOptions,
  wants: readonly string[] = [],
): Laboratory {
  const seed = seedFor(options.seed, `${law.id} ${tier}`)
  const announce = (of: Case, plans?: readonly Plan[]): void => options.announce(law.id, of, plans)
  return new Laboratory(subject, { tier, seed, wants, budget: options.budgetFor(tier), announce })
}

function check(law: Law, refusal: boolean): Law['check'] {
  return refusal && law.refusal ? law.refusal : law.check
}

const noCase = 'no case was run'

function noCallOf({ needs }: Law): string {
  return `no call of ${needs.ports.join(', ')} was made`
}

/** Why a tier that found nothing wrong proves nothing all the same. */
function emptiness(law: Law, tier: Tier, evidence: Evidence, lab: Laboratory): string | undefined {
  if (lab.undecided !== undefined) return lab.undecided
  if (tier === 'T5' && lab.unpowered !== undefined) return lab.unpowered
  if (evidence.cases === 0) return noCase
  if (evidence.operations === 0) return noCallOf(law)
  if (lab.contends && !lab.evidence.seesInside)
    return `${noMeans}no seam of this version lies inside the calls of this adapter`
  if (lab.fails && lab.evidence.faults === 0) return `${noMeans}no seam of this version lies beneath this adapter`
  if (tier === 'T4' && lab.evidence.faults === 0) return 'no kill or pause landed inside an operation'
  if (lab.sparedServer !== undefined) return lab.sparedServer
  if (lab.evidence.wavering !== undefined) return lab.evidence.wavering
  return lab.evidence.sites?.lacking ?? lab.unmet
}

/** What one more run of a case gave: what breaks the law, or why nothing was tried by it; neither where the law holds. */
interface Again {
  readonly found: Found | undefined
  readonly unproven: string | undefined
}

/** Why a case that was run again and broke nothing proves nothing all the same. */
function untold(law: Law, of: Case, lab: Laboratory): string | undefined {
  const { undecided, missed, unpowered, evidence } = lab
  if (undecided !== undefined) return undecided
  if (missed !== undefined) return missed
  if (of.tier === 'T5' && unpowered !== undefined) return unpowered
  if (evidence.cases === 0) return noCase
  if (evidence.total().operations === 0) return noCallOf(law)
  // A fault that was come to has tried the case: the calls of whoever was killed overlap with nothing.
  return isRace(of) && of.actors > 1 && !of.fault ? evidence.apart : undefined
}

/** Runs one case of a law on a new place. */
export async function runAgain(subject: Subject, law: Law, of: Case, options: TrialOptions): Promise<Again> {
  const lab = labFor(subject, law, of.tier, options)
  const refused = of.tier === 'T0' && law.from !== 'T0'
  await lab.repeat(check(law, refused), of)
  const { found } = lab
  return { found, unproven: found ? undefined : untold(law, of, lab) }
}

/** The verdict of a finding: it is unstable only where its case never failed again. */
function brokenBy({ repeats }: Finding, small: Case, tier: Tier): readonly [TierResult['verdict'], string?] {
  if (repeats?.failed === 0) return ['unstable', `the case failed, and in none of ${repeats.runs} runs again`]
  return small.tier === tier ? ['broken'] : ['broken', `its case is one of ${small.tier}, where it fails too`]
}

/** Tries the cases that broke the law earlier, then others. */
async function search(lab: Laboratory, { law, refusal }: Planned, saved: readonly Case[]): Promise<void> {
  const checked = check(law, refusal)
  for (const of of saved) {
    for (let left = triesOf(of); left > 0 && !lab.found; left -= 1) await lab.repeat(checked, of)
  }
  if (!lab.found) await checked(lab)
}

/** Tries a law at a tier, until it is broken or the budget is used up. `wants` are marks that are still to be reached. */
export async function tryTier(
  subject: Subject,
  planned: Planned,
  tier: Tier,
  options: TrialOptions,
  wants: readonly string[],
): Promise<Tried> {
  const { law, refusal } = planned
  const lab = labFor(subject, law, tier, options, wants)
  const result = (verdict: TierResult['verdict'], reason?: string): TierResult => {
    const plain = { tier, verdict, evidence: lab.evidence.total() }
    return reason === undefined ? plain : { ...plain, reason }
  }
  try {
    await search(
      lab,
      planned,
      options.saved.filter((saved) => saved.tier === tier),
    )
    if (lab.found) {
      const run: RunCase = async (of) => (await runAgain(subject, law, of, options)).found
      const { finding, case: small } = await showing(subject, planned, lab.found, run, options.shrinkMs)
      return { finding, result: result(...brokenBy(finding, small, tier)) }
    }
    if (lab.meaningless !== undefined) return { result: result('not-applicable', lab.meaningless) }
    const empty = emptiness(law, tier, lab.evidence.total(), lab)
    if (empty !== undefined) return { result: result('unproven', empty) }
    return { result: result(refusal ? 'refused' : 'holds', lab.remark) }
  } catch (error) {
    return { result: result('harness-error', isHarnessError(error) ? error.message : describeError(error)) }
  }
}

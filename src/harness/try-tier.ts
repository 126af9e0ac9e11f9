/** Tries one law at one tier: searches, shrinks what it finds, and makes sure that it fails again. */
import type { Evidence, Finding, Law, Tier, TierResult } from '../../contracts/index.ts'
import { describeError, isHarnessError } from '../../contracts/errors.ts'
import type { Budget } from './budget.ts'
import type { Case } from './case.ts'
import type { Found } from './lab/laboratory.ts'
import { Laboratory, stuckExpected } from './lab/laboratory.ts'
import type { Subject } from './lab/subject.ts'
import type { Planned } from './plan.ts'
import { programOf } from './program.ts'
import { seedFor } from './random.ts'
import { shrink } from './shrink.ts'
import { encodeToken } from './token.ts'
import { noMeans } from './verdict.ts'

/** What a trial needs to know besides law and subject. */
export interface TrialOptions {
  readonly seed: number
  readonly budgetFor: (tier: Tier) => Budget
  readonly announce: (law: string, of: Case) => void
  /** cases that broke this law earlier; they are tried first */
  readonly saved: readonly Case[]
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
  const announce = (of: Case): void => options.announce(law.id, of)
  return new Laboratory(subject, { tier, seed, wants, budget: options.budgetFor(tier), announce })
}

function check(law: Law, refusal: boolean): Law['check'] {
  return refusal && law.refusal ? law.refusal : law.check
}

/** Why a tier that found nothing wrong proves nothing all the same. */
function emptiness(law: Law, tier: Tier, evidence: Evidence, lab: Laboratory): string | undefined {
  if (lab.undecided !== undefined) return lab.undecided
  if (evidence.cases === 0) return 'no case was run'
  if (evidence.operations === 0) return `no call of ${law.needs.ports.join(', ')} was made`
  if (lab.contends && !lab.evidence.seesInside)
    return `${noMeans}no seam of this version lies inside the calls of this adapter`
  if (tier === 'T4' && lab.evidence.faults === 0) return 'no kill or pause landed inside an operation'
  if (lab.races && !lab.evidence.overlapped) return 'no two calls overlapped'
  const { uncontended } = lab.evidence
  return uncontended.length === 0 ? undefined : `no call of ${uncontended.join(', ')} met another while it ran`
}

/** Runs one case of a law on a new place; gives what breaks the law, or undefined. */
export async function runAgain(
  subject: Subject,
  law: Law,
  of: Case,
  options: TrialOptions,
): Promise<Found | undefined> {
  const lab = labFor(subject, law, of.tier, options)
  const refused = of.tier === 'T0' && law.from !== 'T0'
  await lab.repeat(check(law, refused), of)
  return lab.found
}

/** A case is small already where its program is the law's own, and costly where every run of it ends in a deadline. */
function shrinkable({ case: of, broken }: Found): boolean {
  return of.script.length > 0 && broken.expected !== stuckExpected
}

async function smallest(subject: Subject, law: Law, found: Found, options: TrialOptions): Promise<Found> {
  if (!shrinkable(found)) return found
  const fails = (of: Case): Promise<Found | undefined> => runAgain(subject, law, of, options)
  const bounds = { triesMax: 600, msMax: found.case.tier === 'T4' ? 15_000 : 8_000 }
  const { failure } = await shrink({ of: found.case, failure: found }, subject.contract.commands, fails, bounds)
  return failure
}

/** What is printed of a broken law. */
export function findingOf(subject: Subject, law: Law, { case: of, broken, history }: Found): Finding {
  const { adapter, worn } = subject
  const token = { adapter: adapter.name, law: law.id, ...(worn ? { mutant: worn.wears.id } : {}), case: of }
  const program = programOf(of, { law: law.id, adapter })
  return {
    token: encodeToken(token),
    program,
    expected: broken.expected,
    observed: broken.observed,
    history,
    at: broken.at,
  }
}

/** The smallest case that fails, and whether it failed once more when it was run again. */
async function confirmed(
  subject: Subject,
  law: Law,
  found: Found,
  options: TrialOptions,
): Promise<Pick<Tried, 'finding'> & { readonly again: boolean }> {
  const small = await smallest(subject, law, found, options)
  const again = !shrinkable(small) || (await runAgain(subject, law, small.case, options)) !== undefined
  return { again, finding: findingOf(subject, law, small) }
}

async function search(lab: Laboratory, { law, refusal }: Planned, saved: readonly Case[]): Promise<void> {
  for (const of of saved) if (!lab.found) await lab.repeat(law.check, of)
  if (!lab.found) await check(law, refusal)(lab)
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
      const { again, finding } = await confirmed(subject, law, lab.found, options)
      const unstable = 'the case failed, and did not fail when it was run again'
      return { result: again ? result('broken') : result('unstable', unstable), ...(finding ? { finding } : {}) }
    }
    const empty = emptiness(law, tier, lab.evidence.total(), lab)
    if (empty !== undefined) return { result: result('unproven', empty) }
    return { result: result(refusal ? 'refused' : 'holds') }
  } catch (error) {
    return { result: result('harness-error', isHarnessError(error) ? error.message : describeError(error)) }
  }
}

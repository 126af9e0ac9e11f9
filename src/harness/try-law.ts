/** Tries one law at its tiers and says what came of it. */
import type { Evidence, Finding, Law, LawResult, LawVerdict, Tier, TierResult } from '../../contracts/index.ts'
import { describeError, isHarnessError } from '../../contracts/errors.ts'
import type { Budget } from './budget.ts'
import type { Case } from './case.ts'
import { sum } from './evidence.ts'
import type { Found } from './lab/laboratory.ts'
import { Laboratory, stuckExpected } from './lab/laboratory.ts'
import type { Subject } from './lab/subject.ts'
import type { Planned } from './plan.ts'
import { programOf } from './program.ts'
import { seedFor } from './random.ts'
import { shrink } from './shrink.ts'
import { encodeToken } from './token.ts'
import { worst } from './verdict.ts'

/** What a trial needs to know besides law and subject. */
export interface TrialOptions {
  readonly seed: number
  readonly budgetFor: (tier: Tier) => Budget
  readonly announce: (law: string, of: Case) => void
  /** cases that broke this law earlier; they are tried first */
  readonly saved: readonly Case[]
}

interface Tried extends TierResult {
  readonly finding?: Finding
}

function labFor(subject: Subject, law: Law, tier: Tier, options: TrialOptions): Laboratory {
  const seed = seedFor(options.seed, `${law.id} ${tier}`)
  return new Laboratory(subject, {
    tier,
    seed,
    budget: options.budgetFor(tier),
    announce: (of) => options.announce(law.id, of),
  })
}

function check(law: Law, refusal: boolean): Law['check'] {
  return refusal && law.refusal ? law.refusal : law.check
}

/** Why a tier that found nothing wrong proves nothing all the same. */
function emptiness(law: Law, tier: Tier, evidence: Evidence, lab: Laboratory): string | undefined {
  if (lab.undecided !== undefined) return lab.undecided
  if (evidence.cases === 0) return 'no case was run'
  if (evidence.operations === 0) return `no call of ${law.needs.ports.join(', ')} was made`
  if (tier === 'T2' && Object.keys(evidence.overlap).length === 0) return 'no two calls overlapped'
  return undefined
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
  const program = programOf(of, history, { law: law.id, adapter })
  return {
    token: encodeToken(token),
    program,
    expected: broken.expected,
    observed: broken.observed,
    history,
    at: broken.at,
  }
}

async function judged(
  subject: Subject,
  law: Law,
  found: Found,
  options: TrialOptions,
): Promise<Pick<Tried, 'verdict' | 'reason' | 'finding'>> {
  const small = await smallest(subject, law, found, options)
  const again = shrinkable(small) ? await runAgain(subject, law, small.case, options) : small
  const finding = findingOf(subject, law, small)
  if (again) return { verdict: 'broken', finding }
  return { verdict: 'unstable', reason: 'the case failed, and did not fail when it was run again', finding }
}

async function tryTier(subject: Subject, { law, refusal }: Planned, tier: Tier, options: TrialOptions): Promise<Tried> {
  const lab = labFor(subject, law, tier, options)
  try {
    for (const of of options.saved.filter((saved) => saved.tier === tier))
      if (!lab.found) await lab.repeat(law.check, of)
    if (!lab.found) await check(law, refusal)(lab)
    const evidence = lab.evidence.total()
    if (lab.found) return { tier, evidence, ...(await judged(subject, law, lab.found, options)) }
    const empty = emptiness(law, tier, evidence, lab)
    if (empty !== undefined) return { tier, evidence, verdict: 'unproven', reason: empty }
    return { tier, evidence, verdict: refusal ? 'refused' : 'holds' }
  } catch (error) {
    const reason = isHarnessError(error) ? error.message : describeError(error)
    return { tier, evidence: lab.evidence.total(), verdict: 'harness-error', reason }
  }
}

/** Marks that no trial of the law reached. */
function missing(law: Law, evidence: Evidence): readonly string[] {
  return (law.marks ?? []).filter((mark) => !Object.hasOwn(evidence.marks, mark))
}

function reasonOf(verdict: LawVerdict, tried: readonly Tried[]): string | undefined {
  const result = tried.find((one) => one.verdict === verdict)
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
export function untried(planned: Planned, verdict: LawVerdict, reason: string): LawResult {
  return lawResult(planned, { verdict, reason, tiers: [], evidence: sum([]) })
}

/** Tries a law at every tier of its plan; after a broken one the harder tiers are left out. */
export async function tryLaw(subject: Subject, planned: Planned, options: TrialOptions): Promise<LawResult> {
  const { law, instead, lacking } = planned
  if (instead) return untried(planned, instead.verdict, instead.reason)
  const tried: Tried[] = []
  for (const tier of planned.tiers) {
    const stopped = tried.some(({ verdict }) => verdict === 'broken' || verdict === 'unstable')
    if (stopped) tried.push({ tier, verdict: 'unrun', reason: 'broken at a milder tier', evidence: sum([]) })
    else tried.push(await tryTier(subject, planned, tier, options))
  }
  const evidence = sum(tried.map((one) => one.evidence))
  const tierResults = [
    ...tried.map(({ finding: _, ...result }) => result),
    ...lacking.map(({ tier, reason }) => ({ tier, reason, verdict: 'unproven' as const, evidence: sum([]) })),
  ]
  const verdict = worst(tried.map((one) => one.verdict))
  const finding = tried.find((one) => one.finding)?.finding
  const unreached = verdict === 'holds' ? missing(law, evidence) : []
  if (unreached.length > 0)
    return lawResult(planned, {
      verdict: 'unproven',
      reason: `states not reached: ${unreached.join(', ')}`,
      tiers: tierResults,
      evidence,
    })
  const reason = reasonOf(verdict, tried)
  return lawResult(planned, {
    verdict,
    ...(reason === undefined ? {} : { reason }),
    tiers: tierResults,
    evidence,
    ...(finding ? { finding } : {}),
  })
}

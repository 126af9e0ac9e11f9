/** The job of the trial process that tries mutants and controls: which laws refuse them. */
import type { AnyContract, LawResult, Mutant } from '../../contracts/index.ts'
import { admits } from '../../contracts/claims.ts'
import type { Allowance } from './budget.ts'
import type { CaseSize } from './case.ts'
import { sizeOf } from './case.ts'
import type { Court } from './court.ts'
import { sum } from './evidence.ts'
import type { MutantResult, MutantsJob } from './jobs.ts'
import type { Planned } from './plan.ts'
import { planLaws } from './plan.ts'
import { Purse } from './purse.ts'
import { seedFor } from './random.ts'
import { seam } from './seams/seam.ts'
import { decodeToken } from './token.ts'
import type { Voice } from './trial.ts'
import { optionsOf } from './trial.ts'
import { tryLaw } from './try-law.ts'

/** Wall time for one law against one mutant, ms. */
const mutantMs = 60_000

/** What a control is allowed for each law: it must be refused by none, and has not to show what a law can reach. */
const controlAllowance: Allowance = { budgetMs: 30, patienceMs: 300 }

/** What each law besides its own is allowed for a mutant that lived: which of them refuses it is worth seconds, not minutes. */
const otherAllowance: Allowance = { budgetMs: 2_000, patienceMs: 2_000 }

/** Cases of each of them at each tier at most. */
const otherCases = 64

/** Wall time for making the case smaller that a mutant died by, ms: there are hundreds, and whoever wants one replays it. */
const shrinkMs = 1_000

/**
 * Cases at each tier in the rounds in which a mutant is looked for, before the one that ends with the time. Most mutants
 * die soon where they die at all; so a tier that cannot show one is left for the next one early, and processes, which
 * cost a hundred times what sessions in one thread do, come last.
 */
const rounds = [8, 64, 256] as const

function isBroken({ verdict }: LawResult): boolean {
  return verdict === 'broken' || verdict === 'unstable'
}

/** The size of the case that a result was shrunk to. */
function shrunkTo({ finding }: LawResult): CaseSize | undefined {
  return finding && sizeOf(decodeToken(finding.token).case)
}

/** One job and what it works with. */
interface Work {
  readonly court: Court
  readonly job: MutantsJob
  readonly voice: Voice
}

/** Tries a law on what the adapter wears, at one tier after another, and stops at the first that is broken. */
async function tryWorn({ court, job, voice }: Work, planned: Planned): Promise<LawResult> {
  const options = { ...optionsOf(job, new Purse(job, [planned], court.adapter), voice, []), shrinkMs }
  return tryLaw(await court.subject(planned.contract), planned, options)
}

/** What each round tries; where cases or scripts are counted there is one. */
function* roundsOf(job: MutantsJob, planned: Planned): Generator<readonly [MutantsJob, Planned]> {
  const allowance = { ...job.allowance, budgetMs: mutantMs }
  const isCounted = allowance.runs !== undefined || allowance.cases !== undefined
  const tiers = planned.tiers.filter((tier) => tier !== 'T4')
  for (const cases of isCounted || tiers.length === 0 ? [] : rounds) {
    const seed = seedFor(job.seed, String(cases))
    yield [
      { ...job, seed, allowance: { ...allowance, cases } },
      { ...planned, tiers },
    ]
  }
  yield [{ ...job, allowance }, planned]
}

/** Looks for a case in which a law refuses what the adapter wears; gives what came of each round up to it, or of all. */
async function hunt(work: Work, law: Planned): Promise<readonly LawResult[]> {
  const results: LawResult[] = []
  for (const [job, planned] of roundsOf(work.job, law)) {
    const result = await tryWorn({ ...work, job }, planned)
    // That a law means nothing here is not shown by the few cases of the first round.
    const isNothing = result.verdict === 'not-applicable' && results.length > 0
    results.push(result)
    if (isNothing || isBroken(result)) break
  }
  return results
}

/** Whether a mutant shows on other adapters only: on servers, or where sessions may be further apart. */
function showsElsewhere(mutant: Mutant, { adapter }: Court): boolean {
  if (mutant.kind !== 'port') return false
  const { needs, sharing = 'session' } = mutant
  return (needs !== undefined && !adapter.server) || !admits(adapter.claims.sharing, sharing)
}

async function tryMutant(work: Work, mutant: Mutant, { module }: AnyContract): Promise<MutantResult> {
  const { court, job } = work
  const { id, kind, law } = mutant
  const startedAt = performance.now()
  // A backend is worn already: it is the adapter on trial.
  await court.wear(kind === 'backend' ? undefined : { id, module })
  const plan = planLaws(court.contracts, court.adapter.claims, court.means, {})
  const results: LawResult[] = []
  const done = (verdict: MutantResult['verdict'], refusedBy?: string): MutantResult => ({
    id,
    kind,
    law,
    adapter: court.adapter.name,
    verdict,
    ...(refusedBy === undefined ? {} : { refusedBy, ...results.map(shrunkTo).at(-1) }),
    cases: sum(results.map((one) => one.evidence)).cases,
    ms: Math.round(performance.now() - startedAt),
  })
  const named = plan.find((planned) => planned.law.id === law)
  const elsewhere = kind === 'seam' ? !seam.touched(mutant.seam) : showsElsewhere(mutant, court)
  if (!named || named.instead || named.refusal || elsewhere) return done('inapplicable')
  results.push(...(await hunt(work, named)))
  if (results.some(isBroken)) return done('killed', law)
  if (results.at(-1)?.verdict === 'not-applicable') return done('inapplicable')
  const others = job.onlyNamed ? [] : plan.filter((planned) => planned !== named && !planned.instead)
  const brief = { ...work, job: { ...job, allowance: { cases: otherCases, ...job.allowance, ...otherAllowance } } }
  for (const planned of others) {
    results.push(await tryWorn(brief, planned))
    if (results.some(isBroken)) return done('wrong-law', planned.law.id)
  }
  return done('survived')
}

async function tryControl(work: Work, id: string, contract: AnyContract): Promise<MutantResult> {
  const { court, voice } = work
  const startedAt = performance.now()
  await court.wear({ id, module: contract.module })
  const job = { ...work.job, allowance: { ...work.job.allowance, ...controlAllowance } }
  const plan = planLaws([contract], court.adapter.claims, court.means, {}).filter(({ instead }) => !instead)
  let cases = 0
  let refusedBy: string | undefined
  for (const planned of plan) {
    const result = await tryWorn({ court, job, voice }, planned)
    cases += result.evidence.cases
    if (isBroken(result)) refusedBy ??= result.id
  }
  const verdict = cases === 0 ? 'inapplicable' : refusedBy === undefined ? 'survived' : 'killed'
  const by = refusedBy === undefined ? {} : { refusedBy }
  return {
    id,
    kind: 'control',
    law: 'every law',
    adapter: court.adapter.name,
    verdict,
    ...by,
    cases,
    ms: Math.round(performance.now() - startedAt),
  }
}

function tryOne(work: Work, id: string): Promise<MutantResult> {
  const { registry } = work.court
  const known = registry.mutants().find(({ mutant }) => mutant.id === id)
  if (known) return tryMutant(work, known.mutant, known.contract)
  const control = registry.controls().find((one) => one.control.id === id)
  if (!control) throw new Error(`no mutant or control ${id}`)
  return tryControl(work, id, control.contract)
}

/** Tries mutants and controls one after another. */
export async function mutants(court: Court, job: MutantsJob, voice: Voice): Promise<void> {
  for (const id of job.ids) {
    voice.say({ say: 'trying', law: id })
    voice.say({ say: 'mutant', result: await tryOne({ court, job, voice }, id) })
  }
  await court.wear(undefined)
}

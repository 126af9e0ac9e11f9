/** The jobs of the trial process: verify, mutants, replay. */
import type { AnyContract, LawResult, Mutant } from '../../contracts/index.ts'
import { Budget } from './budget.ts'
import type { Case, CaseSize } from './case.ts'
import { sizeOf } from './case.ts'
import type { Court } from './court.ts'
import type { Job, MutantResult, MutantsJob, ReplayJob, Saying, VerifyJob } from './jobs.ts'
import { planLaws } from './plan.ts'
import type { Planned } from './plan.ts'
import { Purse } from './purse.ts'
import { seedFor } from './random.ts'
import type { Plan } from './schedules/schedule.ts'
import { seam } from './seams/seam.ts'
import { findingOf } from './shrinking/finding.ts'
import { lawResult, tryLaw, untried } from './try-law.ts'
import { decodeToken } from './token.ts'
import type { TrialOptions } from './try-tier.ts'
import { runAgain } from './try-tier.ts'
import { sum } from './evidence.ts'

/** How a job tells what it does. */
export interface Voice {
  say(saying: Saying): void
  announce(law: string, of: Case, plans?: readonly Plan[]): void
}

function optionsOf(job: Job, purse: Purse, voice: Voice, saved: readonly Case[]): TrialOptions {
  return {
    seed: job.seed,
    budgetFor: (tier) => purse.budget(tier),
    announce: (law, of, plans) => voice.announce(law, of, plans),
    saved,
  }
}

/** Tries every law of the plan and says each result when it is there. */
export async function verify(court: Court, job: VerifyJob, voice: Voice): Promise<void> {
  const plan = planLaws(court.contracts, court.adapter.claims, court.means, job.filter)
  const purse = new Purse(job, plan, court.adapter)
  const gates = new Map(job.gates.map((id) => [court.registry.law(id).contract.name, id]))
  for (const planned of plan.filter(({ law }) => !job.done.includes(law.id))) {
    const { law, contract } = planned
    const gate = [contract.name, ...law.needs.ports].map((name) => gates.get(name)).find((id) => id !== undefined)
    if (gate !== undefined && !planned.instead) {
      const reason = `the gate law ${gate} is broken: nothing after it could be believed`
      voice.say({ say: 'law', result: untried(planned, 'unrun', reason) })
      continue
    }
    voice.say({ say: 'trying', law: law.id })
    const saved = job.saved.filter((one) => one.law === law.id).map((one) => one.case)
    const result = await tryLaw(await court.subject(contract), planned, optionsOf(job, purse, voice, saved))
    if (law.gate && result.verdict === 'broken') gates.set(contract.name, law.id)
    // A process that dies in a later law has told of this one.
    court.counter?.write()
    voice.say({ say: 'law', result })
  }
}

/** Wall time for one law against one mutant, ms. */
const mutantMs = 60_000

/** Wall time for one law against a control, ms. */
const controlMs = 100

function isBroken({ verdict }: LawResult): boolean {
  return verdict === 'broken' || verdict === 'unstable'
}

/** The size of the case that a result was shrunk to. */
function shrunkTo({ finding }: LawResult): CaseSize | undefined {
  return finding && sizeOf(decodeToken(finding.token).case)
}

/** Tries a law at one tier after another, and stops at the first that is broken. */
async function refuses(
  court: Court,
  job: MutantsJob,
  voice: Voice,
  planned: Planned,
  budgetMs = mutantMs,
): Promise<LawResult> {
  const mutantJob: MutantsJob = { ...job, allowance: { ...job.allowance, budgetMs } }
  const options = optionsOf(mutantJob, new Purse(mutantJob, [planned], court.adapter), voice, [])
  return tryLaw(await court.subject(planned.contract), planned, options)
}

/** Whether a mutant shows on servers only, and the adapter has none. */
function lacksServer(mutant: Mutant, { adapter }: Court): boolean {
  return mutant.kind === 'port' && mutant.needs !== undefined && !adapter.server
}

async function tryMutant(court: Court, job: MutantsJob, voice: Voice, id: string): Promise<MutantResult> {
  const { mutant, contract } = court.registry.mutants().find((known) => known.mutant.id === id) ?? {}
  if (!mutant || !contract) return tryControl(court, job, voice, id)
  const startedAt = performance.now()
  // A backend is worn already: it is the adapter on trial.
  await court.wear(mutant.kind === 'backend' ? undefined : { id, module: contract.module })
  const plan = planLaws(court.contracts, court.adapter.claims, court.means, {})
  const row = { id, kind: mutant.kind, law: mutant.law, adapter: court.adapter.name }
  const results: LawResult[] = []
  const done = (verdict: MutantResult['verdict'], refusedBy?: string): MutantResult => {
    const by = refusedBy === undefined ? {} : { refusedBy, ...results.map(shrunkTo).at(-1) }
    return {
      ...row,
      verdict,
      ...by,
      cases: sum(results.map((one) => one.evidence)).cases,
      ms: Math.round(performance.now() - startedAt),
    }
  }
  const named = plan.find(({ law }) => law.id === mutant.law)
  const elsewhere = mutant.kind === 'seam' ? !seam.touched(mutant.seam) : lacksServer(mutant, court)
  if (!named || named.instead || named.refusal || elsewhere) return done('inapplicable')
  const own = await refuses(court, job, voice, named)
  if (own.verdict === 'not-applicable') return done('inapplicable')
  results.push(own)
  if (results.some(isBroken)) return done('killed', mutant.law)
  const others = job.onlyNamed ? [] : plan.filter(({ law, instead }) => law.id !== mutant.law && !instead)
  for (const planned of others) {
    const result = await refuses(court, job, voice, planned)
    results.push(result)
    if (isBroken(result)) return done('wrong-law', result.id)
  }
  return done('survived')
}

async function tryControl(court: Court, job: MutantsJob, voice: Voice, id: string): Promise<MutantResult> {
  const startedAt = performance.now()
  const known = court.registry.controls().find(({ control }) => control.id === id)
  const contract: AnyContract | undefined = known?.contract
  if (!contract) throw new Error(`no mutant or control ${id}`)
  await court.wear({ id, module: contract.module })
  const plan = planLaws([contract], court.adapter.claims, court.means, {}).filter(({ instead }) => !instead)
  let cases = 0
  let refusedBy: string | undefined
  for (const planned of plan) {
    const result = await refuses(court, job, voice, planned, controlMs)
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

/** Tries mutants and controls one after another. */
export async function mutants(court: Court, job: MutantsJob, voice: Voice): Promise<void> {
  for (const id of job.ids) {
    voice.say({ say: 'trying', law: id })
    voice.say({ say: 'mutant', result: await tryMutant(court, job, voice, id) })
  }
  await court.wear(undefined)
}

/** Runs the case of a token as often as asked, each time on a new place. */
export async function replay(court: Court, job: ReplayJob, voice: Voice): Promise<void> {
  const { mutant, case: of } = job.token
  const { law, contract } = court.registry.law(job.token.law)
  if (mutant !== undefined) await court.wear({ id: mutant, module: contract.module })
  const subject = await court.subject(contract)
  for (let time = 0; time < job.times; time += 1) {
    const options = {
      seed: seedFor(job.seed, String(time)),
      budgetFor: () => new Budget(Infinity, 1, 1),
      announce: (id: string, again: Case, plans?: readonly Plan[]) => voice.announce(id, again, plans),
      saved: [],
    }
    const found = await runAgain(subject, law, of, options)
    const verdict = found ? 'broken' : 'holds'
    const finding = found ? { finding: findingOf(subject, law, found) } : {}
    const result = lawResult({ law, contract }, { verdict, tiers: [], evidence: sum([]), ...finding })
    voice.say({ say: 'replayed', result: { verdict, result } })
  }
}

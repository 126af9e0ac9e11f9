/** Two jobs of the trial process: verify and replay. The third is `mutant-trial.ts`. */
import { Budget } from './budget.ts'
import type { Case } from './case.ts'
import type { Court } from './court.ts'
import type { Job, ReplayJob, Saying, VerifyJob } from './jobs.ts'
import { planLaws } from './plan.ts'
import { Purse } from './purse.ts'
import { seedFor } from './random.ts'
import type { Plan } from './schedules/schedule.ts'
import { findingOf } from './shrinking/finding.ts'
import { lawResult, tryLaw, untried } from './try-law.ts'
import type { TrialOptions } from './try-tier.ts'
import { runAgain } from './try-tier.ts'
import { sum } from './evidence.ts'

/** How a job tells what it does. */
export interface Voice {
  say(saying: Saying): void
  announce(law: string, of: Case, plans?: readonly Plan[]): void
}

/** What a trial of a job needs to know. */
export function optionsOf(job: Job, purse: Purse, voice: Voice, saved: readonly Case[]): TrialOptions {
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
    const { found, unproven } = await runAgain(subject, law, of, options)
    const verdict = found ? 'broken' : unproven === undefined ? 'holds' : 'unproven'
    const finding = found ? { finding: findingOf(subject, law, found) } : {}
    const reason = unproven === undefined ? {} : { reason: unproven }
    const result = lawResult({ law, contract }, { verdict, tiers: [], evidence: sum([]), ...reason, ...finding })
    voice.say({ say: 'replayed', result: { verdict, result } })
  }
}

/** From a case that broke a law to what is printed of it: the smallest, at the mildest tier, and how surely it fails. */
import type { Finding, Law } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { droppable } from '../lab/faults.ts'
import type { Found } from '../lab/laboratory.ts'
import { stuckExpected } from '../lab/readings.ts'
import type { Subject } from '../lab/subject.ts'
import type { Planned } from '../plan.ts'
import { programOf } from '../program.ts'
import { encodeToken } from '../token.ts'
import { milderCases } from './milder.ts'
import type { RunCase } from './repeats.ts'
import { failsOnce, repeat, triesFor } from './repeats.ts'
import { shrink } from './shrink.ts'

/** Runs of one shrinking, and its time in one thread and with processes. */
const triesMax = 600
const threadMs = 8_000
const processMs = 15_000

/** A case is small already where its program is the law's own, and costly where every run of it ends in a deadline. */
function isShrinkable({ case: of, broken }: Found): boolean {
  return of.script.length > 0 && broken.expected !== stuckExpected
}

/** The case at the mildest tier at which it breaks the law too. */
async function mildest({ adapter }: Subject, { tiers }: Planned, found: Found, fails: RunCase): Promise<Found> {
  for (const milder of milderCases(found.case, tiers)) {
    const canCome = milder.fault?.action !== 'drop' || droppable(adapter.claims)
    const failure = canCome ? await fails(milder) : undefined
    if (failure) return failure
  }
  return found
}

async function smallest(subject: Subject, planned: Planned, found: Found, run: RunCase, ms = Infinity): Promise<Found> {
  const tries = await triesFor(run, found)
  const fails = async (of: Case): Promise<Found | undefined> => {
    const failure = await failsOnce(run, of, of.tier === found.case.tier ? tries : 1)
    // A case that comes to a stop is another failure than the one that is made smaller.
    return failure && isShrinkable(failure) ? failure : undefined
  }
  const mild = await mildest(subject, planned, found, fails)
  const usualMs = mild.case.tier === 'T4' ? processMs : threadMs
  return shrink(mild, subject.contract.commands, fails, { triesMax, msMax: Math.min(ms, usualMs) })
}

/** What is printed of a broken law. */
export function findingOf(subject: Subject, law: Law, { case: of, broken, history, power }: Found): Finding {
  const { adapter, worn } = subject
  const token = { adapter: adapter.name, law: law.id, ...(worn ? { mutant: worn.wears.id } : {}), case: of }
  const { at, expected, observed, explanation } = broken
  return {
    token: encodeToken(token),
    program: programOf(of, { law: law.id, adapter, ...(power ? { says: power.says } : {}) }),
    expected,
    observed,
    history,
    at,
    ...(explanation ? { explanation } : {}),
    ...(power ? { power } : {}),
  }
}

/** A finding, and the case that it shows. */
export interface Shown {
  readonly finding: Finding
  readonly case: Case
}

/** The finding of a broken law: its smallest case, found within `ms` at most, run again to see how surely it fails. */
export async function showing(
  subject: Subject,
  planned: Planned,
  found: Found,
  run: RunCase,
  ms?: number,
): Promise<Shown> {
  const { law } = planned
  if (!isShrinkable(found)) return { finding: findingOf(subject, law, found), case: found.case }
  const small = await smallest(subject, planned, found, run, ms)
  const repeats = await repeat(run, small)
  return { finding: { ...findingOf(subject, law, small), repeats }, case: small.case }
}

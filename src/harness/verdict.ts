/** How verdicts add up: tiers to a law, laws to an adapter, adapters to a run. Pure. */
import type { AdapterReport, LawResult, LawVerdict, RunVerdict, Tier, TierResult } from '../../contracts/index.ts'
import { tiers } from '../../contracts/tier.ts'

/** Law verdicts from the best to the worst, where several tiers must be one. */
const worse: readonly LawVerdict[] = [
  'not-applicable',
  'holds',
  'refused',
  'unrun',
  'unproven',
  'waived',
  'harness-error',
  'unstable',
  'broken',
]

/** The verdict of a law is the worst of its tiers. */
export function worst(verdicts: readonly LawVerdict[]): LawVerdict {
  return verdicts.reduce((so, next) => (worse.indexOf(next) > worse.indexOf(so) ? next : so), 'not-applicable')
}

/** What a person demanded: a tier, or laws, without which a run is incomplete. */
export interface Demands {
  readonly tier?: Tier
  readonly laws: readonly string[]
}

/** Prefix of the reasons for which a law is unproven through no fault of the run: the means are missing. */
export const noMeans = 'no means: '

/** Why a law about errors from beneath an adapter means nothing where it keeps all in memory. */
export const nothingBeneath = 'nothing lies beneath the adapter that could fail'

function lacksMeans(law: LawResult): boolean {
  return law.verdict === 'unproven' && (law.reason?.includes(noMeans) ?? false)
}

function incomplete(law: LawResult, demands: Demands): boolean {
  if (demands.laws.includes(law.id) && !['holds', 'refused'].includes(law.verdict)) return true
  if (law.level !== 'must') return false
  if (law.verdict === 'unrun' || law.verdict === 'unstable') return true
  if (law.verdict !== 'unproven') return false
  return !lacksMeans(law) || demands.tier !== undefined
}

/** Whether the tier that was asked for was tried at all. */
function reaches(laws: readonly LawResult[], tier: Tier | undefined): boolean {
  return (
    tier === undefined ||
    laws.some((law) => law.tiers.some((result) => result.tier === tier && result.verdict === 'holds'))
  )
}

/** The verdict on one adapter. */
export function adapterVerdict(laws: readonly LawResult[], demands: Demands): RunVerdict {
  if (laws.some((law) => law.level === 'must' && law.verdict === 'broken')) return 'non-conformant'
  if (laws.some((law) => law.verdict === 'harness-error')) return 'invalid'
  const executed = laws.some((law) => law.evidence.cases > 0)
  if (!executed) return 'invalid'
  if (laws.some((law) => incomplete(law, demands)) || !reaches(laws, demands.tier)) return 'incomplete'
  return laws.some((law) => law.verdict === 'waived') ? 'waived' : 'conformant'
}

const order: readonly RunVerdict[] = ['conformant', 'waived', 'incomplete', 'invalid', 'non-conformant', 'interrupted']

/** The verdict on a run is the worst on its adapters; a run without adapters is invalid. */
export function runVerdict(verdicts: readonly RunVerdict[]): RunVerdict {
  if (verdicts.length === 0) return 'invalid'
  return verdicts.reduce((so, next) => (order.indexOf(next) > order.indexOf(so) ? next : so))
}

/** The exit code of each verdict. */
export const exitCodes: Readonly<Record<RunVerdict, number>> = {
  conformant: 0,
  waived: 0,
  incomplete: 3,
  'non-conformant': 1,
  invalid: 2,
  interrupted: 130,
}

/** What was tried of a law at a tier: nothing where the tier has nothing that means anything there. */
function triedAt({ tiers: results }: LawResult, tier: Tier): readonly TierResult[] {
  return results.filter((result) => result.tier === tier && result.verdict !== 'not-applicable')
}

function keptAt(laws: readonly LawResult[], tier: Tier): boolean {
  const results = laws.filter(({ level }) => level === 'must').flatMap((law) => triedAt(law, tier))
  return results.length > 0 && results.every(({ verdict }) => ['holds', 'refused'].includes(verdict))
}

/** The level of an adapter: ports, set, and the hardest tier up to which every must law was kept; none if one was not run. */
export function levelOf(laws: readonly LawResult[], set: number): string {
  // Of a part of the laws no level can be told.
  if (laws.some((law) => law.level === 'must' && law.verdict === 'unrun')) return 'none'
  const contracts = [...new Set(laws.filter((law) => law.verdict !== 'not-applicable').map((law) => law.contract))]
  const kept: Tier[] = []
  for (const tier of tiers) {
    const tried = laws.some((law) => triedAt(law, tier).length > 0)
    if (tried && !keptAt(laws, tier)) break
    if (tried) kept.push(tier)
  }
  const last = kept.at(-1)
  return last === undefined || contracts.length === 0 ? 'none' : `${contracts.join('+')}, set ${set}, ${last}`
}

function sigkills({ evidence }: TierResult): number {
  return Object.values(evidence.killsByPoint).reduce((total, count) => total + count, 0)
}

/** SIGKILLs a second, to one decimal, over the trials that killed. */
export function killsPerSecond(laws: readonly LawResult[]): AdapterReport['killsPerSecond'] {
  const killing = laws.flatMap((law) => law.tiers.filter((result) => sigkills(result) > 0))
  const ms = killing.reduce((total, { evidence }) => total + evidence.ms, 0)
  const kills = killing.reduce((total, result) => total + sigkills(result), 0)
  return ms === 0 ? 0 : Math.round((kills / ms) * 10_000) / 10
}

/**
 * The matrix of one adapter: each law by tier, with the evidence in short and the reason. No law is left out; those of a
 * contract none of which applies, for one and the same reason, share a line at the end.
 */
import type { AdapterReport, Evidence, LawResult, Tier } from '../../contracts/index.ts'
import { tiers } from '../../contracts/tier.ts'
import { visible } from './line.ts'
import type { Paint } from './paint.ts'
import type { Cell, Row } from './table.ts'
import { table } from './table.ts'
import { reasonOf, verdictCell } from './verdict.ts'

const evidenceHeads = ['cases', 'operations', 'schedules', 'kills', 'overlap']

/** The lines of the matrix. */
export function lawLines({ laws }: AdapterReport, paint: Paint): readonly string[] {
  if (laws.length === 0) return ['no law was listed']
  const used = tiers.filter((tier) => laws.some((law) => law.tiers.some((result) => result.tier === tier)))
  const heads = ['law', 'level', 'verdict', ...used, ...evidenceHeads, 'reason']
  const beside = contractsBeside(laws)
  const rows = laws.filter(({ contract }) => !beside.has(contract)).map((law) => lawRow(law, used))
  const shared = Array.from(beside, ([contract, besides]) => besideRow(contract, besides, used))
  return table([heads.map((text) => ({ tone: 'quiet' as const, text })), ...rows, ...shared], paint)
}

/** The contracts none of whose laws applies, each for one reason. */
function contractsBeside(laws: readonly LawResult[]): ReadonlyMap<string, readonly LawResult[]> {
  const names = new Set(laws.map(({ contract }) => contract))
  const byContract = Array.from(names, (name) => [name, laws.filter(({ contract }) => contract === name)] as const)
  return new Map(
    byContract.filter(([, [first, ...rest]]) =>
      [first, ...rest].every((law) => law?.verdict === 'not-applicable' && law.reason === first?.reason),
    ),
  )
}

function besideRow(contract: string, laws: readonly LawResult[], used: readonly Tier[]): Row {
  const dashes = [...used, ...evidenceHeads].map((): Cell => ({ tone: 'quiet', text: '-' }))
  const [first] = laws
  const reason = first ? reasonOf(first) : ''
  return [`${visible(contract)}: all ${laws.length} laws`, '', verdictCell('not-applicable'), ...dashes, reason]
}

function lawRow(law: LawResult, used: readonly Tier[]): Row {
  const reasons = [reasonOf(law), law.finding ? 'see its finding below' : '']
  return [
    visible(law.id),
    law.level,
    verdictCell(law.verdict),
    ...used.map((tier) => tierCell(law, tier)),
    ...evidenceCells(law.evidence),
    reasons.filter((reason) => reason !== '').join('; '),
  ]
}

/** A dash where the law is not tried: too mild a tier to show anything, or out of reach. */
function tierCell(law: LawResult, tier: Tier): Cell {
  const result = law.tiers.find((each) => each.tier === tier)
  return result ? verdictCell(result.verdict) : { tone: 'quiet', text: '-' }
}

function evidenceCells({ cases, operations, schedules, kills, overlap }: Evidence): Row {
  const pairs = Object.values(overlap).reduce((total, count) => total + count, 0)
  return [cases, operations, schedules, kills, pairs]
}

/** The matrix of one adapter: each law by tier, with the evidence in short and the reason. No law is left out. */
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
  const rows = laws.map((law) => lawRow(law, used))
  return table([heads.map((text) => ({ tone: 'quiet' as const, text })), ...rows], paint)
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

/** The end of a run in a few lines for standard error, for those who do not see the report itself. */
import type { AdapterReport, Report } from '../../contracts/index.ts'
import type { Demands } from '../harness/verdict.ts'
import { prose } from '../report/line.ts'
import type { Paint } from '../report/paint.ts'
import type { Row } from '../report/table.ts'
import { table } from '../report/table.ts'
import { verdictCell } from '../report/verdict.ts'

/** A line for each adapter. */
export function conclusionLines({ adapters, notes }: Report, paint: Paint): readonly string[] {
  const rows = adapters.map((adapter): Row => [adapter.name, verdictCell(adapter.verdict), prose(adapter.level)])
  return [...table(rows, paint), ...notes.map(prose)]
}

/** What was asked for and not reached: it makes a run incomplete in which nothing is amiss. */
export function unmetLines({ adapters }: Report, demands: Demands): readonly string[] {
  return adapters.flatMap((adapter) => unmet(adapter, demands))
}

function unmet({ name, laws }: AdapterReport, { tier, laws: required }: Demands): readonly string[] {
  const isReached = laws.some(({ tiers }) => tiers.some((tried) => tried.tier === tier && tried.verdict === 'holds'))
  const missing = laws.filter(({ id, verdict }) => required.includes(id) && !['holds', 'refused'].includes(verdict))
  return [
    ...(tier === undefined || isReached ? [] : [`${name}: ${tier} was asked for, and no law holds there`]),
    ...missing.map(({ id, verdict }) => `${name}: ${id} was asked for, and is ${verdict}`),
  ]
}

/** What is left to do: each law that was tried and does not hold, a line each, so that nobody searches for it. */
import type { AdapterReport, LawResult, LawVerdict, Report } from '../../contracts/index.ts'
import { cut, prose, visible } from './line.ts'
import type { Row } from './table.ts'
import { reasonOf, verdictCell } from './verdict.ts'

const settled: ReadonlySet<LawVerdict> = new Set(['holds', 'refused', 'not-applicable', 'unrun'])

const rowsMax = 40
const whyCharactersMax = 400

/** One row for each, adapter by adapter: adapter, law, verdict, why. Of more than 40 the rest is counted. */
export function remainingRows({ adapters }: Report): readonly Row[] {
  const rows = adapters.flatMap(rowsOf)
  const more = rows.length - rowsMax
  return more > 0 ? [...rows.slice(0, rowsMax), [`and ${more} more, above`]] : rows
}

function rowsOf(adapter: AdapterReport): readonly Row[] {
  const open = adapter.laws.filter(({ verdict }) => !settled.has(verdict))
  return open.map((law) => [prose(adapter.name), visible(law.id), verdictCell(law.verdict), why(law)])
}

function why(law: LawResult): string {
  const { finding } = law
  if (!finding) return cut(reasonOf(law), whyCharactersMax)
  const { expected, observed } = finding
  const told = [`expected ${prose(expected)}`, `observed ${prose(observed)}`]
  return told.map((line) => cut(line, whyCharactersMax / 2)).join('; ')
}

/** The report for a terminal: by adapter the verdict, every law, the kills, the code reached and the findings; last the run, with what does not hold. */
import type { AdapterReport, LawResult, LawVerdict, Report, ReportForm } from '../../contracts/index.ts'
import { coverageLines } from './coverage.ts'
import { findingLines } from './finding.ts'
import { killLines } from './kills.ts'
import { lawLines } from './laws.ts'
import { prose } from './line.ts'
import type { Paint } from './paint.ts'
import { unpainted } from './paint.ts'
import { remainingRows } from './remaining.ts'
import type { Row } from './table.ts'
import { table } from './table.ts'
import { shortVerdict, verdictCell } from './verdict.ts'

/** The report as plain text. */
export const text: ReportForm = {
  name: 'text',
  says: 'for a terminal: every law by tier, the kills, and each finding with its timeline',
  render: (report) => styled(report, unpainted),
}

/** The same with paint, for a terminal that has colours. */
export function styled(report: Report, paint: Paint): string {
  const parts = [...report.adapters.map((adapter) => adapterLines(adapter, paint)), runLines(report, paint)]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n\n')}\n`
}

function adapterLines(adapter: AdapterReport, paint: Paint): readonly string[] {
  const findings = adapter.laws.flatMap((law) => (law.finding ? [findingLines(law, law.finding, paint)] : []))
  const code = adapter.coverage ? [coverageLines(adapter.coverage, paint)] : []
  const parts = [headLines(adapter, paint), lawLines(adapter, paint), killLines(adapter, paint), ...code, ...findings]
  return parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function headLines(adapter: AdapterReport, paint: Paint): readonly string[] {
  const facts: Row[] = [
    ['verdict', verdictCell(adapter.verdict)],
    ['level', prose(adapter.level)],
    ['laws', tally(adapter.laws)],
    ...(adapter.reason === undefined ? [['served', adapter.mode]] : []),
    ['seconds', (adapter.ms / 1_000).toFixed(1)],
  ]
  const schedules = schedulesOf(adapter.laws)
  if (schedules !== undefined) facts.push(['schedules', schedules])
  const count = (of: 'aimed' | 'missed'): number =>
    adapter.laws.reduce((total, { evidence }) => total + evidence[of], 0)
  if (count('missed') > 0)
    facts.push(['faults', `${count('missed')} of ${count('aimed')} did not find their point again`])
  const images = adapter.laws.reduce((total, { evidence }) => total + evidence.images, 0)
  if (images > 0) facts.push(['power', `${images} images of a place after a loss of power were opened`])
  if (adapter.reason !== undefined) facts.push(['reason', prose(adapter.reason)])
  return [paint('strong', prose(adapter.name)), ...indented(table(facts, paint))]
}

/** How many schedules there were, at which steps, and whether their choices decided what came of them. */
function schedulesOf(laws: readonly LawResult[]): string | undefined {
  const of = (count: 'schedules' | 'reruns' | 'diverged'): number =>
    laws.reduce((total, { evidence }) => total + evidence[count], 0)
  if (of('reruns') === 0) return undefined
  const atDriver = laws.reduce((total, { evidence }) => total + (evidence.steps['driver'] ?? 0), 0)
  const inside = atDriver === 0 ? [] : [`${atDriver} cases stopped inside calls too`]
  const course = `${of('diverged')} of ${of('reruns')} that were run twice took another course`
  const why = of('diverged') > 0 ? ': the adapter waits for more than its calls' : ''
  return [of('schedules'), ...inside, `${course}${why}`].join('; ')
}

/** How many laws came to each verdict, e.g. `12 holds, 1 broken, 30 n/a`. */
function tally(laws: readonly LawResult[]): string {
  const counts = new Map<LawVerdict, number>()
  const isBeside = ({ verdict }: LawResult): number => Number(verdict === 'not-applicable')
  for (const { verdict } of laws.toSorted((one, other) => isBeside(one) - isBeside(other)))
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return Array.from(counts, ([verdict, count]) => `${count} ${shortVerdict(verdict)}`).join(', ') || 'none'
}

function runLines(report: Report, paint: Paint): readonly string[] {
  const facts: Row[] = [
    ['verdict', verdictCell(report.verdict)],
    ['seed', String(report.seed)],
    ['set', String(report.set)],
    ['version', `holdfast ${prose(report.holdfast)}, node ${prose(report.node)}, ${prose(report.platform)}`],
    ...report.notes.map((note): Row => ['note', prose(note)]),
  ]
  const remaining = table(remainingRows(report), paint)
  const open = remaining.length > 0 ? ['', paint('strong', 'laws that do not hold'), ...indented(remaining)] : []
  return [paint('strong', 'run'), ...indented(table(facts, paint)), ...open]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}

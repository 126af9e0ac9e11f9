/** How much of an adapter's own code the laws reached, and each line that none did: dead code, or a promise untested. */
import type { CodeCoverage } from '../../contracts/index.ts'
import { prose, visible } from './line.ts'
import type { Paint } from './paint.ts'
import type { Row } from './table.ts'
import { table } from './table.ts'

/** The lines on code that was reached. */
export function coverageLines({ lines, reached, missed, reason }: CodeCoverage, paint: Paint): readonly string[] {
  if (reason !== undefined) return [paint('strong', `what the laws reached of its code is not known: ${prose(reason)}`)]
  const head = `the laws reached ${reached} of ${lines} lines of its code, ${percent(reached, lines)} %`
  if (missed.length === 0) return [paint('strong', head)]
  const rangesByFile = new Map<string, string[]>()
  for (const { file, lines: range } of missed) rangesByFile.set(file, [...(rangesByFile.get(file) ?? []), range])
  const rows = Array.from(rangesByFile, ([file, ranges]): Row => [visible(file), ranges.join(', ')])
  return [paint('strong', `${head}; no law reached`), ...table(rows, paint).map((line) => `  ${line}`)]
}

/** Never rounded up: 100.0 is said of all lines only. */
function percent(part: number, whole: number): string {
  return (Math.floor((1_000 * part) / whole) / 10).toFixed(1)
}

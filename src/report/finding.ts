/** A finding in full: all that a person needs to see the defect, and the line that brings it back. */
import type { Finding, LawResult } from '../../contracts/index.ts'
import { prose, visible } from './line.ts'
import type { Paint } from './paint.ts'
import { showCall, timeline } from './timeline.ts'

/** The lines of a law's finding. */
export function findingLines(law: LawResult, finding: Finding, paint: Paint): readonly string[] {
  return [
    paint('bad', `${law.verdict}: ${visible(law.id)} (${law.level})`),
    `  ${prose(law.says)}`,
    ...block('program', finding.program.trimEnd().split(/\r?\n/).map(visible), paint),
    ...block(`first wrong step: ${wrongStep(finding)}`, difference(finding, paint), paint),
    ...block('timeline', timeline(finding.history, finding.at, paint), paint),
    '',
    `  npx holdfast replay ${visible(finding.token)}`,
  ]
}

function block(head: string, lines: readonly string[], paint: Paint): readonly string[] {
  return ['', `  ${paint('strong', head)}`, ...lines.map((line) => `    ${line}`.trimEnd())]
}

function wrongStep({ history, at }: Finding): string {
  // An example is a program of its own, which records no calls.
  if (history.length === 0) return 'in the program'
  const event = history[at]
  if (!event) return 'after the last call'
  return `call ${at + 1} of ${history.length}, actor ${event.actor}, ${showCall(event.call)}`
}

function difference({ expected, observed }: Finding, paint: Paint): readonly string[] {
  return [`expected  ${paint('good', visible(expected))}`, `observed  ${paint('bad', visible(observed))}`]
}

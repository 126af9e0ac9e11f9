/** A finding in full: all that a person needs to see the defect, and the line that brings it back. */
import type { Finding, LawResult } from '../../contracts/index.ts'
import { cut, prose, visible } from './line.ts'
import type { Paint } from './paint.ts'
import { powerLines } from './power.ts'
import { timelineLines } from './timeline-text.ts'
import { showCall, timelineOf } from './timeline.ts'

const callCharactersMax = 180

/** The lines of a law's finding. */
export function findingLines(law: LawResult, finding: Finding, paint: Paint): readonly string[] {
  return [
    paint('bad', `${law.verdict}: ${visible(law.id)} (${law.level})`),
    `  ${prose(law.says)}`,
    ...sureness(finding).map((line) => `  ${line}`),
    ...block('program', finding.program.trimEnd().split(/\r?\n/).map(visible), paint),
    ...(finding.power ? block('loss of power', powerLines(finding.power, paint), paint) : []),
    ...block(`first wrong step: ${wrongStep(finding)}`, difference(finding, paint), paint),
    ...block('timeline', timelineLines(timelineOf(finding), paint), paint),
    '',
    `  npx holdfast replay ${visible(finding.token)}`,
  ]
}

/** How often the case fails, where it does not every time, and whether it repeats itself. */
function sureness({ repeats }: Finding): readonly string[] {
  if (!repeats) return []
  const { runs, failed, alike } = repeats
  return [
    ...(failed < runs ? [`fails in ${failed} of ${runs} runs`] : []),
    ...(alike ? [] : ['its calls come and return in another order from run to run']),
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
  return `call ${at + 1} of ${history.length}, actor ${event.actor}, ${visible(cut(showCall(event.call), callCharactersMax))}`
}

function difference({ expected, observed }: Finding, paint: Paint): readonly string[] {
  return [`expected  ${paint('good', visible(expected))}`, `observed  ${paint('bad', visible(observed))}`]
}

/**
 * The report as the one document that machines read, each finding with its timeline. A position that is not known,
 * `Infinity`, becomes null.
 */
import type { LawResult, Report, ReportForm } from '../../contracts/index.ts'
import { timelineOf } from './timeline.ts'

/** The whole report as JSON. */
export const json: ReportForm = {
  name: 'json',
  says: 'for machines: the whole report as one JSON document',
  render: (report) => `${JSON.stringify(withTimelines(report), writable, 2)}\n`,
}

function withTimelines({ adapters, ...report }: Report): object {
  return { ...report, adapters: adapters.map(({ laws, ...rest }) => ({ ...rest, laws: laws.map(withTimeline) })) }
}

function withTimeline({ finding, ...law }: LawResult): object {
  return finding ? { ...law, finding: { ...finding, timeline: timelineOf(finding) } } : law
}

/** What a broken store answered need not be data; one bad answer must not cost the report of a whole run. */
function writable(key: string, value: unknown): unknown {
  return key !== 'outcome' || isJson(value) ? value : { status: 'ok', value: 'an answer that is no JSON' }
}

function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false
  }
}

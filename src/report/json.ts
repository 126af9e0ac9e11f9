/** The report as the one document that machines read. A position that is not known, `Infinity`, becomes null. */
import type { ReportForm } from '../../contracts/index.ts'

/** The whole report as JSON. */
export const json: ReportForm = {
  name: 'json',
  says: 'for machines: the whole report as one JSON document',
  render: (report) => `${JSON.stringify(report, writable, 2)}\n`,
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

import { describe, expect, it } from 'vitest'
import { json } from '../../../src/report/json.ts'
import { timelineOf } from '../../../src/report/timeline.ts'
import { event, finding, law, report, reportOf } from './reports.ts'

describe('the JSON report', () => {
  it('is the report itself, indented by two, and ends with a new line', () => {
    const one = reportOf(law())
    expect(json.render(one)).toBe(`${JSON.stringify(one, null, 2)}\n`)
  })

  it('opens with the version of its schema', () => {
    expect(json.render(report())).toMatch(/^\{\n {2}"schema": 1,\n/)
  })

  it('has the timeline of each finding, and the version of it', () => {
    const read = JSON.parse(json.render(reportOf(law({ finding: finding() }))))
    const [{ finding: shown }] = read.adapters[0].laws
    expect(shown.timeline).toEqual(timelineOf(finding()))
    expect(shown.timeline.version).toBe(1)
  })

  it('has null for a return that is not known', () => {
    const open = event({ returned: Infinity, outcome: { status: 'unknown', why: 'killed' } })
    expect(json.render(reportOf(law({ finding: finding({ history: [open] }) })))).toContain('"returned": null')
  })

  it('is written though a broken store answered what is no JSON', () => {
    const history = [
      event({ outcome: { status: 'ok', value: 1n } }),
      event({ outcome: { status: 'ok', value: 'fine' } }),
    ]
    const read = JSON.parse(json.render(reportOf(law({ finding: finding({ history }) }))))
    const outcomes = read.adapters[0].laws[0].finding.history.map((each: { outcome: unknown }) => each.outcome)
    expect(outcomes).toEqual([
      { status: 'ok', value: 'an answer that is no JSON' },
      { status: 'ok', value: 'fine' },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { reportForms } from '../../../src/report/index.ts'
import { finding, law, report, reportOf } from './reports.ts'

describe('the report forms', () => {
  it('are these, by name', () => {
    expect(reportForms.map(({ name }) => name)).toEqual(['text', 'json', 'matrix', 'matrix-json'])
  })

  for (const form of reportForms) {
    const { name, says } = form

    it(`${name} says what it is for`, () => {
      expect(says).toMatch(/^for /)
    })

    it(`${name} writes a report without adapters, and ends with one new line`, () => {
      expect(form.render(report())).toMatch(/\S\n$/)
    })

    it(`${name} leaves the report as it was`, () => {
      const one = reportOf(law({ verdict: 'broken', finding: finding() }))
      const before = structuredClone(one)
      form.render(one)
      expect(one).toEqual(before)
    })
  }
})

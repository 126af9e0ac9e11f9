import { describe, expect, it } from 'vitest'
import { progressView } from '../../../src/cli/progress.ts'
import { Screen } from '../../../src/cli/screen.ts'
import { law } from '../report/reports.ts'
import { outlet } from './streams.ts'

function leave(): never {
  throw new Error('the view ended the process')
}

describe('the live line of a run', () => {
  it('counts each adapter by itself where several are tried at once', () => {
    const { outlet: err, written } = outlet({ isTerminal: true })
    const view = progressView({ cwd: '/', env: {}, out: err, err, leave }, new Screen(err), () => ['a', 'b', 'c'])
    try {
      view.hear({ adapter: 'one', law: 'a' })
      view.hear({ adapter: 'one', result: law({ id: 'a', verdict: 'broken' }) })
      view.hear({ adapter: 'other', law: 'a' })
      expect(written()).toMatch(/other {2}0 of 3 {2}a {2}\d+ s$/)
      view.hear({ adapter: 'one', law: 'b' })
      expect(written()).toMatch(/one {2}1 of 3 {2}b {2}1 broken {2}\d+ s$/)
    } finally {
      view.end()
    }
  })
})

describe('the lines of a run', () => {
  it('tell of each law that was asked for, and of no other', () => {
    const { outlet: err, written } = outlet({ isTerminal: false })
    const view = progressView({ cwd: '/', env: {}, out: err, err, leave }, new Screen(err), () => ['b', 'c'])
    view.hear({ adapter: 'one', result: law({ id: 'a', verdict: 'not-applicable', reason: 'no server' }) })
    view.hear({ adapter: 'one', result: law({ id: 'b', verdict: 'unrun', reason: 'interrupted' }) })
    view.hear({ adapter: 'one', result: law({ id: 'c', verdict: 'holds' }) })
    expect(written().match(/^one {2}\w+ +[abc]/gm)).toEqual(['one  unrun          b', 'one  holds          c'])
  })
})

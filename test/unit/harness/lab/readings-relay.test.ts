import { describe, expect, it } from 'vitest'
import type { Fault, History, Outcome } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { Readings } from '../../../../src/harness/lab/readings.ts'

const judged: History[] = []
const readings = new Readings(
  (history) => {
    judged.push(history)
    const at = history.findIndex(({ outcome }) => outcome.status === 'fail')
    return at < 0 ? undefined : { at, expected: 'an answer', observed: 'a failure' }
  },
  () => [],
)

const lost: Outcome = { status: 'fail', error: { name: 'StoreError', code: 'IO', message: 'the connection is gone' } }

/** The reading of a history of one call, which failed when something was brought to a relay. */
function readingOf(error: string, outcome: Outcome): ReturnType<Readings['of']> {
  const fault: Fault = { actor: 0, point: 'relay exchange COMMIT:after', hit: 1, action: 'throw', error }
  const of: Case = { tier: 'T3', actors: 1, script: [], fault }
  const call = { port: 'p', method: 'put', args: [] }
  const history: History = [{ actor: 0, call, outcome, invoked: 0, returned: 1, fromMs: 0, toMs: 0 }]
  return readings.of(of, { history, fired: true, points: [], choices: [], struckIn: 0 })
}

describe('a call in which something was brought to a relay', () => {
  it('may fail by a code where its connection was cut, and counts as the code says', () => {
    expect(readingOf('CUT', lost)).toMatchObject({ broken: undefined, marks: ['threw CUT'] })
    expect(judged.at(-1)?.[0]?.outcome).toEqual({ status: 'unknown', why: 'IO' })
  })

  it('may not fail where all of the answer came', () => {
    expect(readingOf('SLICE', lost).broken).toEqual({ at: 0, expected: 'an answer', observed: 'a failure' })
    expect(readingOf('SLICE', { status: 'ok', value: null }).broken).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../contracts/index.ts'
import { contracts } from '../../../../contracts/index.ts'
import { judged } from '../../../../src/harness/histories/judgement.ts'
import { historyModels } from '../../../../src/harness/histories/models.ts'
import type { Decision } from '../../../../src/harness/linearizability/checker.ts'
import { briefLimits } from '../../../../src/harness/linearizability/checker.ts'
import { fencedPut, granted, inOrder, put } from '../../contracts/guards/histories.ts'

const model = historyModels(contracts).get('outputs')

function decided(...events: readonly Event[]): Decision {
  if (!model) throw new Error('there is no model of outputs')
  return judged(model, { contract: 'outputs', version: 1, history: inOrder(...events) }, briefLimits)
}

describe('a history with writes under a guard', () => {
  it('is judged without those that were refused, as they had to be', () => {
    const events = [granted(1, [0, 1]), granted(2, [2, 3], 1), fencedPut(1, [4, 5])]
    expect(decided(...events)).toMatchObject({ verdict: 'linearizable' })
  })

  it('is refused where one was let through that had lost its lock', () => {
    const events = [granted(1, [0, 1]), granted(2, [2, 3], 1), put(1, [4, 5])]
    expect(decided(...events)).toMatchObject({ verdict: 'not-linearizable', broken: { at: 2 } })
  })

  it('is told by the places of its calls, those that were left out among them', () => {
    const wrong = { ...put(2, [6, 7]), outcome: { status: 'ok' as const, value: { status: 'nonsense' } } }
    const events = [granted(1, [0, 1]), granted(2, [2, 3], 1), fencedPut(1, [4, 5]), wrong]
    expect(decided(...events)).toMatchObject({ verdict: 'not-linearizable', broken: { at: 3 } })
  })
})

import { describe, expect, it } from 'vitest'
import locks from '../../../contracts/locks/contract.ts'
import type { Law } from '../../../contracts/index.ts'
import { blamed } from '../../../src/harness/blame.ts'
import { decodeToken } from '../../../src/harness/token.ts'

const law = locks.laws.find(({ id }) => id === 'locks/linearizable') as Law
const known = { law, contract: locks }
const adapter = { name: 'slow', module: 'file:///slow.adapter.ts' }
const of = { tier: 'T2', actors: 2, script: [{ turn: 1 }], plans: [{ kind: 'random', seed: 3, pauses: true }] } as const
const during = { law: law.id, case: of }

describe('a law in which the trial process', () => {
  it.each(['died', 'hung'] as const)('%s is broken, by the case that was tried', (how) => {
    const result = blamed(known, adapter, { how, why: 'what was seen', during })
    expect(result).toMatchObject({ verdict: 'broken', reason: 'what was seen', finding: { observed: 'what was seen' } })
    expect(decodeToken(result.finding?.token ?? '').case).toEqual(of)
  })

  it('was ended since the whole run took too long is unproven', () => {
    const result = blamed(known, adapter, { how: 'late', why: 'not done within 9 ms', during })
    expect(result).toMatchObject({ verdict: 'unproven', reason: 'not done within 9 ms', tiers: [] })
    expect(result).not.toHaveProperty('finding')
  })
})

import { describe, expect, it } from 'vitest'
import type { Claims, Law, Tier } from '../../../contracts/index.ts'
import { contracts } from '../../../contracts/index.ts'
import { planLaws, reach } from '../../../src/harness/plan.ts'
import type { Filter, Planned } from '../../../src/harness/plan.ts'
import { claims as lockClaims } from '../contracts/locks/calls.ts'
import { claiming, contract, law } from './laws.ts'

interface Setting {
  readonly claims?: Claims
  readonly turnable?: boolean
  readonly served?: boolean
  readonly counted?: boolean
  readonly filter?: Filter
}

function planOf(
  laws: readonly Law[],
  { claims = claiming(), turnable = true, served = false, counted = true, filter = {} }: Setting = {},
): readonly Planned[] {
  return planLaws([contract(laws)], claims, { turnable, served, counted }, filter)
}

function planOne(some: Partial<Law>, setting: Setting = {}): Planned {
  const [planned] = planOf([law('keep', some)], setting)
  if (!planned) throw new Error('a law was left out of the plan')
  return planned
}

/** What is done about each law: its tiers, or the verdict in place of a trial. */
function shown(plan: readonly Planned[]): readonly string[] {
  return plan.map(({ tiers, instead }) => instead?.verdict ?? tiers.join(' '))
}

describe('the tiers that claims call for', () => {
  it.each<[Partial<Claims>, readonly Tier[]]>([
    [{ survives: 'nothing', sharing: 'session' }, ['T0', 'T1']],
    [{ survives: 'session', sharing: 'session' }, ['T0', 'T1', 'T3']],
    [{ survives: 'session', sharing: 'thread' }, ['T0', 'T1', 'T2', 'T3']],
    [{ survives: 'process', sharing: 'host' }, ['T0', 'T1', 'T2', 'T3', 'T4']],
    [{ survives: { delegated: 'the server' }, sharing: 'network' }, ['T0', 'T1', 'T2', 'T3', 'T4']],
    [{ survives: 'power', sharing: 'host' }, ['T0', 'T1', 'T2', 'T3', 'T4', 'T5']],
  ])('%j: %j', (some, expected) => {
    expect(reach(claiming(some))).toEqual(expected)
  })
})

describe('a law of servers', () => {
  it('means something only where places lie on one', () => {
    const some = { from: 'T3', to: 'T3', needs: { ports: ['boxes'], server: 'restart' } } as const
    expect(planOne(some, { served: true }).tiers).toEqual(['T3'])
    expect(planOne(some).instead).toEqual({
      verdict: 'not-applicable',
      reason: 'the places of the adapter lie on no server',
    })
  })
})

describe('a law of guards', () => {
  const some = { from: 'T1', needs: { ports: ['boxes'], guards: 'transactional' } } as const

  it('is about adapters that claim as much of them, or more', () => {
    expect(planOne(some, { claims: claiming({ guards: 'transactional' }) }).tiers).toContain('T1')
    const less = { ...some, needs: { ...some.needs, guards: 'advisory' } } as const
    expect(planOne(less, { claims: claiming({ guards: 'transactional' }) }).tiers).toContain('T1')
  })

  it('says what the claim falls short of', () => {
    expect(planOne(some).instead?.reason).toBe('the adapter claims no guards')
    expect(planOne(some, { claims: claiming({ guards: 'advisory' }) }).instead?.reason).toBe(
      'the adapter claims guards "advisory", the law is about "transactional"',
    )
  })
})

describe('the tiers of a law', () => {
  it('go from its mildest to its hardest, within the reach of the adapter', () => {
    expect(planOne({ from: 'T1', to: 'T3' }).tiers).toEqual(['T1', 'T2', 'T3'])
    expect(planOne({ from: 'T1' }).tiers).toEqual(['T1', 'T2', 'T3', 'T4'])
    expect(planOne({ from: 'T0', to: 'T0' }).tiers).toEqual(['T0'])
  })

  it('leave out those that the claims do not call for', () => {
    const claims = claiming({ survives: 'process', sharing: 'session' })
    expect(planOne({ from: 'T1' }, { claims }).tiers).toEqual(['T1', 'T3', 'T4'])
  })

  it('end at the tier that the run ends at', () => {
    expect(planOne({ from: 'T1' }, { filter: { tier: 'T2' } }).tiers).toEqual(['T1', 'T2'])
    expect(planOne({ from: 'T3' }, { filter: { tier: 'T2' } }).instead).toEqual({
      verdict: 'unrun',
      reason: 'shows from T3, the run ends at T2',
    })
  })
})

describe('a law that means nothing on some claims', () => {
  it.each<[string, Partial<Law>, Partial<Claims>, string]>([
    ['because its port is not offered', { needs: { ports: ['crates'] } }, {}, 'the adapter does not offer crates'],
    [
      'because it is about wider sharing',
      { needs: { ports: ['boxes'], sharing: 'network' } },
      {},
      'the adapter claims sharing "host", the law is about "network"',
    ],
    ['because it shows only above their reach', { from: 'T5' }, {}, 'the claims reach T4, the law shows from T5'],
  ])('is not applicable, %s', (_, some, claims, reason) => {
    expect(planOne(some, { claims: claiming(claims) }).instead).toEqual({ verdict: 'not-applicable', reason })
  })

  it('is not applicable, because its tiers lie in a gap of their reach', () => {
    const claims = claiming({ survives: 'process', sharing: 'session' })
    expect(planOne({ from: 'T2', to: 'T2' }, { claims }).instead?.verdict).toBe('not-applicable')
  })
})

describe('a law that needs a claim', () => {
  const needs = { ports: ['boxes'], claims: { boxes: ['lid'] } }

  it('is tried where the answer is yes', () => {
    const plan = planOne({ needs, from: 'T1' }, { claims: claiming({ ports: { boxes: { lid: 'hinged' } } }) })
    expect(plan).toMatchObject({ refusal: false, tiers: ['T1', 'T2', 'T3', 'T4'] })
  })

  it('has its refusal checked where the answer is no, at the mildest tier', () => {
    const plan = planOne({ needs, from: 'T1' }, { claims: claiming({ ports: { boxes: { lid: { no: 'open' } } } }) })
    expect(plan).toMatchObject({ refusal: true, tiers: ['T0'] })
  })
})

describe('a law that counts what is written', () => {
  const needs = { ports: ['boxes'], writes: 'counted' } as const

  it('means something only where what is kept outlives its process', () => {
    expect(planOne({ needs }).instead).toBeUndefined()
    expect(planOne({ needs }, { claims: claiming({ survives: 'session' }) }).instead).toEqual({
      verdict: 'not-applicable',
      reason: 'the adapter claims to keep nothing beyond its process, and need not write',
    })
  })

  it('is unproven where the system does not count', () => {
    const { tiers, instead } = planOne({ needs }, { counted: false })
    expect(tiers).toEqual([])
    expect(instead).toMatchObject({ verdict: 'unproven', reason: expect.stringMatching(/^no means: /) as string })
  })
})

describe('a law that turns the clock', () => {
  const needs = { ports: ['boxes'], clock: 'turned' } as const

  it('is unproven where there are no means to turn it', () => {
    const { tiers, instead } = planOne({ needs }, { turnable: false })
    expect(tiers).toEqual([])
    expect(instead).toMatchObject({ verdict: 'unproven', reason: expect.stringMatching(/^no means: /) as string })
    expect(planOne({ needs }).instead).toBeUndefined()
  })
})

const five = ['a', 'b', 'c', 'd', 'e'].map((words) =>
  law(words, { to: 'T0', suite: words === 'e' ? 'leases' : 'basics' }),
)

describe('a filter', () => {
  it('leaves no law out: what is not selected is listed as unrun', () => {
    const plan = planOf(five, { filter: { laws: ['boxes/b'] } })
    expect(shown(plan)).toEqual(['unrun', 'T0', 'unrun', 'unrun', 'unrun'])
    expect(plan[0]?.instead?.reason).toBe('not selected')
  })

  it.each<[string, Filter, readonly string[]]>([
    ['a contract', { contracts: ['boxes'] }, ['T0', 'T0', 'T0', 'T0', 'T0']],
    ['another contract', { contracts: ['crates'] }, ['unrun', 'unrun', 'unrun', 'unrun', 'unrun']],
    ['a suite', { suites: ['leases'] }, ['unrun', 'unrun', 'unrun', 'unrun', 'T0']],
    ['a suite and a law', { suites: ['leases'], laws: ['boxes/a'] }, ['unrun', 'unrun', 'unrun', 'unrun', 'unrun']],
  ])('selects by %s', (_, filter, expected) => {
    expect(shown(planOf(five, { filter }))).toEqual(expected)
  })

  it('does not change what means nothing', () => {
    const filter = { laws: ['boxes/other'] }
    expect(planOne({ needs: { ports: ['crates'] } }, { filter }).instead?.verdict).toBe('not-applicable')
  })
})

describe('a shard', () => {
  it('runs each law in exactly one of them', () => {
    const shards = [1, 2, 3].map((index) => planOf(five, { filter: { shard: { index, of: 3 } } }))
    const runs = five.map(({ id }) => shards.filter((plan) => plan.some((one) => one.law.id === id && !one.instead)))
    expect(runs.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1])
  })

  it('runs the gates in every one of them', () => {
    const gate = law('open', { gate: true, to: 'T0' })
    const shards = [1, 2].map((index) => planOf([gate, ...five], { filter: { shard: { index, of: 2 } } }))
    expect(shards.map((plan) => shown(plan)[0])).toEqual(['T0', 'T0'])
  })
})

describe('the plan of the built-in contracts', () => {
  it('lists every law once, in order', () => {
    const laws = contracts.flatMap((one) => one.laws.map(({ id }) => id))
    const plan = planLaws(contracts, lockClaims, { turnable: true, served: false, counted: true }, {})
    expect(plan.map((one) => one.law.id)).toEqual(laws)
    expect(new Set(laws).size).toBe(laws.length)
  })

  // The parts of a runtime have none: what they are is what they promise.
  const ports = contracts.filter(({ port }) => port.part !== true)

  it.each(ports.map((known) => [known.name, known] as const))('begins with the gates of %s', (_, one) => {
    const gates = planLaws([one], lockClaims, { turnable: true, served: false, counted: true }, {}).map(
      ({ law: planned }) => planned.gate === true,
    )
    expect(gates).toEqual(gates.toSorted((left, right) => Number(right) - Number(left)))
    expect(gates[0]).toBe(true)
  })
})

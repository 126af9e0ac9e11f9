import { describe, expect, it } from 'vitest'
import type { LawResult, LawVerdict, RunVerdict } from '../../../contracts/index.ts'
import { adapterVerdict, exitCodes, killsPerSecond, levelOf, runVerdict, worst } from '../../../src/harness/verdict.ts'
import type { Demands } from '../../../src/harness/verdict.ts'
import { atTiers, evidence, result } from './laws.ts'

const nothingAsked: Demands = { laws: [] }
const should = { level: 'should' } as const
const noMeans = { reason: 'no means: this version has no lab for T5' }

function verdict(results: readonly LawResult[], demands = nothingAsked): RunVerdict {
  return adapterVerdict([result('sound', 'holds'), ...results], demands)
}

describe('the verdict of a law', () => {
  it.each<[readonly LawVerdict[], LawVerdict]>([
    [[], 'not-applicable'],
    [['holds', 'holds'], 'holds'],
    [['holds', 'unproven', 'holds'], 'unproven'],
    [['unproven', 'unstable'], 'unstable'],
    [['holds', 'broken', 'unrun'], 'broken'],
    [['unstable', 'broken'], 'broken'],
  ])('is the worst of its tiers: %j', (verdicts, expected) => {
    expect(worst(verdicts)).toBe(expected)
    expect(worst(verdicts.toReversed())).toBe(expected)
  })
})

describe('the verdict on an adapter', () => {
  it.each<[RunVerdict, LawResult]>([
    ['conformant', result('keep', 'holds')],
    ['conformant', result('keep', 'refused')],
    ['conformant', result('keep', 'not-applicable')],
    ['waived', result('keep', 'waived')],
    ['incomplete', result('keep', 'unrun')],
    ['incomplete', result('keep', 'unstable')],
    ['incomplete', result('keep', 'unproven', { reason: 'states not reached: busy' })],
    ['conformant', result('keep', 'unproven', noMeans)],
    ['invalid', result('keep', 'harness-error')],
    ['non-conformant', result('keep', 'broken')],
  ])('is %s by one must law: %o', (expected, one) => {
    expect(verdict([one])).toBe(expected)
  })

  it.each<LawVerdict>(['broken', 'unrun', 'unstable', 'unproven'])('is not changed by a should law: %s', (of) => {
    expect(verdict([result('keep', of, should)])).toBe('conformant')
  })

  it('is invalid by a harness error even in a should law', () => {
    expect(verdict([result('keep', 'harness-error', should)])).toBe('invalid')
  })

  it('is that of the gravest: broken, then invalid, then incomplete, then waived', () => {
    const by = (...of: readonly LawVerdict[]): RunVerdict => verdict(of.map((one, index) => result(`l${index}`, one)))
    expect(by('waived', 'unrun', 'harness-error', 'broken')).toBe('non-conformant')
    expect(by('waived', 'unrun', 'harness-error')).toBe('invalid')
    expect(by('waived', 'unrun')).toBe('incomplete')
  })

  it('is invalid where nothing was executed', () => {
    expect(adapterVerdict([], nothingAsked)).toBe('invalid')
    const none = { evidence: evidence({ cases: 0 }) }
    expect(adapterVerdict([result('keep', 'unproven', { ...none, ...noMeans })], nothingAsked)).toBe('invalid')
  })
})

describe('what a person demanded', () => {
  const proven = result('keep', 'holds', atTiers({ T3: 'holds' }))

  it('is missed where a law that was asked for does not hold, a should law too', () => {
    for (const of of ['unproven', 'not-applicable', 'unrun'] as const)
      expect(verdict([result('keep', of, should)], { laws: ['boxes/keep'] }), of).toBe('incomplete')
    expect(verdict([result('keep', 'holds')], { laws: ['boxes/keep'] })).toBe('conformant')
    expect(verdict([result('keep', 'refused')], { laws: ['boxes/keep'] })).toBe('conformant')
  })

  it('is missed where the tier that was asked for was kept by no law', () => {
    expect(verdict([proven], { laws: [], tier: 'T4' })).toBe('incomplete')
    expect(verdict([proven], { laws: [], tier: 'T3' })).toBe('conformant')
  })

  it('is missed by missing means where a tier was asked for', () => {
    const lacking = result('other', 'unproven', noMeans)
    expect(verdict([proven, lacking], { laws: [], tier: 'T3' })).toBe('incomplete')
  })
})

describe('the verdict on a run', () => {
  it('is the worst on its adapters', () => {
    expect(runVerdict(['conformant', 'waived'])).toBe('waived')
    expect(runVerdict(['waived', 'incomplete', 'conformant'])).toBe('incomplete')
    expect(runVerdict(['invalid', 'incomplete'])).toBe('invalid')
    expect(runVerdict(['non-conformant', 'invalid'])).toBe('non-conformant')
    expect(runVerdict(['interrupted', 'non-conformant'])).toBe('interrupted')
  })

  it('without adapters is invalid: zero executed is never success', () => {
    expect(runVerdict([])).toBe('invalid')
  })

  it('has an exit code, 0 for success only', () => {
    expect(exitCodes).toEqual({
      conformant: 0,
      waived: 0,
      incomplete: 3,
      'non-conformant': 1,
      invalid: 2,
      interrupted: 130,
    })
  })
})

describe('the level of an adapter', () => {
  it('names ports, set, and the hardest tier up to which every must law was kept', () => {
    const laws = [
      result('open', 'holds', atTiers({ T0: 'holds' })),
      result('keep', 'holds', atTiers({ T1: 'holds', T2: 'holds', T3: 'holds' })),
    ]
    expect(levelOf(laws, 1)).toBe('boxes, set 1, T3')
  })

  it.each<LawVerdict>(['broken', 'unproven', 'unstable', 'waived'])('ends below a tier that is %s', (of) => {
    const laws = [
      result('keep', of, atTiers({ T1: 'holds', T2: of, T3: 'holds' })),
      result('other', 'holds', atTiers({ T1: 'holds', T2: 'holds', T3: 'holds' })),
    ]
    expect(levelOf(laws, 1)).toBe('boxes, set 1, T1')
  })

  it('is not lowered by a should law, nor by a refusal', () => {
    const laws = [
      result('keep', 'holds', atTiers({ T0: 'holds', T1: 'holds' })),
      result('nice', 'broken', { ...should, ...atTiers({ T0: 'broken' }) }),
      result('claim', 'refused', atTiers({ T0: 'refused' })),
    ]
    expect(levelOf(laws, 1)).toBe('boxes, set 1, T1')
  })

  it('is not lowered by a tier that means nothing to a law', () => {
    const laws = [result('keep', 'holds', atTiers({ T1: 'holds', T3: 'not-applicable', T4: 'holds' }))]
    expect(levelOf(laws, 1)).toBe('boxes, set 1, T4')
    const others = result('other', 'holds', atTiers({ T3: 'holds' }))
    expect(levelOf([...laws, others], 1)).toBe('boxes, set 1, T4')
  })

  it('is none where no tier was kept', () => {
    expect(levelOf([], 1)).toBe('none')
    expect(levelOf([result('keep', 'broken', atTiers({ T0: 'broken' }))], 1)).toBe('none')
  })

  it('names every port whose laws apply', () => {
    const other = result('seal', 'holds', { ...atTiers({ T0: 'holds' }), contract: 'crates' })
    const absent = result('sail', 'not-applicable', { contract: 'ships' })
    expect(levelOf([result('keep', 'holds', atTiers({ T0: 'holds' })), other, absent], 2)).toBe(
      'boxes+crates, set 2, T0',
    )
  })
})

describe('kills a second', () => {
  it('are those of the tiers that killed, over the time that these took', () => {
    const killing = {
      tier: 'T4',
      verdict: 'holds',
      evidence: evidence({ killsByPoint: { a: 10, b: 20 }, ms: 2_000 }),
    } as const
    const calm = { tier: 'T1', verdict: 'holds', evidence: evidence({ ms: 90_000 }) } as const
    expect(killsPerSecond([result('keep', 'holds', { tiers: [calm, killing] })])).toBe(15)
  })

  it('are none where nothing was killed', () => {
    expect(killsPerSecond([result('keep', 'holds', atTiers({ T1: 'holds' }))])).toBe(0)
  })
})

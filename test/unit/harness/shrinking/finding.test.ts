import { describe, expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import type { Claims, Fault, Tier } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { actorOf } from '../../../../src/harness/case.ts'
import type { Found } from '../../../../src/harness/lab/laboratory.ts'
import { stuckExpected } from '../../../../src/harness/lab/readings.ts'
import type { Subject } from '../../../../src/harness/lab/subject.ts'
import type { Planned } from '../../../../src/harness/plan.ts'
import { showing } from '../../../../src/harness/shrinking/finding.ts'
import type { Shown } from '../../../../src/harness/shrinking/finding.ts'
import { decodeToken } from '../../../../src/harness/token.ts'
import { event } from '../../report/reports.ts'
import { claiming, contract, law } from '../laws.ts'

const boxes = contract([law('keep')])
const script = [
  { actor: 0, does: 'open' },
  { actor: 1, does: 'open' },
  { actor: 0, does: 'shut' },
]
const race: Case = { tier: 'T4', actors: 2, script, overlap: 'processes' }
const fault: Fault = { actor: 1, point: 'p', hit: 1, action: 'kill' }

function found(of: Case, some: Partial<Found> = {}): Found {
  const broken = { at: 0, expected: 'shut', observed: 'open' }
  return { case: of, broken, history: [event()], choices: [], points: [], ...some }
}

/** What is shown of a case, by a predicate that stands for running it. */
function shown(
  first: Found,
  fails: (of: Case) => Found | undefined,
  tried: readonly Tier[] = ['T1', 'T2', 'T3', 'T4'],
  claims: Claims = claiming(),
  ms?: number,
): Promise<Shown> {
  const subject: Subject = {
    adapter: { ...memory, claims },
    contract: boxes,
    places: undefined as never,
    worn: undefined,
    pool: () => undefined as never,
    threads: () => undefined as never,
    racers: () => undefined as never,
    power: () => undefined as never,
    callMs: 1,
  }
  const planned: Planned = { law: law('keep'), contract: boxes, tiers: tried, refusal: false }
  return showing(subject, planned, first, async (of) => fails(of), ms)
}

/** Fails where two actors take part. */
function byTwo(...tiers: readonly Tier[]): (of: Case) => Found | undefined {
  return (of) => (tiers.includes(of.tier) && new Set(of.script.map(actorOf)).size === 2 ? found(of) : undefined)
}

describe('the finding of a case', () => {
  it('is of the mildest tier at which it fails too, and the smallest there', async () => {
    const { case: small, finding } = await shown(found(race), byTwo('T2', 'T3', 'T4'))
    expect(small).toEqual({ tier: 'T2', actors: 2, script: script.slice(0, 2), choices: [] })
    expect(decodeToken(finding.token).case).toEqual({ tier: 'T2', actors: 2, script: script.slice(0, 2) })
    expect(finding.repeats).toEqual({ runs: 2, failed: 2, alike: true })
  })

  it('is left as large as it was found where there is no time for it', async () => {
    const large = { ...race, tier: 'T2', overlap: 'calls' } as const
    const { case: left } = await shown(found(large), byTwo('T2'), ['T2'], claiming(), -1)
    expect(left.script).toEqual(script)
  })

  it('stays at its tier where the law is not tried at a milder one', async () => {
    const racing = (of: Case): Found | undefined => (of.overlap ? byTwo('T2', 'T3', 'T4')(of) : undefined)
    const { case: small } = await shown(found(race), racing, ['T4'])
    expect(small).toEqual({ ...race, script: small.script })
    expect(small.script).toHaveLength(2)
  })

  it('has a dropped session for a killed process, where another can look at what it left', async () => {
    const killed: Case = { tier: 'T4', actors: 2, script, fault }
    const fails = (of: Case): Found | undefined => (of.fault && of.script.length > 1 ? found(of) : undefined)
    expect((await shown(found(killed), fails)).case).toMatchObject({ tier: 'T3', fault: { action: 'drop' } })
    const alone = await shown(found(killed), fails, ['T3', 'T4'], claiming({ sharing: 'session' }))
    expect(alone.case).toMatchObject({ tier: 'T4', fault: { action: 'kill' } })
  })

  it('tells how often a race failed when it was run again', async () => {
    let runs = 0
    const fails = (of: Case): Found | undefined => (++runs % 3 === 0 ? byTwo('T4')(of) : undefined)
    const { finding } = await shown(found(race), fails)
    expect(finding.repeats?.runs).toBe(10)
    expect(finding.repeats?.failed).toBeGreaterThanOrEqual(3)
    expect(finding.repeats?.failed).toBeLessThanOrEqual(4)
  })

  it('tells that it never failed again', async () => {
    expect((await shown(found(race), () => undefined)).finding.repeats).toEqual({ runs: 10, failed: 0, alike: true })
  })

  it('is never a smaller case that comes to a stop, which is another failure', async () => {
    const stuck = { at: 0, expected: stuckExpected, observed: 'no answer' }
    const fails = (of: Case): Found | undefined =>
      found(of, of.script.length === script.length ? {} : { broken: stuck })
    const { case: small } = await shown(found({ ...race, tier: 'T1' }), fails, ['T1'])
    expect(small.script).toHaveLength(script.length)
  })

  it('that came to a stop is not run again: each run of it would end in a deadline', async () => {
    let runs = 0
    const broken = { at: 0, expected: stuckExpected, observed: 'no answer' }
    const { finding, case: same } = await shown(found(race, { broken }), () => {
      runs += 1
      return undefined
    })
    expect([runs, same, finding.repeats]).toEqual([0, race, undefined])
  })

  it('says how far its calls can be explained, where the judge does', async () => {
    const stuck = [{ at: 0, expected: 'shut', observed: 'open' }]
    const explanation = { partition: 'a', initial: 'shut', order: [], before: 'shut', stuck }
    const broken = { at: 0, expected: 'shut', observed: 'open', explanation }
    const { finding } = await shown(found(race), (of) => byTwo('T4')(of) && found(of, { broken }))
    expect(finding.explanation).toEqual(explanation)
  })
})

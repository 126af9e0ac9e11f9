import { describe, expect, it } from 'vitest'
import type { Fault, Step } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { actorOf } from '../../../../src/harness/case.ts'
import { Random } from '../../../../src/harness/random.ts'
import type { Failed } from '../../../../src/harness/shrinking/shrink.ts'
import { shrink } from '../../../../src/harness/shrinking/shrink.ts'
import { bounds, commands, commandsOf, does, failed, smallest } from './smallest.ts'

/** A case of many steps by three actors, with turns and reopens between. */
function large(seed: number): Case {
  const random = new Random(seed)
  const any = (): Step<unknown> =>
    [{ turn: 1 + random.below(100) }, { reopen: random.below(3) }, does(random.below(3), 1 + random.below(50))][
      random.below(3)
    ] ?? { turn: 1 }
  const script = Array.from({ length: 25 }, any)
  return {
    tier: 'T2',
    actors: 3,
    script: [...script, does(2, 44)],
    choices: Array.from({ length: 40 }, () => random.below(60)),
  }
}

describe('the shrinker', () => {
  it.each([1, 2, 3, 4, 5])('comes down to the one step that matters, by one actor (seed %d)', async (seed) => {
    const small = await smallest(large(seed), (of) => commandsOf(of).some((command) => command >= 10))
    expect(small).toMatchObject({ actors: 1, choices: [] })
    expect(small.script).toHaveLength(1)
    expect(commandsOf(small)[0]).toBeGreaterThanOrEqual(10)
    expect(commandsOf(small)[0]).toBeLessThan(20)
  })

  it('keeps two steps that matter only together, however far apart they stood', async () => {
    const apart = [does(0, 7), ...Array.from({ length: 20 }, () => ({ turn: 3 })), does(1, 7)]
    const fails = (of: Case): boolean => commandsOf(of).filter((command) => command === 7).length === 2
    const small = await smallest({ tier: 'T1', actors: 2, script: apart }, fails)
    expect(small).toEqual({ tier: 'T1', actors: 1, script: [does(0, 7), does(0, 7)] })
  })

  it('keeps two actors where both matter', async () => {
    const fails = (of: Case): boolean => new Set(of.script.map(actorOf)).size >= 2
    const script = [does(0, 4), does(1, 4), does(2, 4), does(1, 4)]
    const small = await smallest({ tier: 'T2', actors: 3, script }, fails)
    expect(small).toEqual({ tier: 'T2', actors: 2, script: [does(0, 0), does(1, 0)] })
  })

  it('makes turns shorter, those back too', async () => {
    const turned = (of: Case): number => of.script.reduce((sum, step) => sum + ('turn' in step ? step.turn : 0), 0)
    const forth = await smallest({ tier: 'T1', actors: 1, script: [{ turn: 1_000 }] }, (of) => turned(of) >= 100)
    const back = await smallest({ tier: 'T1', actors: 1, script: [{ turn: -1_000 }] }, (of) => turned(of) <= -100)
    expect(turned(forth)).toBeLessThan(200)
    expect(turned(back)).toBeGreaterThan(-200)
  })

  it('takes away the choices that do not matter', async () => {
    const fails = (of: Case): boolean => of.choices?.[2] === 5
    const script = [does(0, 0), does(1, 0)]
    const small = await smallest({ tier: 'T2', actors: 2, script, choices: [4, 4, 5, 4, 4] }, fails)
    expect(small.choices).toEqual([0, 0, 5])
  })

  it('gives what went wrong in the case that it gives', async () => {
    const said = (of: Case): Failed & { readonly said: string } => ({
      ...failed(of),
      said: `${of.script.length} steps`,
    })
    const of: Case = { tier: 'T1', actors: 1, script: [does(0, 0), does(0, 0)] }
    const fails = async (some: Case): Promise<ReturnType<typeof said> | undefined> =>
      some.script.length > 0 ? said(some) : undefined
    expect(await shrink(said(of), commands, fails, bounds)).toMatchObject({ said: '1 steps' })
  })

  it('leaves the case that it was given as it was', async () => {
    const given = large(1)
    await smallest(given, (of) => of.script.length > 3)
    expect(given).toEqual(large(1))
  })
})

const kill: Fault = { actor: 1, point: 'p', hit: 3, action: 'kill' }

/** Whether the fault of a case would happen: its actor comes to the point once in each of its steps. */
function fires({ script, fault, actors }: Case): boolean {
  if (!fault || fault.actor >= actors) return false
  return script.filter((step) => 'does' in step && step.actor === fault.actor).length >= fault.hit
}

describe('the shrinker of a case with a fault', () => {
  it('moves the fault forward as the steps before it go', async () => {
    const script = [does(0, 9), does(1, 9), does(1, 9), does(0, 9), does(1, 9), does(1, 9)]
    const small = await smallest({ tier: 'T4', actors: 2, script, fault: kill }, fires)
    expect(small.script.filter((step) => actorOf(step) === small.fault?.actor)).toHaveLength(1)
    expect(small.fault?.hit).toBe(1)
  })

  it('keeps no case whose fault would not happen any more', async () => {
    for (const seed of [1, 2, 3]) {
      const of: Case = { ...large(seed), tier: 'T4', fault: { ...kill, actor: 2, hit: 1 } }
      const small = await smallest(of, (some) => fires(some) && some.script.length > 2)
      expect(fires(small), `seed ${seed}`).toBe(true)
      expect(small.script, `seed ${seed}`).toHaveLength(3)
    }
  })

  it('never leaves out the actor that the fault is of', async () => {
    const script = [does(0, 9), does(1, 9), does(2, 9)]
    const small = await smallest({ tier: 'T4', actors: 3, script, fault: { ...kill, actor: 2, hit: 1 } }, fires)
    expect(small.fault?.actor).toBeLessThan(small.actors)
    expect(actorOf(small.script[0] ?? { turn: 0 })).toBe(small.fault?.actor)
  })
})

describe('the shrinker of a fault that need not be there', () => {
  const script = [does(0, 9), does(1, 9), does(1, 9)]

  it('leaves it out', async () => {
    const of: Case = { tier: 'T4', actors: 2, script, fault: kill }
    expect(await smallest(of, (some) => some.script.length > 0)).not.toHaveProperty('fault')
  })

  it.each([
    ['an earlier coming to its point', { point: 'p', hit: 3 }],
    ['an earlier point', { point: 'reply', hit: 1 }],
  ])('moves it to %s, as early as it may be', async (_, late) => {
    const points = [['call', 'p', 'p', 'reply', 'call', 'p']]
    const fails = async (of: Case): Promise<Failed | undefined> =>
      of.script.length === 3 && of.fault && of.fault.point !== 'call' ? failed(of, points) : undefined
    const of: Case = {
      tier: 'T4',
      actors: 1,
      script: script.map(() => does(0, 0)),
      fault: { ...kill, actor: 0, ...late },
    }
    const { fault } = (await shrink(failed(of, points), commands, fails, bounds)).case
    expect(fault).toEqual({ actor: 0, point: 'p', hit: 1, action: 'kill' })
  })
})

describe('the shrinker of a schedule', () => {
  /** Fails by a switch at one choice, which depends on how many steps there are. */
  const fails = ({ script, choices = [] }: Case): boolean =>
    script.length >= 2 && new Set(script.map(actorOf)).size === 2 && (choices[2 * script.length - 4] ?? 0) > 0

  it('takes another one where the choices no longer fit the steps that are left', async () => {
    const script = [does(0, 0), does(1, 0), does(0, 0), does(1, 0), does(0, 0)]
    const small = await smallest({ tier: 'T2', actors: 2, script, choices: [0, 0, 0, 0, 0, 0, 1] }, fails)
    expect(small).toEqual({ tier: 'T2', actors: 2, script: small.script, choices: [1] })
    expect(small.script).toHaveLength(2)
  })
})

describe('the shrinker of actors that overlap by choice', () => {
  const script = [does(0, 0), does(1, 0)]
  const two = (of: Case): boolean => of.script.length === 2

  it('has them follow each other where that is enough', async () => {
    const of: Case = { tier: 'T3', actors: 1, script, overlap: 'calls', choices: [1, 2] }
    expect(await smallest(of, two)).toEqual({ tier: 'T3', actors: 1, script })
  })

  it('lets them overlap where it is not', async () => {
    const of: Case = { tier: 'T4', actors: 2, script, overlap: 'processes' }
    expect(await smallest(of, (some) => two(some) && some.actors === 2 && some.overlap !== undefined)).toEqual(of)
  })
})

describe('the bounds of shrinking', () => {
  it('end it after so many tries', async () => {
    let tries = 0
    const counted = (): boolean => {
      tries += 1
      return false
    }
    await smallest(large(1), counted, { triesMax: 10, msMax: 60_000 })
    expect(tries).toBe(10)
  })

  it('end it after so much time, with the smallest case so far', async () => {
    const given = large(1)
    expect(await smallest(given, () => true, { triesMax: 5_000, msMax: -1 })).toBe(given)
  })

  it('hold though every simpler case fails: it comes to an end by itself', async () => {
    const small = await smallest(large(2), () => true)
    expect(small).toMatchObject({ actors: 1, script: [] })
  })

  it('never ask for the same case twice', async () => {
    const asked: string[] = []
    await smallest(large(3), (of) => {
      asked.push(JSON.stringify(of))
      return commandsOf(of).includes(44)
    })
    expect(new Set(asked).size).toBe(asked.length)
  })
})

/** Scripts that race, by those of locks. */
import { describe, expect, it } from 'vitest'
import { inTurns } from '../../../contracts/generate.ts'
import type { Generator, Script, Shape } from '../../../contracts/lab.ts'
import { races } from '../../../contracts/locks/commands.ts'
import type { LockCommand } from '../../../contracts/locks/moves.ts'

const shape: Shape = { actors: 3, steps: 8, reopen: false, turns: true }

/** What lies before the barrier and after it. */
function halves(script: Script<LockCommand>): readonly [Script<LockCommand>, Script<LockCommand>] {
  const barrier = script.findLastIndex((step) => 'turn' in step && step.turn === 0)
  return [script.slice(0, barrier), script.slice(barrier + 1)]
}

/** What each actor does first after the barrier. */
function firsts(script: Script<LockCommand>): ReadonlyMap<number, LockCommand> {
  const steps = halves(script)[1].flatMap((step) => ('does' in step ? [step] : []))
  return new Map(steps.toReversed().map(({ actor, does }) => [actor, does]))
}

describe('scripts that race', () => {
  it('begin with one actor alone, and after a barrier every actor has a part', () => {
    for (const script of races(shape, 1, 50)) {
      const alone = halves(script)[0].flatMap((step) => ('does' in step ? step.actor : []))
      expect(alone).toEqual([0, 0])
      expect(new Set(firsts(script).keys())).toEqual(new Set([0, 1, 2]))
    }
  })

  it('start with at most two changes, and often with the same one twice', () => {
    const starts = races(shape, 1, 100).map((script) =>
      [...firsts(script).values()]
        .filter(({ call }) => call !== 'inspect' && call !== 'list')
        .map((does) => JSON.stringify(does)),
    )
    expect(Math.max(...starts.map((all) => new Set(all).size))).toBe(2)
    expect(starts.filter((all) => new Set(all).size < all.length).length).toBeGreaterThan(50)
  })

  it('have no more steps after the barrier than were asked for, but one for each actor', () => {
    for (const steps of [1, 3, 8]) {
      const lengths = races({ ...shape, steps }, 1, 50).map((script) => halves(script)[1].length)
      expect(Math.max(...lengths)).toBe(Math.max(3, steps))
    }
  })

  it('open sessions anew where the shape asks for it', () => {
    const reopens = (some: Partial<Shape>): number =>
      races({ ...shape, ...some }, 1, 50)
        .flat()
        .filter((step) => 'reopen' in step).length
    expect(reopens({})).toBe(0)
    expect(reopens({ reopen: true })).toBeGreaterThan(0)
  })

  it('keep their barrier where the clock cannot be turned, and no other turn', () => {
    const turns = races({ ...shape, turns: false }, 1, 50).map((script) => script.filter((step) => 'turn' in step))
    expect(turns.every(([barrier, ...others]) => others.length === 0 && barrier !== undefined)).toBe(true)
    expect(turns.flat().every((step) => 'turn' in step && step.turn === 0)).toBe(true)
  })
})

describe('scripts of several generators', () => {
  it('come one of each after the other, as many as were asked for, the same for the same seed', () => {
    const named =
      (name: string): Generator<string> =>
      (_, seed, count) =>
        Array.from({ length: count }, (__, at) => [{ actor: 0, does: `${name}${seed}${at}` }])
    const drawn = inTurns(named('x'), named('y'))(shape, 7, 5).flat()
    expect(drawn.map((step) => ('does' in step ? step.does : ''))).toEqual(['x70', 'y71', 'x72', 'y73', 'x74'])
  })
})

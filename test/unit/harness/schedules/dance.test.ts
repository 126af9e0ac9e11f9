import { describe, expect, it } from 'vitest'
import { CaseWatch } from '../../../../src/harness/deadline.ts'
import { Dance } from '../../../../src/harness/schedules/dance.ts'
import type { Plan } from '../../../../src/harness/schedules/schedule.ts'
import { Schedule } from '../../../../src/harness/schedules/schedule.ts'

/** Two actors dance by a plan: one that stands at two points at once, and one that stands at one. Who passed which, in order. */
async function danced(plan: Plan): Promise<readonly string[]> {
  const schedule = new Schedule()
  schedule.begin(plan)
  const dance = new Dance(2, schedule, new CaseWatch(1_000))
  const passed: string[] = []
  const pass = async (actor: number, name: string): Promise<void> => {
    await dance.standOf(actor)()
    passed.push(name)
  }
  dance.add(0, () => Promise.all([pass(0, 'a'), pass(0, 'b')]))
  dance.add(1, () => pass(1, 'c'))
  await dance.drain()
  return passed
}

describe('a dance', () => {
  it('lets an actor go on from each point at which it stands at once, in the order in which it came to them', async () => {
    expect(await danced({ kind: 'list', choices: [] })).toEqual(['a', 'b', 'c'])
  })

  it.each([1, 2, 3, 4, 5])('comes to its end whoever is chosen: seed %i', async (seed) => {
    const passed = await danced({ kind: 'random', seed, pauses: true })
    expect(passed.toSorted()).toEqual(['a', 'b', 'c'])
    expect(passed.indexOf('a')).toBeLessThan(passed.indexOf('b'))
  })
})

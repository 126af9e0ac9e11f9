/** Registers under every way in which operations of the file system can lie between each other. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import { Random } from '../../../../src/harness/random.ts'
import type { Counter, Did, Way } from './counter.ts'
import { Counters } from './counter.ts'
import { Stepped } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

let counters: Counters

beforeEach(() => {
  counters = new Counters()
})

afterEach(() => counters.remove())

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function balance(did: readonly Did[]): number {
  return sum(did.map(({ added, taken }) => added - taken))
}

/** What was done before the actors came. */
const pasts: readonly (readonly Way[])[] = [[], ['add'], ['add', 'remove'], ['add', 'add']]

/** What others do while one is stopped. */
const meanwhiles: readonly (readonly Way[])[] = [
  ['add'],
  ['remove'],
  ['look'],
  ['add', 'remove'],
  ['remove', 'add'],
  ['add', 'remove', 'add'],
  ['remove', 'add', 'remove'],
]

const stops = pasts.flatMap((past) => (['add', 'remove', 'look'] as const).map((way) => ({ past, way })))

function before(past: readonly Way[]): number {
  return past.reduce((count, way) => (way === 'add' ? count + 1 : way === 'remove' ? 0 : count), 0)
}

/** Stops an actor before its operation of this number; undefined where it does not come so far. */
async function stopped(counter: Counter, way: Way, at: number): Promise<Stepped<Did> | undefined> {
  const actor = new Stepped(() => counter.does(way))
  for (let step = 0; step < at; step += 1) await actor.step()
  return (await actor.standing()) === undefined ? undefined : actor
}

describe('an actor that is stopped before any of its operations, while others come and go,', () => {
  it.each(stops)('counts right and leaves nothing: $way after $past', async ({ past, way }) => {
    let stopsMade = 0
    for (const meanwhile of meanwhiles) {
      for (let at = 0; ; at += 1) {
        const counter = await counters.after(...past)
        const actor = await stopped(counter, way, at)
        if (!actor) break
        const others: Did[] = []
        for (const other of meanwhile) others.push(await counter.does(other))
        const own = await actor.finish()
        const count = await counter.count()
        expect([meanwhile, at, count]).toEqual([meanwhile, at, before(past) + balance([...others, own])])
        expect([meanwhile, at, await counter.states()]).toEqual([meanwhile, at, count > 0 ? 1 : 0])
        stopsMade += 1
      }
    }
    expect(stopsMade).toBeGreaterThanOrEqual(meanwhiles.length)
  })
})

describe('an actor that is killed before any of its operations', () => {
  it.each(stops)(
    'did it whole or not at all, and its leavings are collected: $way after $past',
    async ({ past, way }) => {
      for (let at = 0; ; at += 1) {
        const counter = await counters.after(...past)
        if (!(await stopped(counter, way, at))) break
        const found = await counter.count()
        const whole = way === 'add' ? before(past) + 1 : way === 'remove' ? 0 : before(past)
        expect([before(past), whole]).toContain(found)
        expect(await counter.count()).toBe(found)
        await counter.does('add')
        expect([at, await counter.count(), await counter.states(), await counter.unborn()]).toEqual([
          at,
          found + 1,
          1,
          0,
        ])
        await counter.does('remove')
        expect(await counter.names()).toBeUndefined()
      }
    },
  )
})

describe('actors whose operations are mixed', () => {
  it('count right under 400 schedules of chance (seeds 1 to 400)', async () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = new Random(seed)
      const counter = await counters.after('add')
      const ways = (['add', 'remove', 'add', 'look'] as const).map((way) => (random.below(2) === 0 ? way : 'add'))
      const actors = ways.map((way) => new Stepped(() => counter.does(way)))
      const open = [...actors]
      while (open.length > 0) {
        const index = random.below(open.length)
        if (!(await open[index]?.step())) open.splice(index, 1)
      }
      const did = await Promise.all(actors.map(({ ended }) => ended))
      expect([seed, await counter.count()]).toEqual([seed, 1 + balance(did)])
    }
  })
})

/** The page on races: its table of how soon a race is found is what the search gives. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { explore } from '../../../src/harness/schedules/explore.ts'
import { Drivers, driverRaces, hunted } from '../../races/driving.ts'
import { races } from '../../races/index.ts'

const page = readFileSync(new URL('../../../docs/races.md', import.meta.url), 'utf8')
const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

const drivers = new Drivers()

afterAll(() => drivers.end())

/** Schedules to the first finding, by seed. */
async function foundAfter(name: string): Promise<readonly number[]> {
  const make = races.get(name)
  if (make) return Promise.all(seeds.map(async (seed) => (await explore(() => make(false), seed, 10_000)).schedules))
  const [, driven, script] = driverRaces.find(([known]) => known === name) ?? []
  if (!driven || !script) throw new Error(`no race is called ${name}`)
  const subject = await drivers.on(driven)
  const counts: number[] = []
  for (const seed of seeds) counts.push((await hunted(subject, script, seed, 10_000))?.schedules ?? Infinity)
  return counts
}

describe('docs/races.md', () => {
  it.each([...races.keys(), ...driverRaces.map(([name]) => name)])(
    'says how soon the race is found: %s',
    async (name) => {
      const found = (await foundAfter(name)).toSorted((left, right) => left - right)
      const [tenth = 0, eleventh = 0, last = 0] = [found[9], found[10], found[18]]
      const median = (tenth + eleventh) / 2
      expect([median <= 50, last <= 1_000]).toEqual([true, true])
      const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
      const row = cells.find(([, race]) => race === name)
      expect(row?.slice(3, 6), `${name}: median ${median}, 95 % ${last}, most ${found[19]}`).toEqual([
        String(median),
        String(last),
        String(found[19]),
      ])
    },
  )
})

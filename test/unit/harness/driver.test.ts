import { afterAll, describe, expect, it } from 'vitest'
import type { History, Script } from '../../../contracts/index.ts'
import locks from '../../../dist/contracts/locks/contract.js'
import { WorkerPool } from '../../../dist/src/harness/actors/worker-pool.js'
import type { DriverRan } from '../../../dist/src/harness/lab/driver.js'
import { exploreDriver, runDriver } from '../../../dist/src/harness/lab/driver.js'
import { driverRate } from '../../../dist/bench/driver-rate.js'
import { loadAdapter } from '../../../dist/src/harness/load.js'
import type { Driven } from '../../races/driving.ts'
import { Drivers, adding, counting, deferred, forOneLock, hunted, lostUpdate, sqlite } from '../../races/driving.ts'

const drivers = new Drivers()

afterAll(() => drivers.end())

async function run(on: Driven, script: Script<unknown>, choices: readonly number[] = []): Promise<DriverRan> {
  return runDriver(await drivers.on(on), { tier: 'T2', actors: 2, script, choices })
}

/** What the calls gave, without what was read at the end. */
function answers(history: History): readonly unknown[] {
  return history
    .filter(({ actor }) => actor < 2)
    .map(({ outcome }) => (outcome.status === 'ok' ? outcome.value : outcome))
}

describe('actors in threads', () => {
  it('exclude each other by a lock on a real file, under every schedule that was tried', async () => {
    expect(await hunted(await drivers.on(sqlite), forOneLock, 3, 320)).toBeUndefined()
  })

  it('are stopped before each call of their driver, inside one call of the port', async () => {
    const { trace } = await run(sqlite, forOneLock, [1, 0, 1])
    const course = trace.slice(0, 5).map(({ actor, point }) => `${actor} ${point}`)
    expect(course).toEqual([
      '1 start',
      '1 locks.acquire:call',
      '1 better-sqlite3 run BEGIN IMMEDIATE:before',
      '0 start',
      '0 locks.acquire:call',
    ])
  })

  it('come to the same points by the same choices, the rounds of a place as one case', async () => {
    const script = adding(['add', 'add'], ['add', 'addByCursor'], ['addByText'])
    const subject = await drivers.on(counting)
    const explored = exploreDriver(subject, { actors: 3, script, seed: 5, places: 10 })
    for await (const { case: of, ran, rounds } of explored) {
      const { trace, choices, history } = await runDriver(subject, of)
      expect(rounds).toHaveLength(32)
      expect({ trace, choices, history }).toEqual({ trace: ran.trace, choices: ran.choices, history: ran.history })
    }
  })

  it('do their parts one after another where nobody chooses', async () => {
    const { history } = await run(counting, adding(['add', 'add'], ['add', 'add']))
    expect(history.map(({ actor }) => actor)).toEqual([0, 0, 1, 1, 2])
    expect(answers(history)).toEqual([1, 2, 3, 4])
  })

  it('that poll leave the turn to others after a while', async () => {
    const { history } = await run(counting, adding(['addAfter'], ['add']))
    expect(history.map(({ actor }) => actor)).toEqual([0, 1, 2])
    expect(answers(history)).toEqual([2, 1])
  })

  it('all end before the clock turns', async () => {
    const script = [...adding(['add', 'add'], ['add']), { turn: 70 }, ...adding(['add'], ['add'])]
    const { history } = await run(counting, script, [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1])
    expect(history.map(({ fromMs }) => fromMs - (history[0]?.fromMs ?? 0))).toEqual([0, 0, 0, 70, 70, 70])
    expect(Math.max(...history.slice(0, 3).map(({ returned }) => returned))).toBeLessThan(history[3]?.invoked ?? 0)
  })

  it('close a session and open another in their turn', async () => {
    const script = [...adding(['add'], ['add', 'add']), { reopen: 0 }, ...adding(['add'])]
    const { history, points } = await run(counting, script, [0, 1, 1, 0, 1, 0, 1])
    expect(new Set(answers(history))).toEqual(new Set([1, 2, 3, 4]))
    expect(points[0]).toContain('better-sqlite3 close:before')
  })
})

describe('a search at driver steps', () => {
  it('finds an update that is lost inside one call, and the last round alone shows it again', async () => {
    const subject = await drivers.on(lostUpdate)
    const hit = await hunted(subject, adding(['add'], ['add']), 1, 1_000)
    const again = hit && (await runDriver(subject, hit.explored.part(hit.round, hit.round + 1)))
    expect(answers(again?.history ?? [])).toEqual([1, 1])
  })

  it('finds it again from the whole of what ran on a place', async () => {
    const subject = await drivers.on(lostUpdate)
    const { explored } = (await hunted(subject, adding(['add'], ['add']), 2, 1_000)) ?? {}
    const again = explored && (await runDriver(subject, explored.case))
    expect(again?.history).toEqual(explored?.ran.history)
    expect(answers(again?.history ?? []).length).toBeGreaterThan(1)
  })

  it('finds what a mutant of the driver does, which its threads wear', async () => {
    const hit = await hunted(await drivers.on(deferred), forOneLock, 1, 1_000)
    const failed = hit?.explored.ran.history.find(({ outcome }) => outcome.status === 'fail')
    expect(failed?.outcome).toMatchObject({ error: { code: 'BUSY' } })
  })

  it('finds nothing where each update is one transaction', async () => {
    const script = adding(['add', 'addByText'], ['add', 'addByCursor'])
    expect(await hunted(await drivers.on(counting), script, 1, 320)).toBeUndefined()
  })
})

describe('a thread that does not come back', () => {
  const patient: Driven = { ...counting, callMs: 400 }

  it.each(['addNever', 'addBlocked'])('stops the case, and the next one has new threads: %s', async (way) => {
    const { stuck, history } = await run(patient, adding(['add'], ['add', way]))
    expect(stuck).toBe(`counters.${way}: no answer within 400 ms`)
    expect(history.map(({ outcome }) => outcome.status)).toEqual(['ok', 'ok', 'unknown'])
    expect(await run(patient, adding(['add'], ['add']))).not.toHaveProperty('stuck')
  })

  it('is known by the choices that led there', async () => {
    const { choices } = await run(patient, adding(['add', 'addNever'], ['add']), [1, 0, 0])
    expect(choices.slice(0, 3)).toEqual([1, 0, 0])
  })

  it('may be one whose session does not open', async () => {
    const adapter = new URL('../../backends/lab-hangs-in-open.adapter.ts', import.meta.url).href
    const ran = await run({ ...sqlite, adapter, callMs: 400 }, forOneLock)
    expect(ran).toMatchObject({ history: [], stuck: 'a session that opens or closes: no answer within 400 ms' })
  })
})

describe('the rate of cases at driver steps', () => {
  it('is counted over whole places, and judged', async () => {
    const rate = await driverRate(await loadAdapter(sqlite.adapter), locks, 1)
    expect(rate.executions % 32).toBe(0)
    expect(rate.perSecond).toBeGreaterThan(10)
    expect(rate.callsEach).toBeGreaterThanOrEqual(4)
  })

  it('is not told of an adapter that loses work', async () => {
    const adapter = await loadAdapter(lostUpdate.adapter)
    await expect(driverRate(adapter, lostUpdate.contract, 1_000)).rejects.toThrow('expected a sound adapter')
  })
})

describe('the threads', () => {
  const ports = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length

  it('are gone when their pool is closed', async () => {
    const [before, own] = [ports(), new Drivers()]
    await runDriver(await own.on(sqlite), { tier: 'T2', actors: 2, script: forOneLock })
    expect(ports()).toBeGreaterThan(before)
    await own.end()
    expect(ports()).toBe(before)
  })

  it('cannot serve an adapter that they cannot load', async () => {
    const threads = new WorkerPool({ adapter: 'file:///no-such.adapter.js', callMs: 1_000, watched: [] })
    expect(await threads.canServe(2)).toBe(false)
    await threads.close()
  })
})

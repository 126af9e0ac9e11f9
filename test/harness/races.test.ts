/** Races of processes on SQLite: they start together, overlap in fact, and are killed and paused among each other. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contracts, portSpecs } from 'holdfast/contracts'
import sqlite from 'holdfast/adapters/sqlite'
import type { AnyContract, Call, Event, Fault, Outcome, Script } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { Budget } from '../../dist/src/harness/budget.js'
import type { Case } from '../../dist/src/harness/case.js'
import { contention } from '../../dist/src/harness/contention.js'
import { runRace } from '../../dist/src/harness/lab/race.js'
import type { Ran, Subject } from '../../dist/src/harness/lab/subject.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import { Places } from '../../dist/src/harness/places.js'
import type { Tried } from '../../dist/src/harness/try-tier.js'
import { tryTier } from '../../dist/src/harness/try-tier.js'

const options = { adapter: sqlite.module, callMs: 20_000, remote: false, watched: [] }
const pids = new Set<number>()

/** A pool that remembers which processes it gave out. */
class NotingPool extends ActorPool {
  override async take(): Promise<ActorProcess> {
    const actor = await super.take()
    pids.add(actor.pid)
    return actor
  }
}

let folder: string
let pool: ActorPool

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'races-'))
  pool = new NotingPool(options, 2)
})

afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
})

function contractOf(name: string): AnyContract {
  const contract = contracts.find((one) => one.name === name)
  if (!contract) throw new Error(`no contract ${name}`)
  return contract
}

function subjectOf(name: string, from: ActorPool = pool): Subject {
  const places = new Places(sqlite, folder)
  const threads = (): never => {
    throw new Error('no race of processes has threads')
  }
  return {
    adapter: sqlite,
    contract: contractOf(name),
    places,
    worn: undefined,
    pool: () => from,
    threads,
    racers: threads,
    power: threads,
    callMs: 20_000,
  }
}

function raced(script: Script<unknown>, actors: number, fault?: Fault): Case {
  const plain: Case = { tier: 'T4', actors, script, overlap: 'processes' }
  return fault ? { ...plain, fault } : plain
}

function run(name: string, of: Case): Promise<Ran> {
  return runRace(subjectOf(name), of, 1)
}

const acquiring = { call: 'acquire', name: 'a', owner: 0, ttlMs: 30_000, graceMs: 0, heartbeatMs: 1 }
const ask = (actor: number, name = 'a'): Script<unknown>[number] => ({
  actor,
  does: { ...acquiring, name, owner: actor },
})
const look = (actor: number): Script<unknown>[number] => ({ actor, does: { call: 'inspect', name: 'a' } })

function by(actor: number, { history }: Ran): readonly Event[] {
  return history.filter((event) => event.actor === actor)
}

/** What is wrong with a race of locks; undefined where the model explains it. */
function judged({ history }: Ran): unknown {
  return modelJudge(contractOf('locks').model, sqlite.claims)(history)
}

const acquire: Call = {
  port: 'locks',
  method: 'acquire',
  args: [
    'a',
    { owner: { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }, ttlMs: 1, graceMs: 0, heartbeatMs: 1 },
  ],
}

function nowNs(): number {
  return Number(process.hrtime.bigint())
}

describe('processes at a barrier', () => {
  it('start when they are let go and not before', async () => {
    const actors = await Promise.all([pool.take(), pool.take()])
    const place = await sqlite.create({ id: 'a', dir: await mkdtemp(join(folder, 'barrier-')) })
    for (const actor of actors) await actor.open({ place })
    const starts = await Promise.all(actors.map((actor) => actor.ready(acquire)))
    const openedNs = nowNs()
    const outcomes = await Promise.all(starts.map((start) => start()))
    expect(outcomes.map(({ status }: Outcome) => status)).toEqual(['ok', 'ok'])
    for (const { times } of actors) {
      expect(times?.beganNs).toBeGreaterThan(openedNs)
      expect(times?.endedNs).toBeGreaterThan(times?.beganNs ?? Infinity)
      expect(times?.endedNs).toBeLessThan(nowNs())
    }
    for (const actor of actors) {
      await actor.close()
      pool.give(actor)
    }
  })

  it('read at the end what was touched, and then whoever never saw the place; of that no points are told', async () => {
    const ran = await run('locks', raced([ask(0), ask(1)], 2))
    expect([0, 1, 2].map((actor) => by(actor, ran).at(-2)?.call.method)).toEqual(['inspect', 'inspect', 'inspect'])
    expect(ran.points.flat().filter((point) => point.startsWith('locks.inspect'))).toEqual([])
  })

  it('read nothing there where their fault is still to come', async () => {
    const fault: Fault = { actor: 0, point: 'locks.inspect:call', hit: 1, action: 'park' }
    const ran = await run('locks', raced([ask(0), ask(1)], 2, fault))
    expect([ran.fired, by(0, ran).length]).toEqual([false, 1])
  })

  it('come to another one at each turn of the clock', async () => {
    const script = [ask(0), ask(1), { turn: 0 }, look(0), look(1)]
    const ran = await run('locks', raced(script, 2))
    const [asked, looked] = [ran.history.slice(0, 2), ran.history.slice(2, 4)]
    const order = ran.history.slice(0, 4).map(({ call }) => call.method)
    expect(order).toEqual(['acquire', 'acquire', 'inspect', 'inspect'])
    expect(Math.max(...asked.map(({ invoked }) => invoked))).toBeLessThan(Math.min(...asked.map((one) => one.returned)))
    expect(Math.max(...asked.map(({ returned }) => returned))).toBeLessThan(
      Math.min(...looked.map((one) => one.invoked)),
    )
  })
})

describe('a race', () => {
  it('is recorded no shorter than it was: each call ran within its record', async () => {
    const ran = await run('locks', raced([ask(0), ask(1), ask(2), look(0), look(1)], 3))
    const recorded = [...ran.history].toSorted((left, right) => left.returned - right.returned)
    for (const [index, later] of (ran.measured ?? []).entries()) {
      for (const earlier of (ran.measured ?? []).slice(0, index)) {
        if (earlier.returned >= later.invoked) continue
        // What really ended before another began may be recorded as overlapping, and never the other way round.
        const [first, second] = [earlier, later].map(({ actor, call }) =>
          recorded.find((event) => event.actor === actor && event.call === call),
        )
        expect(first?.invoked).toBeLessThan(second?.returned ?? -1)
      }
    }
    expect(ran.measured).toHaveLength(ran.history.length)
    expect(judged(ran)).toBeUndefined()
  })

  it('has a killed actor among those who run on, whose steps a new process takes under a new number', async () => {
    const fault: Fault = { actor: 0, point: 'better-sqlite3 run COMMIT:before', hit: 1, action: 'kill' }
    const ran = await run('locks', raced([ask(0), ask(1, 'b'), ask(2, 'c'), look(0), look(1), look(2)], 3, fault))
    expect(ran.fired).toBe(true)
    expect(by(0, ran).map(({ outcome }) => outcome)).toEqual([{ status: 'unknown', why: 'killed' }])
    expect(by(3, ran)[0]?.call).toMatchObject({ method: 'inspect', args: ['a'] })
    for (const actor of [1, 2, 3])
      expect(new Set(by(actor, ran).map(({ outcome }) => outcome.status))).toEqual(new Set(['ok']))
    expect(judged(ran)).toBeUndefined()
  })

  it('has a paused actor that all others pass', async () => {
    const fault: Fault = { actor: 0, point: 'better-sqlite3 run BEGIN IMMEDIATE:before', hit: 1, action: 'park' }
    const ran = await run('locks', raced([ask(0), ask(1, 'b'), ask(2, 'c'), look(1), look(2)], 3, fault))
    const [paused] = by(0, ran)
    const others = [1, 2].flatMap((actor) => by(actor, ran).slice(0, 2))
    expect([ran.fired, paused?.outcome.status, others.length]).toEqual([true, 'ok', 4])
    expect(Math.max(...others.map(({ returned }) => returned))).toBeLessThan(paused?.returned ?? -1)
    expect(judged(ran)).toBeUndefined()
  })

  it('lets a paused actor go on for whom the others wait', async () => {
    const fault: Fault = { actor: 0, point: 'better-sqlite3 run COMMIT:before', hit: 1, action: 'park' }
    const ran = await run('locks', raced([ask(0), ask(1), ask(2)], 3, fault))
    expect(ran.fired).toBe(true)
    expect(ran.history.slice(0, 3).map(({ outcome }) => outcome.status)).toEqual(['ok', 'ok', 'ok'])
    expect(judged(ran)).toBeUndefined()
  })

  it('is a race without a fault where nobody comes to the point', async () => {
    const fault: Fault = { actor: 0, point: 'better-sqlite3 run COMMIT:before', hit: 9, action: 'kill' }
    const ran = await run('locks', raced([ask(0), ask(1)], 2, fault))
    expect([ran.fired, ran.history.at(0)?.outcome.status]).toEqual([false, 'ok'])
    expect(ran).not.toHaveProperty('stuck')
  })

  it('of one actor alone is a sequence', async () => {
    const ran = await run('locks', raced([ask(0), look(0)], 1))
    expect(ran.history.slice(0, 2).map(({ call }) => call.method)).toEqual(['acquire', 'inspect'])
    expect(contention(ran.measured ?? [], contractOf('locks'))).toEqual({ acquire: 0 })
  })
})

/** The races of a derived law on SQLite until each method that changes something has met another call: when is luck. 600 at most. */
async function contended(name: string): Promise<ReadonlyMap<string, number>> {
  const contract = contractOf(name)
  const { scripts = contract.commands.scripts } = contract.derived.linearizable ?? {}
  const changing = Object.keys(contract.port.methods).filter((method) => !contract.commands.observers.includes(method))
  const counts = new Map(changing.map((method) => [method, 0]))
  for (const script of scripts({ actors: 3, steps: 9, reopen: false, turns: true }, 7, 600)) {
    const ran = await run(name, raced(script, 3))
    const met = Object.entries(contention(ran.measured ?? [], contract))
    for (const [method, count] of met) counts.set(method, (counts.get(method) ?? 0) + count)
    if ([...counts.values()].every((count) => count > 0)) break
  }
  return counts
}

describe('the evidence of a race', () => {
  it.each(portSpecs)(
    'shows on $name that calls of each method that changes something met another',
    async ({ name }) => {
      const counts = await contended(name)
      expect([...counts.keys()].length).toBeGreaterThan(2)
      expect([...counts].filter(([, count]) => count === 0)).toEqual([])
    },
  )

  it('is none where the actors start one after the other: such a trial has proven nothing', async () => {
    const serial = new SerialPool(options, 2)
    const { result } = await raceFor(subjectOf('locks', serial))
    await serial.close()
    expect(result).toMatchObject({ verdict: 'unproven', reason: 'no two calls overlapped' })
    expect(result.evidence.cases).toBeGreaterThan(5)
    expect(result.evidence.overlap).toEqual({})
  })

  it('carries the verdict where they raced', async () => {
    const { result } = await raceFor(subjectOf('locks'), 8)
    expect(result).toMatchObject({ verdict: 'holds' })
    expect(Object.keys(result.evidence.overlap)).toContain('acquire')
    expect(result.evidence.kills).toBeGreaterThan(0)
  })
})

let line: Promise<unknown> = Promise.resolve()

/** Makes each call when the one before it has ended, whoever makes it. */
function inLine(make: () => Promise<Outcome>): Promise<Outcome> {
  const turn = line.then(make)
  line = turn.catch(() => {})
  return turn
}

/** Processes that are let go one after the other, though the lab takes them to start together. */
class SerialPool extends NotingPool {
  readonly #serial = new Set<ActorProcess>()

  override async take(): Promise<ActorProcess> {
    const actor = await super.take()
    if (this.#serial.has(actor)) return actor
    this.#serial.add(actor)
    const call = actor.call.bind(actor)
    actor.call = (made) => inLine(() => call(made))
    actor.ready = async (made) => () => inLine(() => call(made))
    return actor
  }
}

/** The derived law of locks at T4, for a few scripts. */
async function raceFor(subject: Subject, scripts = 1): Promise<Tried> {
  const { contract } = subject
  const law = contract.laws.find(({ id }) => id === 'locks/linearizable')
  if (!law) throw new Error('no derived law')
  const planned = { law, contract, tiers: ['T4'], refusal: false } as const
  const budgetFor = (): Budget => new Budget(Infinity, scripts, 0)
  return tryTier(subject, planned, 'T4', { seed: 1, budgetFor, announce: () => {}, saved: [] }, [])
}

describe('a pool and a folder after races', () => {
  it('hold nothing that was left behind', async () => {
    const left = await readdir(folder, { recursive: true })
    expect(left.filter((name) => !name.startsWith('barrier') && name !== 'places')).toEqual([])
    await pool.close()
    expect(pids.size).toBeGreaterThan(3)
    await expect.poll(() => [...pids].filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 10_000 }).toEqual([])
  })
})

/** Real kills on SQLite: a SIGKILL at each point of one acquisition, pauses, and what is left of the processes. */
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verify } from 'holdfast/harness'
import sqlite from 'holdfast/adapters/sqlite'
import type { Call, Fault, Outcome } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'

const options = { adapter: sqlite.module, callMs: 20_000, remote: false, watched: [] }
const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
const acquire = call('acquire', 'a', { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 })
const inspect = call('inspect', 'a')

let pool: ActorPool
let dir: string

beforeAll(() => {
  pool = new ActorPool(options, 2)
})

afterAll(() => pool.close())

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kills-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

function call(method: string, ...args: Call['args']): Call {
  return { port: 'locks', method, args }
}

/** A place of the test, by name. */
function placeIn(name: string): { readonly file: string } {
  const file = join(dir, `${name}.sqlite`)
  writeFileSync(file, '', { flag: 'a' })
  return { file }
}

/** A process with a session on the place of this test. */
async function hired(armed?: Fault): Promise<ActorProcess> {
  const actor = await pool.take()
  await actor.open({ place: placeIn('place'), fault: armed })
  return actor
}

async function back(actor: ActorProcess): Promise<void> {
  await actor.close()
  pool.give(actor)
}

function fault(action: Fault['action'], point: string): Fault {
  return { actor: 0, point, hit: 1, action }
}

/** The status of an answer. */
function status(outcome: Outcome): unknown {
  return outcome.status === 'ok' ? (outcome.value as { readonly status?: unknown }).status : outcome
}

/** Whether the process is there, running or on its way out. */
function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

const before = [
  'locks.acquire:call',
  'better-sqlite3 run BEGIN IMMEDIATE:before',
  'better-sqlite3 run BEGIN IMMEDIATE:after',
  'better-sqlite3 all SELECT lock_row:before',
  'better-sqlite3 all SELECT lock_row:after',
  'better-sqlite3 get INSERT lock_token:before',
  'better-sqlite3 get INSERT lock_token:after',
  'better-sqlite3 get INSERT lock_row:before',
  'better-sqlite3 get INSERT lock_row:after',
  'better-sqlite3 run COMMIT:before',
]
const after = ['better-sqlite3 run COMMIT:after', 'locks.acquire:reply', 'locks.acquire:acked']

/** Kills an acquisition at the point; gives its outcome, and which process that was. */
async function killedAt(point: string): Promise<{ readonly outcome: Outcome; readonly pid: number }> {
  const actor = await hired(fault('kill', point))
  const outcome = await actor.call(acquire)
  await actor.gone
  expect([await actor.stopped, actor.alive]).toEqual(['killed', false])
  return { outcome, pid: actor.pid }
}

/** What an actor that never saw the place finds: the lock, every lock, and what it is answered when it asks itself. */
async function found(): Promise<readonly unknown[]> {
  const actor = await hired()
  const seen = status(await actor.call(inspect))
  const listed = await actor.call(call('list', { limit: 10 }))
  const rows = listed.status === 'ok' ? (listed.value as { readonly locks: readonly unknown[] }).locks.length : listed
  const asked = await actor.call(acquire)
  await back(actor)
  return [seen, rows, status(asked)]
}

describe('an acquisition on SQLite', () => {
  it('has points before it, at each call of the driver, and after it', async () => {
    const actor = await hired()
    await actor.call(acquire)
    expect(actor.points().filter((point) => !point.startsWith('open '))).toEqual([...before, ...after])
    await back(actor)
  })

  it.each(before)('that is killed at %s has not happened at all', async (point) => {
    const { outcome, pid } = await killedAt(point)
    expect(outcome).toEqual({ status: 'unknown', why: 'killed' })
    expect(isThere(pid)).toBe(false)
    expect(await found()).toEqual(['free', 0, 'acquired'])
  })

  it.each(after)('that is killed at %s has happened whole', async (point) => {
    const { pid } = await killedAt(point)
    expect(isThere(pid)).toBe(false)
    expect(await found()).toEqual(['held', 1, 'busy'])
  })

  it('that was acknowledged before the kill has been answered', async () => {
    const { outcome } = await killedAt('locks.acquire:acked')
    expect(status(outcome)).toBe('acquired')
  })

  it('that was killed burns no token unless it happened', async () => {
    await killedAt('better-sqlite3 run COMMIT:before')
    const actor = await hired()
    expect(await actor.call(acquire)).toMatchObject({ value: { lease: { token: 1 } } })
    await back(actor)
  })
})

describe('a process that is parked', () => {
  it('stands in the middle of a call and goes on, twice in a row', async () => {
    const actor = await pool.take()
    for (const name of ['first', 'second']) {
      const armed = fault('park', 'better-sqlite3 run COMMIT:before')
      await actor.open({ place: placeIn(name), fault: armed })
      const ended = actor.call(acquire)
      expect([await actor.stopped, actor.alive]).toEqual(['parked', true])
      actor.resume()
      expect(status(await ended)).toBe('acquired')
      await actor.close()
    }
    pool.give(actor)
  })

  it('does not let anyone else see what it has not committed', async () => {
    const parked = await hired(fault('park', 'better-sqlite3 run COMMIT:before'))
    const other = await hired()
    const ended = parked.call(acquire)
    await parked.stopped
    const during = status(await other.call(inspect))
    parked.resume()
    await ended
    expect([during, status(await other.call(inspect))]).toEqual(['free', 'held'])
    await back(parked)
    await back(other)
  })

  it('can be killed where it stands', async () => {
    const actor = await hired(fault('park', 'better-sqlite3 run COMMIT:before'))
    const ended = actor.call(acquire)
    await actor.stopped
    actor.kill()
    expect(await ended).toEqual({ status: 'unknown', why: 'killed' })
    expect(await found()).toEqual(['free', 0, 'acquired'])
  })
})

describe('a pool of processes', () => {
  it('leaves none behind when it is closed, neither used, nor idle, nor forked ahead', async () => {
    const own = new ActorPool(options, 2)
    const [used, idle] = [await own.take(), await own.take()]
    own.give(idle)
    const fresh = await own.fresh()
    const pids = [used, idle, fresh].map(({ pid }) => pid)
    expect(pids.map(isThere)).toEqual([true, true, true])
    await own.close()
    await expect.poll(() => pids.filter(isThere), { timeout: 10_000 }).toEqual([])
    expect([used, idle, fresh].map(({ alive }) => alive)).toEqual([false, false, false])
  })

  it('leaves none behind that was still starting when it was closed', async () => {
    const own = new ActorPool(options, 2)
    const late = own.take()
    await own.close()
    const actor = await late
    await expect.poll(() => isThere(actor.pid), { timeout: 10_000 }).toBe(false)
  })

  it('does not hand out a process that died while it was idle', async () => {
    const own = new ActorPool(options, 0)
    const first = await own.take()
    own.give(first)
    first.kill()
    await first.gone
    const second = await own.take()
    expect([second.alive, second.pid === first.pid]).toEqual([true, false])
    await own.close()
  })

  it('ends those that are more than a case can need: each fresh one that comes back would add to them', async () => {
    const own = new ActorPool(options, 0)
    const actors = await Promise.all(Array.from({ length: 10 }, () => own.fresh()))
    for (const actor of actors) own.give(actor)
    await Promise.all(actors.slice(8).map((actor) => actor.gone))
    expect(actors.map(({ alive }) => alive)).toEqual(actors.map((_, index) => index < 8))
    await own.close()
    expect(actors.some(({ alive }) => alive)).toBe(false)
  })
})

describe('the kills of a trial', () => {
  it('are shown by call and point: before it, inside it and after it', async () => {
    const filter = { laws: ['locks/survives-kill'] }
    const report = await verify([sqlite], { filter, seed: 1, allowance: { budgetMs: 60_000, runs: 1 } })
    const law = report.adapters[0]?.laws.find(({ id }) => id === 'locks/survives-kill')
    const tier = law?.tiers.find((result) => result.tier === 'T4')
    const points = Object.keys(tier?.evidence.killsByPoint ?? {}).join('\n')
    expect(tier?.verdict).toBe('holds')
    expect(points).toMatch(/^locks\.(\w+) @ locks\.\1:call$/m)
    expect(points).toMatch(/^locks\.\w+ @ better-sqlite3 run COMMIT:before$/m)
    expect(points).toMatch(/^locks\.\w+ @ better-sqlite3 run COMMIT:after$/m)
    expect(points).toMatch(/^locks\.(\w+) @ locks\.\1:reply$/m)
    expect(points).toMatch(/locks\.\w+:acked$/m)
    const counts = Object.values(tier?.evidence.killsByPoint ?? {})
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(tier?.evidence.kills ?? Infinity)
  })
})

/** Faults on SQLite one by one: errors from beneath, stops by a signal, kills while a session opens and in a recovery. */
// First of all: the seams stand before the driver is loaded.
import '../../dist/src/harness/seams/preload.js'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contracts } from 'holdfast/contracts'
import memory from 'holdfast/adapters/memory'
import sqlite from 'holdfast/adapters/sqlite'
import { verify } from 'holdfast/harness'
import type { Adapter, AnyContract, Call, Fault, Law, Script, Tier } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import builtin from '../../dist/src/builtin.js'
import { Budget } from '../../dist/src/harness/budget.js'
import type { Case } from '../../dist/src/harness/case.js'
import { faultsOf } from '../../dist/src/harness/lab/faults.js'
import { Readings } from '../../dist/src/harness/lab/readings.js'
import { runSequential } from '../../dist/src/harness/lab/sequential.js'
import type { Ran, Subject } from '../../dist/src/harness/lab/subject.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import { Places } from '../../dist/src/harness/places.js'
import { Random } from '../../dist/src/harness/random.js'
import { watchPlaces } from '../../dist/src/harness/seams/watch.js'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import { tryTier } from '../../dist/src/harness/try-tier.js'
import awaiting from '../backends/lab-awaits-files.adapter.ts'
import seldom from '../backends/lab-seldom-looks.adapter.ts'

const locks = contracts.find(({ name }) => name === 'locks') as AnyContract
const callMs = 20_000

let folder: string
let pool: ActorPool
let subject: Subject

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'))
  pool = new ActorPool({ adapter: sqlite.module, callMs, remote: false, watched: [] }, 2)
  await mkdir(join(folder, 'sqlite'))
  subject = subjectOf(sqlite)
})

afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
})

function subjectOf(adapter: Adapter): Subject {
  const needless = (): never => {
    throw new Error('no case of these has threads, or a loss of power')
  }
  const places = new Places(adapter, join(folder, adapter.name))
  return {
    adapter,
    contract: locks,
    places,
    worn: undefined,
    pool: () => pool,
    threads: needless,
    racers: needless,
    power: needless,
    callMs,
  }
}

function run(of: Case): Promise<Ran> {
  return runSequential(subject, of, 1)
}

const taking = { call: 'acquire', name: 'a', ttlMs: 50, graceMs: 0, heartbeatMs: 1 }
const take = (actor: number): Script<unknown>[number] => ({ actor, does: { ...taking, owner: actor } })
const look = (actor: number): Script<unknown>[number] => ({ actor, does: { call: 'inspect', name: 'a' } })
const renew = (actor: number, back: number): Script<unknown>[number] => ({
  actor,
  does: { call: 'renew', name: 'a', back, ttlMs: 50 },
})

function faulty(
  fault: Omit<Fault, 'actor' | 'hit'> & Partial<Fault>,
  script: Script<unknown>,
  tier: Tier = 'T4',
): Case {
  return { tier, actors: 2, script, fault: { actor: 0, hit: 1, ...fault } }
}

/** What is wrong with a case; undefined where the model explains it. */
function judged(of: Case, ran: Ran): unknown {
  return new Readings(modelJudge(locks.model, sqlite.claims), () => []).of(of, ran).broken
}

/** The calls of the script, each with what was answered: its status, or the code of its error. */
function answers({ history }: Ran, calls: number): readonly string[] {
  return history.slice(0, calls).map(({ call, outcome }) => {
    if (outcome.status === 'ok') return `${call.method} ${(outcome.value as { readonly status: string }).status}`
    return `${call.method} ${outcome.status === 'fail' ? outcome.error.code : outcome.status}`
  })
}

const commit = 'better-sqlite3 run COMMIT'

describe.each(['T3', 'T4'] as const)('an error from beneath at %s', (tier) => {
  it.each([
    [`${commit}:before`, 'SQLITE_BUSY', 'BUSY', 'free'],
    [`${commit}:before`, 'SQLITE_FULL', 'FULL', 'free'],
    [`${commit}:after`, 'SQLITE_IOERR_FSYNC', 'IO', 'held'],
    ['better-sqlite3 run BEGIN IMMEDIATE:before', 'SQLITE_BUSY', 'BUSY', 'free'],
    ['better-sqlite3 get INSERT lock_row:after', 'SQLITE_IOERR_WRITE', 'IO', 'free'],
  ])('at %s, %s, fails the call by its code, and what the code says is so', async (point, error, code, then) => {
    const of = faulty({ action: 'throw', point, error }, [take(0), look(0), look(1)], tier)
    const ran = await run(of)
    expect(answers(ran, 3)).toEqual([`acquire ${code}`, `inspect ${then}`, `inspect ${then}`])
    expect([ran.fired, ran.struckIn, judged(of, ran)]).toEqual([true, 0, undefined])
  })

  it('that fails an opening is told by its code, and the next opening succeeds', async () => {
    const point = 'open better-sqlite3 get SELECT sqlite_schema:before'
    const of = faulty({ action: 'throw', point, error: 'SQLITE_CANTOPEN' }, [take(0), look(1)], tier)
    const ran = await run(of)
    expect([ran.fired, ran.struckIn, ran.stuck]).toEqual([true, undefined, undefined])
    expect(answers(ran, 2)).toEqual(['acquire acquired', 'inspect held'])
    expect(judged(of, ran)).toBeUndefined()
  })

  it('excuses no other call', async () => {
    const of = faulty({ action: 'throw', point: `${commit}:before`, error: 'SQLITE_BUSY' }, [take(0), take(0)], tier)
    const { history, ...ran } = await run(of)
    const told = history[1]
    const failed = { status: 'fail', error: { name: 'StoreError', code: 'BUSY', message: '' } } as const
    if (!told) throw new Error('expected two calls')
    const twice = { ...ran, history: history.with(1, { ...told, outcome: failed }) }
    expect([judged(of, { ...ran, history }), judged(of, twice)]).toMatchObject([undefined, { at: 1 }])
  })

  it('must be classified', async () => {
    const of = faulty({ action: 'throw', point: `${commit}:before`, error: 'SQLITE_BUSY' }, [take(0)], tier)
    const { history, ...ran } = await run(of)
    const [told, ...rest] = history
    const failed = { status: 'fail', error: { name: 'StoreError', code: 'UNCLASSIFIED', message: '' } } as const
    if (!told) throw new Error('expected a call')
    expect(judged(of, { ...ran, history: [{ ...told, outcome: failed }, ...rest] })).toMatchObject({ at: 0 })
  })
})

describe('a pause past the expiry of a lease', () => {
  const script = [take(0), renew(0, 0), { turn: 51 }, take(1), renew(1, 0), renew(0, 1), look(1)]
  const points = ['better-sqlite3 run BEGIN IMMEDIATE:before', `${commit}:before`, `${commit}:after`]

  it.each(points)('shows the same by parking as by SIGSTOP: at %s', async (point) => {
    const hit = 2
    const [parked, stopped] = await Promise.all(
      (['park', 'stop'] as const).map(async (action) => {
        const of = faulty({ action, point, hit }, script)
        const ran = await run(of)
        expect([ran.fired, judged(of, ran)]).toEqual([true, undefined])
        return answers(ran, 6)
      }),
    )
    expect(stopped).toEqual(parked)
  })

  it('lets the others go on as far as they can', async () => {
    const point = 'better-sqlite3 run BEGIN IMMEDIATE:before'
    const { history } = await run(faulty({ action: 'stop', point, hit: 2 }, script))
    const [, paused, taken, written] = history
    expect([taken?.returned, written?.returned].every((at = Infinity) => at < (paused?.returned ?? -1))).toBe(true)
    expect(paused?.outcome).toMatchObject({ status: 'ok', value: { status: 'lost' } })
  })
})

describe('a process that is stopped by a signal', () => {
  it('is held by the kernel where it stands, and goes on', async () => {
    const actor = await pool.take()
    const fault: Fault = { actor: 0, point: `${commit}:before`, hit: 1, action: 'stop' }
    await actor.open({ place: await sqlite.create({ id: 'a', dir: folder }), fault })
    const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
    const args: Call['args'] = ['a', { owner, ttlMs: 1, graceMs: 0, heartbeatMs: 1 }]
    const ended = actor.call({ port: 'locks', method: 'acquire', args })
    expect(await actor.stopped).toBe('parked')
    expect(readFileSync(`/proc/${actor.pid}/stat`, 'utf8')).toMatch(/\) T /)
    actor.resume()
    expect(await ended).toMatchObject({ status: 'ok' })
    expect([actor.struck, actor.stop]).toEqual([true, undefined])
    await actor.close()
    pool.give(actor)
  })
})

describe('a kill', () => {
  it('while the first session opens leaves a place that the next one opens', async () => {
    const of = faulty({ action: 'kill', point: 'open better-sqlite3 exec CREATE lock_token:after' }, [take(0), look(1)])
    const ran = await run(of)
    expect([ran.fired, judged(of, ran)]).toEqual([true, undefined])
    expect(answers(ran, 2)).toEqual(['acquire acquired', 'inspect held'])
  })

  it('of whoever recovers from one is recovered from, by a third', async () => {
    const first = faulty({ action: 'kill', point: `${commit}:after` }, [take(0)])
    const undisturbed = await run(first)
    const point = undisturbed.recovered?.find((name) => name.includes('SELECT lock_row:before'))
    expect(undisturbed.recovered?.[0]).toMatch(/^open /)
    const of: Case = { ...first, recovery: { actor: 0, point: point ?? '', hit: 1, action: 'kill' } }
    const ran = await run(of)
    expect([ran.fired, judged(of, ran)]).toEqual([true, undefined])
    const unknown = ran.history.filter(({ outcome }) => outcome.status === 'unknown')
    expect(unknown.map(({ call }) => call.method)).toEqual(['acquire', 'inspect', 'inspect'])
    expect(answers({ ...ran, history: ran.history.slice(3) }, 1)).toEqual(['inspect held'])
  })

  it('whose recovery does not come to its point has not happened', async () => {
    const first = faulty({ action: 'kill', point: `${commit}:after` }, [take(0)])
    const ran = await run({ ...first, recovery: { actor: 0, point: `${commit}:after`, hit: 99, action: 'kill' } })
    expect(ran.fired).toBe(false)
  })
})

describe('clocks that are apart', () => {
  it.each(['T3', 'T4'] as const)('are those of the actors and not of the place: at %s', async (tier) => {
    const ran = await run({ tier, actors: 2, script: [take(0), look(1)], skews: [3_600_000, -1] })
    const times = ran.history.slice(0, 3).map(({ outcome, fromMs }) => {
      const { lease, lock } = (outcome.status === 'ok' ? outcome.value : {}) as { [row: string]: { atMs: number } }
      return ((lease ?? lock)?.atMs ?? NaN) - fromMs
    })
    expect(times).toEqual([3_600_000, -1, 0])
  })
})

describe('errors from beneath', () => {
  it('mean nothing to an adapter that keeps all in memory, and do not lower its level', async () => {
    const filter = { suites: ['faults', 'basics'], contracts: ['locks'] }
    const report = await verify([memory], { filter, seed: 1, allowance: { budgetMs: 60_000, runs: 2 } })
    const law = report.adapters[0]?.laws.find(({ id }) => id === 'locks/errors-are-no-absence')
    expect(law).toMatchObject({
      verdict: 'not-applicable',
      reason: 'nothing lies beneath the adapter that could fail',
      tiers: [],
    })
  })

  it('are brought until one came in the middle of a call, though time and cases are over', async () => {
    const law = locks.laws.find(({ id }) => id === 'locks/errors-are-no-absence') as Law
    const seldomly = subjectOf(seldom)
    await mkdir(join(folder, seldom.name))
    watchPlaces(seldomly.places.roots)
    const options = { seed: 1, budgetFor: () => new Budget(0, 40, 4), announce: () => {}, saved: [] }
    const planned = { law, contract: locks, tiers: ['T3'], refusal: false } as const
    const { result } = await tryTier(seldomly, planned, 'T3', options, [])
    expect([result.verdict, result.evidence.marks['threw EIO']]).toEqual(['holds', 1])
  })

  it('show on the next adapter what a mutant hides that cannot show it on the first', async () => {
    const ids = ['locks~list-error-is-empty']
    const rows = await tryMutants({ plugins: [builtin], adapters: [memory, sqlite], ids, onlyNamed: true })
    expect(rows).toMatchObject([{ adapter: 'sqlite', verdict: 'killed', faults: 1 }])
  })
})

describe('the scripts of a paused holder', () => {
  it('reach every boundary of the lease, and clocks that go an hour either way', async () => {
    const filter = { laws: ['locks/zombie-changes-nothing'], tier: 'T1' } as const
    const report = await verify([memory], { filter, seed: 1, allowance: { budgetMs: 60_000, runs: 100 } })
    const law = report.adapters[0]?.laws.find(({ id }) => id === 'locks/zombie-changes-nothing')
    const boundaries = ['asked-1-ms-early', 'taken-at-the-end', 'taken-1-ms-late']
    expect(Object.keys(law?.evidence.marks ?? {})).toEqual(
      expect.arrayContaining([...boundaries, 'taken-over', 'superseded', 'hour-ahead', 'hour-back']),
    )
  })
})

describe('an answer that is held back', () => {
  it('comes once nothing else of the actor moves, and nobody sees a difference', async () => {
    const files = subjectOf(awaiting)
    await mkdir(join(folder, awaiting.name))
    watchPlaces(files.places.roots)
    const plain: Case = { tier: 'T3', actors: 1, script: [take(0), look(0)] }
    const undisturbed = await runSequential(files, plain, 1)
    const random = new Random(1)
    const [fault] = faultsOf(undisturbed, { tier: 'T3', wanted: ['delay'], actors: 1 }, random)
    expect(fault?.point).toMatch(/^(open )?fs \w+:after$/)
    const ran = await runSequential(files, fault ? { ...plain, fault } : plain, 1)
    expect([ran.fired, answers(ran, 2)]).toEqual([true, answers(undisturbed, 2)])
  })
})

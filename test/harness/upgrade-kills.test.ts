/** Upgrades of places of version 0 that are killed at any call of their driver. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sqlite from 'holdfast/adapters/sqlite'
import type { Call, Fault, Outcome } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { StillClock } from '../../dist/src/harness/clock.js'
import { makeOldSqlite, oldSqlite } from '../upgrades/sqlite.ts'

const key = '{"operation":"sync","parameters":null}'
const scope = '{"tenant":"t"}'
const row = [scope, '{"input":"1","task":"a"}'] as const
const looks: readonly Call[] = [
  { port: 'checkpoints', method: 'inspect', args: [key] },
  { port: 'locks', method: 'inspect', args: ['a'] },
  { port: 'outputs', method: 'get', args: [...row] },
]

let dir: string
let pool: ActorPool
let clock: StillClock
let made = 0

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'upgrade-kills-'))
  clock = new StillClock(join(dir, 'clock'))
  pool = new ActorPool({ adapter: sqlite.module, callMs: 20_000, remote: false, watched: [] }, 2)
})

afterAll(async () => {
  await pool.close()
  clock.close()
  await rm(dir, { recursive: true, force: true })
})

/** A place of version 0 with something of each kind in it. */
async function oldPlace(): Promise<{ readonly file: string }> {
  made += 1
  const file = join(dir, `place-${made}.sqlite`)
  await makeOldSqlite(file)
  const old = await oldSqlite(file)
  await old.save(key, { pin: 'p', done: ['"a"', '"b"'] }, 10)
  await old.acquire('a', 60_000, 20)
  await old.put(...row, '1', 30)
  await old.close()
  return { file }
}

async function opened(place: { readonly file: string }, fault?: Fault): Promise<ActorProcess> {
  const actor = await pool.take()
  await actor.open({ place, clockFile: clock.file, fault })
  return actor
}

function valueOf(outcome: Outcome): unknown {
  return outcome.status === 'ok' ? outcome.value : outcome
}

/** What a program of today finds at the place. */
async function foundBy(actor: ActorProcess): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const look of looks) found.push(valueOf(await actor.call(look)))
  await actor.close()
  pool.give(actor)
  return found
}

/** What every program must find. */
async function whole(): Promise<readonly unknown[]> {
  const found = await foundBy(await opened(await oldPlace()))
  expect(found).toMatchObject([
    { status: 'running', epoch: 1, pin: 'p', done: ['"a"', '"b"'], touchedAtMs: 10 },
    { status: 'held', lock: { token: 1, acquiredAtMs: 20, heartbeatAtMs: clock.now() } },
    { status: 'hit', value: '1', storedAtMs: 30 },
  ])
  return found
}

describe('an upgrade from version 0', () => {
  it('that is killed at any of its statements is finished by the next start', async () => {
    const wanted = await whole()
    const first = await opened(await oldPlace())
    const points = first.points()
    await first.close()
    pool.give(first)
    const hits = points.map((point, index) => points.slice(0, index + 1).filter((one) => one === point).length)
    for (const [index, point] of points.entries()) {
      const place = await oldPlace()
      const hit = hits[index] ?? 1
      const actor = await opened(place, { actor: 0, point, hit, action: 'kill' })
      expect([point, hit, await actor.stopped]).toEqual([point, hit, 'killed'])
      await actor.gone
      const old = await oldSqlite(place.file)
      expect(await old.load(key)).toEqual({ pin: 'p', done: ['"a"', '"b"'] })
      await old.close()
      expect([point, hit, await foundBy(await opened(place))]).toEqual([point, hit, wanted])
    }
    expect(points.filter((point) => point.endsWith(':before')).length).toBeGreaterThan(10)
  })
})

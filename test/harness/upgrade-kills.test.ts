/** Upgrades of places of version 0 that are killed at any call of their driver. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import fs from 'holdfast/adapters/fs'
import postgres from 'holdfast/adapters/postgres'
import sqlite from 'holdfast/adapters/sqlite'
import type { Call, Fault, Json, Outcome } from 'holdfast'
import { openConnection } from '../../dist/adapters/postgres/connection.js'
import { connectionSettings } from '../../dist/adapters/postgres/settings.js'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { StillClock } from '../../dist/src/harness/clock.js'
import { makeOldFolder, oldFolder } from '../upgrades/fs.ts'
import type { OldProgram } from '../upgrades/old-program.ts'
import { makeOldPostgres, oldPostgres } from '../upgrades/postgres.ts'
import { makeOldSqlite, oldSqlite } from '../upgrades/sqlite.ts'
import { at, place, withServer } from './postgres-sessions.ts'

const key = '{"operation":"sync","parameters":null}'
const scope = '{"tenant":"t"}'
const row = [scope, '{"input":"1","task":"a"}'] as const
/** Where an upgrade begins: what comes before its transaction only reads. */
function firstOf(points: readonly string[]): number {
  return Math.max(
    0,
    points.findIndex((point) => / BEGIN I/.test(point)),
  )
}

const isOfDriver = /^(?:open )?(?:better-sqlite3|fs|pg) /
const startedMs = Date.now()
const looks = [
  { port: 'checkpoints', method: 'inspect', args: [key] },
  { port: 'locks', method: 'inspect', args: ['a'] },
  { port: 'outputs', method: 'get', args: [...row] },
] as const satisfies readonly Call[]

/** Makes places of version 0, each with something of each kind in it. */
interface Maker {
  readonly name: string
  readonly adapter: string
  readonly make: (place: string) => Promise<{ readonly place: Json; readonly old: OldProgram }>
  /** the calls of the driver that an upgrade makes, at least */
  readonly points: number
}

const onSqlite: Maker = {
  name: 'sqlite',
  adapter: sqlite.module,
  points: 10,
  async make(name) {
    const file = join(folder, `${name}.sqlite`)
    await makeOldSqlite(file)
    return { place: { file }, old: await oldSqlite(file) }
  },
}

const onFolder: Maker = {
  name: 'fs',
  adapter: fs.module,
  points: 10,
  async make(name) {
    const own = join(folder, name)
    await mkdir(own)
    await makeOldFolder(own)
    return { place: { folder: own }, old: oldFolder(own) }
  },
}

const onPostgres: Maker = {
  name: 'postgres',
  adapter: postgres.module,
  points: 10,
  async make(name) {
    const connection = await openConnection(at.url, 'test', connectionSettings({}), 'named')
    await makeOldPostgres(connection, name)
    const today = (await place()) as unknown as { readonly [key: string]: Json }
    return { place: { ...today, schema: name, namespace: 0 }, old: oldPostgres(connection) }
  },
}

withServer()

let folder: string
let clock: StillClock
let made = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upgrade-kills-'))
  clock = new StillClock(join(folder, 'clock'))
})

afterAll(async () => {
  clock.close()
  await rm(folder, { recursive: true, force: true })
})

function valueOf(outcome: Outcome): unknown {
  return outcome.status === 'ok' ? outcome.value : outcome
}

describe.each([onSqlite, onFolder, onPostgres])(
  'an upgrade from version 0 on $name',
  ({ name, adapter, make, points: least }) => {
    let pool: ActorPool

    beforeAll(() => {
      pool = new ActorPool({ adapter, callMs: 20_000, remote: false, watched: [folder] }, 2)
    })

    afterAll(() => pool.close())

    /** A place of version 0, and what looks on it by a program of that version. */
    async function oldPlace(): Promise<{ readonly place: Json; readonly old: OldProgram }> {
      made += 1
      const { place: on, old } = await make(`${name}_${made}_end`)
      onTestFinished(() => old.close())
      await old.save(key, { pin: 'p', done: ['"a"'] }, 10)
      await old.acquire('a', 60_000, startedMs)
      await old.put(...row, '1', 30)
      return { place: on, old }
    }

    /** A session and its first call: where a session has a connection only when it needs one, that brings the upgrade. */
    async function opened(on: Json, fault?: Fault): Promise<ActorProcess> {
      const actor = await pool.take()
      await actor.open({ place: on, clockFile: clock.file, fault })
      await actor.call(looks[0])
      return actor
    }

    /** The same, with the calls of the driver until the upgrade was made. */
    async function recorded(on: Json): Promise<{ readonly first: ActorProcess; readonly points: readonly string[] }> {
      const first = await pool.take()
      await first.open({ place: on, clockFile: clock.file })
      const opening = [...first.points()]
      await first.call(looks[0])
      const points = (opening.length > 0 ? opening : first.points()).filter((point) => isOfDriver.test(point))
      return { first, points }
    }

    /** What a program of today finds at the place, but for the heartbeat, which is of the upgrade. */
    async function foundBy(actor: ActorProcess): Promise<unknown> {
      const found: unknown[] = []
      for (const look of looks) found.push(valueOf(await actor.call(look)))
      await actor.close()
      pool.give(actor)
      return JSON.parse(JSON.stringify(found), (field, value: unknown) =>
        /^(?:heartbeatA|a)tMs$/.test(field) ? 0 : value,
      )
    }

    it('that is killed at any of its statements is finished by the next start', async () => {
      const { first, points } = await recorded((await oldPlace()).place)
      const wanted = await foundBy(first)
      expect(wanted).toMatchObject([
        { status: 'running', epoch: 1, pin: 'p', done: ['"a"'], touchedAtMs: 10 },
        { status: 'held', lock: { token: 1, acquiredAtMs: startedMs } },
        { status: 'hit', value: '1', storedAtMs: 30 },
      ])
      for (const [index, point] of points.entries()) {
        if (index < firstOf(points)) continue
        const hit = points.slice(0, index + 1).filter((one) => one === point).length
        const { place: on, old } = await oldPlace()
        const actor = await opened(on, { actor: 0, point, hit, action: 'kill' })
        expect([point, hit, await actor.stopped]).toEqual([point, hit, 'killed'])
        await actor.gone
        expect(await old.load(key)).toEqual({ pin: 'p', done: ['"a"'] })
        expect([point, hit, await foundBy(await opened(on))]).toEqual([point, hit, wanted])
      }
      expect(points.filter((point) => point.endsWith(':before')).length).toBeGreaterThan(least)
    })
  },
)

/** Processes that open one SQLite place at the same moment, new or of version 0: all succeed, and the schema is there once. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { Random } from '../../dist/src/harness/random.js'
import { connect } from '../../dist/adapters/sqlite/driver.js'
import { tables, version as currentVersion } from '../unit/adapters/sqlite/tables.ts'
import { makeOldSqlite, oldSqlite } from '../upgrades/sqlite.ts'

const seats = 2
const rounds = 20
const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
const options = { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }

let folder: string
let actors: readonly ActorProcess[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  const adapter = new URL('../backends/lab-barrier.adapter.ts', import.meta.url).href
  const start = (): Promise<ActorProcess> => ActorProcess.start({ adapter, callMs: 20_000, remote: false, watched: [] })
  actors = await Promise.all(Array.from({ length: seats }, start))
})

afterAll(async () => {
  for (const actor of actors) actor.kill()
  await Promise.all(actors.map(({ gone }) => gone))
  await rm(folder, { recursive: true, force: true })
})

/** Opens one place by every actor at once, each with a lag of up to 2 ms. */
async function meetIn(dir: string, round: number): Promise<void> {
  const random = new Random(round + 1)
  await Promise.all(
    actors.map((actor, seat) => actor.open({ place: { dir, seat, seats, lagMs: random.below(2_000) / 1_000 } })),
  )
}

describe('a new place that two processes open at the same moment', () => {
  it.each(Array.from({ length: rounds }, (_, round) => round))(
    'is open to both, with one schema (seed %d)',
    async (round) => {
      const dir = join(folder, `round-${round}`)
      await mkdir(dir)
      await meetIn(dir, round)
      const outcomes = await Promise.all(
        actors.map((actor) => actor.call({ port: 'locks', method: 'acquire', args: ['a', options] })),
      )
      const answers = outcomes.map((outcome) => (outcome.status === 'ok' ? outcome.value : outcome))
      await Promise.all(actors.map((actor) => actor.close()))
      expect(answers).toContainEqual(expect.objectContaining({ status: 'acquired' }))
      expect(answers).toContainEqual(expect.objectContaining({ status: 'busy' }))
      const db = await connect(join(dir, 'place.sqlite'), 1_000)
      const found = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
      const version: unknown = db.pragma('user_version', { simple: true })
      db.close()
      expect([found, version]).toEqual([tables, currentVersion])
    },
  )
})

describe('a place of version 0 that two processes open at the same moment', () => {
  it.each(Array.from({ length: rounds }, (_, round) => round))('is upgraded once (seed %d)', async (round) => {
    const dir = join(folder, `old-${round}`)
    await mkdir(dir)
    const file = join(dir, 'place.sqlite')
    await makeOldSqlite(file)
    const old = await oldSqlite(file)
    onTestFinished(() => old.close())
    await old.acquire('a', 60_000, Date.now())
    await old.save('key', { pin: 'p', done: ['"a"'] }, Date.now())
    await meetIn(dir, round)
    const outcomes = await Promise.all(
      actors.map((actor) => actor.call({ port: 'locks', method: 'acquire', args: ['a', options] })),
    )
    await Promise.all(actors.map((actor) => actor.close()))
    const busy = { status: 'busy', holder: expect.objectContaining({ token: 1 }) as unknown }
    expect(outcomes.map((outcome) => outcome.status === 'ok' && outcome.value)).toEqual([busy, busy])
    const db = await connect(file, 1_000)
    onTestFinished(() => void db.close())
    expect(db.prepare('SELECT item FROM checkpoint_item').pluck().all()).toEqual(['"a"'])
  })
})

/** A SIGKILL at each operation of the file system in each kind of change: whole or not at all, and nothing stays behind. */
import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fs from 'holdfast/adapters/fs'
import type { Call, Fault, Json, Outcome } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { StillClock } from '../../dist/src/harness/clock.js'

const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
const scope = '{"tenant":"t"}'
const row = [scope, '{"input":"i","task":"a"}'] as const
const operation = '{"operation":"o","parameters":null}'

function of(port: string): (method: string, ...args: Call['args']) => Call {
  return (method, ...args) => ({ port, method, args })
}

const [locks, outputs, checkpoints] = [of('locks'), of('outputs'), of('checkpoints')]
const acquire = locks('acquire', 'a', { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 })
const begin = checkpoints('begin', operation, { pin: 'p' })
const append = (...items: readonly string[]): Call => checkpoints('append', operation, 1, items)

/** A change, what came before it, and what shows whether it happened. */
interface Change {
  readonly name: string
  readonly before: readonly Call[]
  readonly change: Call
  readonly look: Call
}

const got = outputs('get', ...row)
const put = (value: string): Call => outputs('put', ...row, value)
const changes: readonly Change[] = [
  { name: 'a first acquisition', before: [], change: acquire, look: locks('inspect', 'a') },
  { name: 'a release', before: [acquire], change: locks('release', 'a', 1), look: locks('inspect', 'a') },
  { name: 'a first write', before: [], change: put('1'), look: got },
  { name: 'a write over another', before: [put('1')], change: put('2'), look: got },
  { name: 'a removal', before: [put('1')], change: outputs('delete', ...row), look: got },
  { name: 'a write after a removal', before: [put('1'), outputs('delete', ...row)], change: put('2'), look: got },
  {
    name: 'an addition that takes in what was added before',
    before: [begin, append('"a"'), append('"b"', '"c"')],
    change: append('"d"', '"e"'),
    look: checkpoints('inspect', operation),
  },
  {
    name: 'an end',
    before: [begin, append('"a"')],
    change: checkpoints('finish', operation, 1),
    look: checkpoints('inspect', operation),
  },
]

let folder: string
let pool: ActorPool
let clock: StillClock
let made = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fs-kills-'))
  clock = new StillClock(join(folder, 'clock'))
  pool = new ActorPool({ adapter: fs.module, callMs: 20_000, remote: false, watched: [folder] }, 2)
})

afterAll(async () => {
  await pool.close()
  clock.close()
  await rm(folder, { recursive: true, force: true })
})

interface Place {
  readonly [key: string]: Json
  readonly folder: string
}

async function newPlace(): Promise<Place> {
  made += 1
  const dir = join(folder, `place-${made}`)
  await mkdir(dir)
  return (await fs.create({ id: 'a', dir })) as Place
}

/** What calls by a process that never saw the place are answered. */
async function answers(place: Place, ...calls: readonly Call[]): Promise<readonly unknown[]> {
  const actor = await pool.take()
  await actor.open({ place, clockFile: clock.file })
  const given: unknown[] = []
  for (const call of calls) given.push(valueOf(await actor.call(call)))
  await actor.close()
  pool.give(actor)
  return given
}

function valueOf(outcome: Outcome): unknown {
  if (outcome.status !== 'ok') throw new Error(`a call ended with ${JSON.stringify(outcome)}`)
  return outcome.value
}

async function actorOn({ before }: Change, place: Place, fault?: Fault): Promise<ActorProcess> {
  await answers(place, ...before)
  const actor = await pool.take()
  await actor.open({ place, clockFile: clock.file, fault })
  return actor
}

/** The points of a change, each with how often it was come to until then. */
async function pointsOf(change: Change): Promise<readonly { readonly point: string; readonly hit: number }[]> {
  const place = await newPlace()
  const actor = await actorOn(change, place)
  await actor.call(change.change)
  const points = actor.points()
  await actor.close()
  pool.give(actor)
  return points.map((point, index) => ({
    point,
    hit: points.slice(0, index + 1).filter((one) => one === point).length,
  }))
}

describe.each(changes)('$name', (change) => {
  it('that is killed at any of its points happened whole or not at all', { timeout: 120_000 }, async () => {
    const { look } = change
    const kept = await newPlace()
    const untouched = (await answers(kept, ...change.before, look)).at(-1)
    const whole = (await answers(kept, change.change, look)).at(-1)
    const points = await pointsOf(change)
    for (const { point, hit } of points) {
      const place = await newPlace()
      const actor = await actorOn(change, place, { actor: 0, point, hit, action: 'kill' })
      await actor.call(change.change)
      expect([point, hit, await actor.stopped]).toEqual([point, hit, 'killed'])
      await actor.gone
      const [found] = await answers(place, look)
      expect([untouched, whole]).toContainEqual(found)
      if (/:(?:reply|acked)$/.test(point)) expect([point, found]).toEqual([point, whole])
      expect([point, hit, await answers(place, look)]).toEqual([point, hit, [found]])
      expect([point, hit, await readdir(join(place.folder, 'temporary'))]).toEqual([point, hit, []])
    }
    expect(points.filter(({ point }) => point.startsWith('fs ')).length).toBeGreaterThan(15)
  })
})

/**
 * Six processes that are released together on a stale lock, over and over: on the disk one of them takes it, by the recipe
 * that is often published two of them do. HOLDFAST_ROUNDS says how many rounds (`npm run campaign -- stale-locks`: 1,000).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fs from 'holdfast/adapters/fs'
import type { Acquired, Adapter, Call, Outcome } from 'holdfast'
import { ActorPool } from '../../dist/src/harness/actors/pool.js'
import type { ActorProcess } from '../../dist/src/harness/actors/process.js'
import { StillClock } from '../../dist/src/harness/clock.js'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import recipe from '../backends/stat-unlink-create.adapter.ts'
import plugin from '../backends/stat-unlink-create.plugin.ts'

const rounds = Number(process.env['HOLDFAST_ROUNDS'] ?? 60)
const contenders = 6

/** More than the lease, so that what a round took is stale in the next. */
const turnMs = 1_000

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stale-locks-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function acquireBy(contender: number): Call {
  const owner = { instance: `contender ${contender}`, host: 'h', boot: 'b', pid: 1 + contender, pidStart: 1 }
  return { port: 'locks', method: 'acquire', args: ['a', { owner, ttlMs: 50, graceMs: 0, heartbeatMs: 10 }] }
}

function answerOf(outcome: Outcome): Acquired {
  if (outcome.status !== 'ok') throw new Error(`an acquisition ended with ${JSON.stringify(outcome)}`)
  return outcome.value as Acquired
}

/** Releases the processes together; each asks for the lock. */
async function round(actors: readonly ActorProcess[]): Promise<readonly Acquired[]> {
  const starts = await Promise.all(actors.map((actor, contender) => actor.ready(acquireBy(contender))))
  return (await Promise.all(starts.map((start) => start()))).map(answerOf)
}

/** Plays rounds on one lock of an adapter until `enough`; gives the answers of each. */
async function campaign(
  adapter: Adapter,
  enough: (played: readonly (readonly Acquired[])[]) => boolean,
): Promise<readonly (readonly Acquired[])[]> {
  const pool = new ActorPool({ adapter: adapter.module, callMs: 20_000, remote: false, watched: [] }, 0)
  const clock = new StillClock(join(folder, 'clock'))
  try {
    const place = await adapter.create({ id: 'a', dir: await mkdtemp(join(folder, 'place-')) })
    const actors = await Promise.all(Array.from({ length: contenders }, () => pool.take()))
    for (const actor of actors) await actor.open({ place, clockFile: clock.file })
    const played: (readonly Acquired[])[] = []
    while (!enough(played)) {
      await clock.turn(turnMs)
      played.push(await round(actors))
    }
    for (const actor of actors) await actor.close()
    return played
  } finally {
    await pool.close()
    clock.close()
  }
}

/** The leases that a round gave. */
function leases(answers: readonly Acquired[]): readonly number[] {
  return answers.flatMap((answer) => (answer.status === 'acquired' ? [answer.lease.token] : []))
}

describe('six processes on a stale lock', () => {
  it('one takes it and the others are told who, and tokens rise', { timeout: 60_000 + rounds * 1_000 }, async () => {
    const played = await campaign(fs, ({ length }) => length === rounds)
    const winners = played.map(leases)
    expect(winners.filter(({ length }) => length !== 1)).toEqual([])
    expect(winners.flat()).toEqual(Array.from({ length: rounds }, (_, index) => index + 1))
    const held = played.map((answers) => [
      ...new Set(answers.map((one) => (one.status === 'busy' ? one.holder.token : one.lease.token))),
    ])
    expect(held).toEqual(winners)
  })

  it('by the recipe: two hold it before long', { timeout: 600_000 }, async () => {
    const isDouble = (answers: readonly Acquired[]): boolean => leases(answers).length > 1
    const played = await campaign(recipe, (so) => so.some(isDouble) || so.length === 2_000)
    expect(played.filter(isDouble)).toHaveLength(1)
  })
})

describe('the recipe', () => {
  it('is refused by the law that a stale lock is taken by one', { timeout: 300_000 }, async () => {
    const rows = await tryMutants({
      plugins: [plugin],
      adapters: [fs],
      ids: ['locks~stat-unlink-create'],
      onlyNamed: true,
    })
    expect(rows).toMatchObject([
      { kind: 'backend', adapter: 'stat-unlink-create', verdict: 'killed', refusedBy: 'locks/takeover-by-one' },
    ])
  })
})

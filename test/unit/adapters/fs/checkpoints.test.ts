/** Checkpoints on the disk: the answers of memory, at the cost of what a call names. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../../../contracts/index.ts'
import { checkpointsCommands, purging } from '../../../../contracts/repository/checkpoints/commands.ts'
import { openCheckpoints } from '../../../../adapters/fs/checkpoints.ts'
import { makePlace } from '../../../../adapters/fs/place.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import { played } from '../../contracts/repository/checkpoints/sound.ts'

const shape = { actors: 2, steps: 20, reopen: false, turns: true }
const clock = { now: () => 1_000 }

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
  await makePlace(dir)
})

afterEach(() => rm(dir, { recursive: true }))

/** Answers in which the lists, which have no order, are in one. */
function answers(events: readonly Event[]): readonly unknown[] {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
      : value
  return events.map(
    ({ outcome }) => JSON.parse(JSON.stringify(outcome, (_, value: unknown) => sorted(value))) as unknown,
  )
}

/** The states of the only key, by size in bytes. */
async function sizes(): Promise<readonly number[]> {
  const files = (await readdir(join(dir, 'checkpoints'), { recursive: true })).filter((path) =>
    /\/\d+\.\w+$/.test(path),
  )
  const all = await Promise.all(files.map(async (path) => (await stat(join(dir, 'checkpoints', path))).size))
  return all.toSorted((one, other) => one - other)
}

function items(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => JSON.stringify(`item ${from + index}`))
}

describe('checkpoints on the disk', () => {
  it.each([
    ['all moves', checkpointsCommands.scripts],
    ['purges', purging],
  ])('answer as memory does: %s', async (_, scripts) => {
    for (const script of scripts(shape, 11, 20)) {
      await rm(join(dir, 'checkpoints'), { recursive: true, force: true })
      const registers = new Registers()
      const [here, there] = [
        await played(script),
        await played(script, (time) => openCheckpoints(dir, registers, time)),
      ]
      expect(answers(there), JSON.stringify(script)).toEqual(answers(here))
    }
  })

  it('are read alike by sessions that remember and by one that never saw them', async () => {
    const [writer, reader] = [
      openCheckpoints(dir, new Registers(), clock),
      openCheckpoints(dir, new Registers(), clock),
    ]
    const { epoch } = await writer.begin('key', { pin: 'p' })
    for (let from = 0; from < 40; from += 1) {
      expect(await writer.append('key', epoch, items(from, 3))).toEqual({
        status: 'appended',
        added: from === 0 ? 3 : 1,
      })
      if (from % 3 === 0) await writer.fail('key', epoch, items(1_000 + from, 2))
      const shown = [writer, reader, openCheckpoints(dir, new Registers(), clock)].map((one) => one.inspect('key'))
      const [own, other, fresh] = await Promise.all(shown)
      expect(other).toEqual(own)
      expect({ ...fresh, done: undefined, failing: undefined }).toEqual({ ...own, done: undefined, failing: undefined })
      expect(own).toMatchObject({ status: 'running', done: items(0, from + 3) })
    }
  })

  it('cost an item what it is, however large the set (durability:D2)', async () => {
    const checkpoints = openCheckpoints(dir, new Registers(), clock)
    const { epoch } = await checkpoints.begin('key', { pin: 'p' })
    await checkpoints.append('key', epoch, items(0, 10_000))
    const [large] = await sizes()
    for (let at = 0; at < 100; at += 1) await checkpoints.append('key', epoch, items(20_000 + at, 1))
    const after = await sizes()
    expect(after.at(-1)).toBe(large)
    expect(after.at(-2)).toBeLessThan(4_000)
    expect(after.length).toBeLessThan(12)
  })

  it('hold no item of a run that ended', async () => {
    const checkpoints = openCheckpoints(dir, new Registers(), clock)
    const { epoch } = await checkpoints.begin('key', { pin: 'p' })
    for (let at = 0; at < 10; at += 1) await checkpoints.append('key', epoch, items(at * 100, 100))
    await checkpoints.finish('key', epoch)
    const [left, ...more] = await sizes()
    expect(left).toBeLessThan(1_000)
    expect(more).toEqual([])
  })
})

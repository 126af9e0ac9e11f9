/** The checkpoints of our adapters: the same answers to the same calls, and rows that cost what they should. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../../contracts/index.ts'
import { checkpointsCommands, purging } from '../../../contracts/repository/checkpoints/commands.ts'
import { openCheckpoints as openInMemory } from '../../../adapters/memory/checkpoints.ts'
import { openCheckpoints } from '../../../adapters/sqlite/checkpoints.ts'
import { connect } from '../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../adapters/sqlite/driver.ts'
import type { Changing } from '../../../adapters/sqlite/failures.ts'
import { changesOn } from '../../../adapters/sqlite/failures.ts'
import { migrate } from '../../../adapters/sqlite/schema.ts'
import { played } from '../contracts/repository/checkpoints/sound.ts'

const shape = { actors: 2, steps: 20, reopen: false, turns: true }
const clock = { now: () => 1_000 }

let db: Connection
let changing: Changing

beforeEach(async () => {
  db = await connect(':memory:', 100)
  migrate(db, clock)
  changing = changesOn(db, new AbortController().signal)
})

afterEach(() => {
  db.close()
})

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

describe('SQLite', () => {
  it.each([
    ['all moves', checkpointsCommands.scripts],
    ['purges', purging],
  ])('answers as memory does: %s', async (_, scripts) => {
    for (const script of scripts(shape, 11, 60)) {
      db.exec('DELETE FROM checkpoint; DELETE FROM checkpoint_item; DELETE FROM checkpoint_streak')
      const [here, there] = [await played(script), await played(script, (time) => openCheckpoints(db, time, changing))]
      expect(answers(there), JSON.stringify(script)).toEqual(answers(here))
    }
  })

  it('writes a row for each new item, and none for those that it has', async () => {
    const checkpoints = openCheckpoints(db, clock, changing)
    const { epoch } = await checkpoints.begin('key', { pin: 'p' })
    const items = Array.from({ length: 1_000 }, (_, index) => JSON.stringify(`item ${index}`))
    await checkpoints.append('key', epoch, items)
    const changes = (): number => db.prepare('SELECT total_changes()').pluck().get() as number
    const before = changes()
    await checkpoints.append('key', epoch, [...items.slice(0, 10), '"new"'])
    // The new item, and the touch of the run.
    expect(changes() - before).toBe(2)
    const after = changes()
    await checkpoints.append('key', epoch, [])
    expect(changes()).toBe(after)
  })

  it('leaves no item of a run that ended', async () => {
    const checkpoints = openCheckpoints(db, clock, changing)
    for (const end of ['finish', 'purge'] as const) {
      const { epoch } = await checkpoints.begin('key', { pin: 'p' })
      await checkpoints.append('key', epoch, ['"x"'])
      if (end === 'finish') await checkpoints.finish('key', epoch)
      else await checkpoints.purge({ idleMs: 0 })
      expect(db.prepare('SELECT count(*) FROM checkpoint_item').pluck().get()).toBe(0)
    }
  })
})

describe('memory', () => {
  it('hands out sets that nobody can change it by', async () => {
    const checkpoints = openInMemory(new Map(), clock)
    const { epoch } = await checkpoints.begin('key', { pin: 'p' })
    await checkpoints.append('key', epoch, ['"x"'])
    const { done } = await checkpoints.begin('key', { pin: 'p' })
    ;(done as string[]).length = 0
    expect(await checkpoints.inspect('key')).toMatchObject({ done: ['"x"'] })
  })
})

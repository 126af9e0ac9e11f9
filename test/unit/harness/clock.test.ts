import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FileClock, StillClock, StoreClock, epochMs } from '../../../src/harness/clock.ts'
import { backend } from '../core/backends.ts'
import type { Adapter } from '../../../contracts/index.ts'

let folder: string
let still: StillClock

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unit-clock-'))
  still = new StillClock(join(folder, 'clock'))
})

afterEach(async () => {
  still.close()
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

describe('a clock that stands still', () => {
  it('is moved by turns only, forwards and back', async () => {
    expect(still.now()).toBe(epochMs)
    await still.turn(50)
    expect(still.now()).toBe(epochMs + 50)
    await still.turn(-60)
    expect(still.now()).toBe(epochMs - 10)
  })

  it('does not go back before 1970', async () => {
    await still.turn(-2 * epochMs)
    expect(still.now()).toBeGreaterThan(0)
  })

  it('goes in steps where it is coarse, and loses no time between them', async () => {
    const coarse = new StillClock(join(folder, 'coarse'), 10)
    await coarse.turn(9)
    expect(coarse.now()).toBe(epochMs)
    await coarse.turn(1)
    expect(coarse.now()).toBe(epochMs + 10)
  })

  it('makes its file when it is asked for, and not before', () => {
    expect(existsSync(join(folder, 'clock'))).toBe(false)
    expect(existsSync(still.file)).toBe(true)
  })
})

describe('a clock in a file', () => {
  it('reads what the still clock was turned to, before and after', async () => {
    await still.turn(7)
    const read = new FileClock(still.file)
    expect(read.now()).toBe(epochMs + 7)
    await still.turn(-3_600_000)
    expect(read.now()).toBe(still.now())
    read.close()
  })

  it('reads the steps of a coarse clock', async () => {
    const coarse = new StillClock(join(folder, 'coarse'), 10)
    const read = new FileClock(coarse.file)
    await coarse.turn(19)
    expect(read.now()).toBe(epochMs + 10)
    read.close()
    coarse.close()
  })
})

describe('the clock of a store', () => {
  it('is the clock of the machine where it cannot be turned', async () => {
    vi.useFakeTimers({ now: 5_000, toFake: ['Date'] })
    const clock = new StoreClock(backend({}), 1)
    await clock.turn(1_000)
    expect(clock.now()).toBe(5_000)
    expect([clock.kind, clock.file]).toEqual(['real', undefined])
  })

  it('is turned by its adapter, place by place', async () => {
    vi.useFakeTimers({ now: 5_000, toFake: ['Date'] })
    const turned: unknown[] = []
    const turn = async (place: unknown, ms: number): Promise<void> => {
      turned.push([place, ms])
    }
    const adapter: Adapter = { ...backend({}), clock: { turn } }
    const clock = new StoreClock(adapter, 7)
    await clock.turn(1_000)
    expect(clock.now()).toBe(6_000)
    expect([clock.kind, turned]).toEqual(['hook', [[7, 1_000]]])
  })
})

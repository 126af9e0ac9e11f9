// Connections in two lanes: who gets one, how long, and what becomes of it.
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { LanesPartOptions } from '../../../contracts/runtime/lanes/part.ts'
import { Lanes } from '../../../src/core/lanes.ts'
import { cancelMs } from '../../../src/core/loan.ts'
import { StillClock } from './still-clock.ts'

interface Wire {
  readonly number: number
  open: boolean
}

/** Lets everything run that waits for nothing but the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Something that is opened from outside. */
function latch<Value = void>(): { readonly opened: Promise<Value>; open: (value: Value) => void } {
  let open: (value: Value) => void = () => undefined
  const opened = new Promise<Value>((resolve) => (open = resolve))
  return { opened, open }
}

/** Lanes on connections that count. */
function bench(some: Partial<LanesPartOptions<Wire>> = {}) {
  const clock = new StillClock('holds')
  const wires: Wire[] = []
  const lanes = new Lanes<Wire>({
    slots: { control: 2, data: 2 },
    clock,
    waitMs: 100,
    connect: async () => {
      const wire = { number: wires.length + 1, open: true }
      wires.push(wire)
      return wire
    },
    close: async (wire) => void (wire.open = false),
    isBroken: ({ open }) => !open,
    ...some,
  })
  return { lanes, clock, wires }
}

describe('slots', () => {
  it('are given in the order of coming', async () => {
    const { lanes, wires } = bench({ slots: { control: 2, data: 1 } })
    const first = latch()
    const order: number[] = []
    const runs = [lanes.run('data', () => first.opened)]
    for (const number of [1, 2, 3]) runs.push(lanes.run('data', async () => void order.push(number)))
    await settled()
    expect(order).toEqual([])
    first.open()
    await Promise.all(runs)
    expect(order).toEqual([1, 2, 3])
    expect(wires).toHaveLength(1)
    expect(lanes.slotsInUse('data')).toBe(0)
  })

  it('of one lane are no matter to the other', async () => {
    const { lanes } = bench()
    const stalled = latch()
    const runs = [1, 2, 3].map(() => lanes.run('data', () => stalled.opened))
    await expect(lanes.run('control', async () => 'kept')).resolves.toBe('kept')
    stalled.open()
    await Promise.all(runs)
  })

  it('of the control lane are never all taken by bulk work, which waits in vain and is overtaken', async () => {
    const { lanes } = bench()
    const stalled = latch()
    const bulk = [1, 2].map(() => lanes.run('control', () => stalled.opened, { bulk: true }))
    await settled()
    expect(lanes.slotsInUse('control')).toBe(1)
    await expect(lanes.run('control', async () => 'held')).resolves.toBe('held')
    stalled.open()
    await Promise.all(bulk)
  })

  it('are waited for so long and no longer', async () => {
    const { lanes, clock } = bench({ slots: { control: 2, data: 1 } })
    const stalled = latch()
    const run = lanes.run('data', () => stalled.opened)
    const refused = expect(lanes.run('data', async () => 'too late')).rejects.toMatchObject({ code: 'BUSY' })
    await settled()
    clock.pass(100)
    await refused
    stalled.open()
    await run
    await expect(lanes.run('data', async () => 'next')).resolves.toBe('next')
  })

  it('are not taken by whoever gave up, before or while waiting', async () => {
    const { lanes } = bench({ slots: { control: 2, data: 1 } })
    const gone = { name: 'RetryAborted' }
    const before = AbortSignal.abort()
    await expect(lanes.run('data', async () => 1, { signal: before })).rejects.toMatchObject(gone)
    const stalled = latch()
    const run = lanes.run('data', () => stalled.opened)
    const { signal, abort } = listened()
    const refused = expect(lanes.run('data', async () => 1, { signal })).rejects.toMatchObject(gone)
    const behind = lanes.run('data', async () => 'behind')
    abort()
    await refused
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    stalled.open()
    await run
    await expect(behind).resolves.toBe('behind')
    expect(lanes.slotsInUse('data')).toBe(0)
  })

  it('of too narrow a lane are refused at once', () => {
    expect(() => bench({ slots: { control: 1, data: 1 } })).toThrow(
      /control lane: expected a whole number from 2, got 1/,
    )
    expect(() => bench({ slots: { control: 2, data: 0 } })).toThrow(/data lane: expected a whole number from 1, got 0/)
  })
})

function listened(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

describe('connections', () => {
  it('are opened when they are first needed, kept, and replaced where they are broken', async () => {
    const { lanes, wires } = bench()
    expect(wires).toHaveLength(0)
    const number = (): Promise<number> => lanes.run('data', async (wire) => wire.number)
    expect([await number(), await number()]).toEqual([1, 1])
    for (const wire of wires) wire.open = false
    expect(await number()).toBe(2)
  })

  it('that broke while they were lent are closed', async () => {
    const closed: number[] = []
    const { lanes } = bench({ close: async ({ number }) => void closed.push(number) })
    await lanes.run('data', async (wire) => void (wire.open = false))
    expect(closed).toEqual([1])
  })

  it('are shared by all that runs inside the work that holds one, and by nothing that outlives it', async () => {
    const { lanes } = bench({ slots: { control: 2, data: 1 } })
    const over = latch()
    let later: Promise<number> | undefined
    const inside = await lanes.run('data', async ({ number }) => {
      later = over.opened.then(() => lanes.run('control', async (wire) => wire.number))
      const control = await lanes.run('control', async (wire) => wire.number)
      return { number, control, data: await lanes.run('data', async (wire) => wire.number) }
    })
    expect(inside).toEqual({ number: 1, control: 1, data: 1 })
    over.open()
    expect(await later).toBe(2)
  })

  it('are lent to nobody else while something runs on them that nobody waited for', async () => {
    const { lanes, wires } = bench({ slots: { control: 2, data: 1 } })
    const over = latch()
    await lanes.run('data', async () => void lanes.run('data', () => over.opened))
    expect(wires.map(({ open }) => open)).toEqual([false])
    expect(await lanes.run('data', async ({ number }) => number)).toBe(2)
    over.open()
  })

  it('are prepared once a lane by all of its first users, and anew where that failed', async () => {
    const lanesPrepared: string[] = []
    let works = false
    const { lanes, wires } = bench({
      prepare: async (lane) => {
        lanesPrepared.push(lane)
        await settled()
        if (!works) throw new Error('not now')
      },
    })
    const failed = await Promise.allSettled([1, 2].map(() => lanes.run('data', async () => 'ran')))
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(wires.map(({ open }) => open)).toEqual([false, false])
    works = true
    await Promise.all([1, 2].map(() => lanes.run('data', async () => 'ran')))
    expect(lanesPrepared).toEqual(['data', 'data'])
    expect(lanes.slotsInUse('data')).toBe(0)
  })

  it('that cannot be opened cost no slot', async () => {
    const refusal = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const { lanes } = bench({ connect: () => Promise.reject(refusal), slots: { control: 2, data: 1 } })
    for (const number of [1, 2]) {
      await expect(
        lanes.run('data', async () => number),
        String(number),
      ).rejects.toBe(refusal)
    }
    expect(lanes.slotsInUse('data')).toBe(0)
  })
})

describe('work that takes too long', () => {
  it('is cancelled, comes to whatever it comes to, and its connection is lent to nobody else', async () => {
    const query = latch<string>()
    const { lanes, clock, wires } = bench({ cancel: async () => query.open('cancelled') })
    const run = lanes.run('data', () => query.opened, { timeoutMs: 50 })
    await settled()
    clock.pass(50)
    expect(await run).toBe('cancelled')
    expect(lanes.slotsInUse('data')).toBe(0)
    expect(wires[0]).toEqual({ number: 1, open: false })
  })

  it('is cancelled by its signal too', async () => {
    const query = latch<string>()
    const { lanes } = bench({ cancel: async () => query.open('cancelled') })
    const { signal, abort } = listened()
    const run = lanes.run('data', () => query.opened, { signal })
    await settled()
    abort()
    expect(await run).toBe('cancelled')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('loses its connection where it does not end', async () => {
    for (const cancel of [undefined, async () => undefined, () => new Promise<void>(() => undefined)]) {
      const { lanes, clock, wires } = bench(cancel ? { cancel } : {})
      const run = expect(
        lanes.run('data', () => new Promise(() => undefined), { timeoutMs: 50 }),
      ).rejects.toMatchObject({ code: 'IO' })
      await settled()
      clock.pass(50)
      await settled()
      clock.pass(cancelMs)
      await run
      expect(wires[0]?.open).toBe(false)
      expect(lanes.slotsInUse('data')).toBe(0)
    }
  })
})

describe('lanes that are closed', () => {
  it('wait for what runs, refuse what waits and what comes later, and close what they opened', async () => {
    const { lanes, wires } = bench({ slots: { control: 2, data: 1 } })
    const stalled = latch()
    const run = lanes.run('data', () => stalled.opened)
    const refused = expect(lanes.run('data', async () => 1)).rejects.toMatchObject({ code: 'CLOSED' })
    await settled()
    let closed = false
    const closing = lanes.close().then(() => (closed = true))
    await refused
    await expect(lanes.run('control', async () => 1)).rejects.toMatchObject({ code: 'CLOSED' })
    expect(closed).toBe(false)
    stalled.open()
    await Promise.all([run, closing, lanes.close()])
    expect(wires.map(({ open }) => open)).toEqual([false])
  })
})

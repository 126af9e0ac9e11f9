/** Replicas of shared memory, with the first one or with a test in its place, which says when and what it answers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import adapter, { sharedMemoryWith } from '../../../../adapters/shared-memory/index.ts'
import type { SharedMemoryOptions, SharedMemorySession } from '../../../../adapters/shared-memory/index.ts'
import type { Change, Tables } from '../../../../adapters/shared-memory/machine.ts'
import { Machine, emptyTables } from '../../../../adapters/shared-memory/machine.ts'
import type { Asked, Ordered, SharedPlace, Snapshot, Told } from '../../../../adapters/shared-memory/wire.ts'
import { Channel, channelName, headBytes } from '../../../../adapters/shared-memory/wire.ts'
import type { Outputs, Scope } from '../../../../contracts/index.ts'
import { opening, refusal } from '../sessions.ts'

const scope: Scope = { tenant: 't' }
const key = (input: string): { task: string; input: string } => ({ task: 'a', input })

const toClose: { close(): Promise<void> }[] = []
const places: SharedPlace[] = []
let number = 0

beforeEach(() => {
  number += 1
})

afterEach(async () => {
  for (const session of toClose.splice(0)) await session.close()
  for (const place of places.splice(0)) await adapter.destroy(place)
})

async function made(): Promise<SharedPlace> {
  const place = (await adapter.create({ id: `place-${number}`, dir: '' })) as SharedPlace
  places.push(place)
  return place
}

async function outputsOn(place: SharedPlace, options: SharedMemoryOptions = {}): Promise<Outputs> {
  const session = await sharedMemoryWith(options).open(place, opening)
  toClose.push(session)
  return session['outputs'] as Outputs
}

/** A first replica that answers when it is told to. */
class Stand {
  readonly place: SharedPlace = { id: `stand-${number}`, pid: process.pid }
  readonly asked: Asked[] = []
  readonly #machine: Machine
  readonly #head = new SharedArrayBuffer(headBytes)
  readonly #up: Channel<Asked, never>
  readonly #down: Channel<never, Told>
  #order = 0
  #hears: (() => void) | undefined

  constructor(tables: Tables = emptyTables()) {
    this.#machine = new Machine(tables)
    this.#down = new Channel(channelName(this.place, 'down'))
    this.#up = new Channel(channelName(this.place, 'up'), (asked) => {
      this.asked.push(asked)
      this.#hears?.()
    })
    toClose.push({ close: async () => [this.#up, this.#down].forEach((channel) => channel.close()) })
  }

  /** The message with this number, once it is there. */
  async message(at: number): Promise<Asked> {
    while (this.asked.length <= at) {
      const heard = new Promise<void>((resolve) => {
        this.#hears = resolve
      })
      await this.#up.during(heard)
    }
    return this.asked[at] as Asked
  }

  /** Makes a change and tells it; `silent`: its message gets lost. */
  async change(change: Change, from: Pick<Ordered, 'replica' | 'request'>, silent = false): Promise<void> {
    this.#order += 1
    const order = this.#order
    const answer = await this.#machine.make(change)
    Atomics.store(new BigInt64Array(this.#head), 0, BigInt(order))
    if (!silent) this.#down.say({ say: 'changed', order, ...from, change, answer })
  }

  put(input: string, silent = false): Promise<void> {
    const texts = [JSON.stringify(scope), JSON.stringify({ input, task: 'a' }), `"${input}"`]
    return this.change(
      { port: 'outputs', method: 'put', args: texts, atMs: 1 },
      { replica: 'another', request: 1 },
      silent,
    )
  }

  /** Answers whoever asked to join with all that is there. */
  welcome(asked: Asked): void {
    this.welcoming(asked)()
  }

  /** An answer with what is there now, to be given later. */
  welcoming(asked: Asked): () => void {
    if (asked.say !== 'join') throw new Error(`expected a replica that joins, got ${asked.say}`)
    const name = channelName(this.place, { to: asked.replica })
    const snapshot = { order: this.#order, tables: structuredClone(this.#machine.tables), head: this.#head }
    return () => {
      const channel = new Channel<never, Snapshot>(name)
      channel.say(snapshot)
      channel.close()
    }
  }
}

/** Lets whatever was said be heard. */
function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

async function found(outputs: Outputs, inputs: readonly string[]): Promise<readonly unknown[]> {
  const rows = await Promise.all(inputs.map((input) => outputs.get(scope, key(input))))
  return rows.map((row) => (row.status === 'hit' ? row.value : 'miss'))
}

describe('a replica that joins', () => {
  it('shows with its first read what was there before (cache:10)', async () => {
    const place = await made()
    await (await outputsOn(place)).put(scope, key('x'), 1)
    expect(await found(await outputsOn(place), ['x'])).toEqual([1])
  })

  it('is not open before the rows of its snapshot are in place (cache:10, cache:13)', async () => {
    const stand = new Stand()
    await stand.put('x')
    const events: string[] = []
    const opened = outputsOn(stand.place).then((outputs) => {
      events.push('open')
      return outputs
    })
    const asked = await stand.message(0)
    events.push('answered')
    stand.welcome(asked)
    expect(await found(await opened, ['x'])).toEqual(['x'])
    expect(events).toEqual(['answered', 'open'])
  })

  it('opens at once where it is told to, and its calls wait (cache:11)', async () => {
    const stand = new Stand()
    await stand.put('x')
    const outputs = await outputsOn(stand.place, { awaitSync: false })
    const reading = found(outputs, ['x'])
    stand.welcome(await stand.message(0))
    expect(await reading).toEqual(['x'])
  })

  it('does not hang where nobody is there, and is no empty store (cache:12)', async () => {
    const nowhere: SharedPlace = { id: `nowhere-${number}`, pid: process.pid }
    expect(await refusal(outputsOn(nowhere, { syncMs: 20 }))).toBe('UNREACHABLE')
    const prompt = await outputsOn(nowhere, { syncMs: 20, awaitSync: false })
    expect(await refusal(prompt.get(scope, key('x')))).toBe('UNREACHABLE')
  })

  it('is refused in another process', async () => {
    const elsewhere: SharedPlace = { ...(await made()), pid: process.pid + 1 }
    expect(await refusal(outputsOn(elsewhere))).toBe('SHARING')
  })

  it('brings its rows up to date once they are there (cache:14)', async () => {
    const place = await made()
    await (await outputsOn(place)).put(scope, key('x'), 1)
    const seen: unknown[] = []
    const migrate = async ({ outputs }: SharedMemorySession): Promise<void> => {
      const { keys } = await outputs.keys(JSON.stringify(scope), { limit: 10 })
      seen.push(...keys)
    }
    await outputsOn(place, { awaitSync: false, migrate })
    expect(seen).toEqual([JSON.stringify({ input: 'x', task: 'a' })])
  })

  it('waits as long as the first where another opens beside it (cache:G31)', async () => {
    const stand = new Stand()
    await stand.put('x')
    const opened = [outputsOn(stand.place), outputsOn(stand.place)]
    for (const at of [0, 1]) stand.welcome(await stand.message(at))
    for (const outputs of await Promise.all(opened)) expect(await found(outputs, ['x'])).toEqual(['x'])
  })

  it('keeps what is written through it meanwhile (cache:G32)', async () => {
    const place = await made()
    const one = await outputsOn(place)
    await one.put(scope, key('x'), 1)
    const other = await outputsOn(place, { awaitSync: false })
    await Promise.all([other.put(scope, key('y'), 2), one.put(scope, key('z'), 3)])
    for (const outputs of [one, other, await outputsOn(place)])
      expect(await found(outputs, ['x', 'y', 'z'])).toEqual([1, 2, 3])
  })

  it('is told alone what was there: the others hear nothing of it (cache:G33)', async () => {
    const place = await made()
    const others = [await outputsOn(place), await outputsOn(place)]
    await others[0]?.put(scope, key('x'), 1)
    const heard: Told[] = []
    const down = new Channel<Told, never>(channelName(place, 'down'), (told) => heard.push(told))
    const third = await outputsOn(place)
    await third.put(scope, key('y'), 2)
    for (const outputs of [...others, third]) expect(await found(outputs, ['x', 'y'])).toEqual([1, 2])
    expect(heard.map(({ say }) => say)).toEqual(['changed'])
    down.close()
  })

  it('joins again where more came meanwhile than it keeps (cache:G34)', async () => {
    const stand = new Stand()
    const opened = outputsOn(stand.place, { pendingMax: 2 })
    // The snapshot is of the moment before all of them, and comes behind them.
    const welcome = stand.welcoming(await stand.message(0))
    const inputs = ['a', 'b', 'c', 'd', 'e']
    for (const input of inputs) await stand.put(input)
    await turnOfLoop()
    await turnOfLoop()
    welcome()
    stand.welcome(await stand.message(1))
    expect(await found(await opened, inputs)).toEqual(inputs)
  })

  it('joins again where a change did not come', async () => {
    const stand = new Stand()
    const opened = outputsOn(stand.place)
    stand.welcome(await stand.message(0))
    const outputs = await opened
    await stand.put('lost', true)
    await stand.put('x')
    stand.welcome(await stand.message(1))
    expect(await found(outputs, ['lost', 'x'])).toEqual(['lost', 'x'])
  })

  it('and is not answered then leaves open what became of the changes that it had asked for', async () => {
    const stand = new Stand()
    const opened = outputsOn(stand.place)
    stand.welcome(await stand.message(0))
    const outputs = await opened
    const asked = refusal(outputs.put(scope, key('x'), 1))
    await stand.message(1)
    await stand.put('lost', true)
    await stand.put('y')
    expect(await asked).toBe('IO')
    expect(await refusal(outputs.get(scope, key('x')))).toBe('UNREACHABLE')
  })

  it('leaves nothing open where what brings its rows up to date fails', async () => {
    const place = await made()
    const failing = new Error('a migration that fails')
    const migrate = async (): Promise<void> => Promise.reject(failing)
    const controller = new AbortController()
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    await expect(sharedMemoryWith({ migrate }).open(place, { ...opening, signal: controller.signal })).rejects.toThrow(
      failing.message,
    )
    expect(removed).toHaveBeenCalledTimes(1)
  })
})

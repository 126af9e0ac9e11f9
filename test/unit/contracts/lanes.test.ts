import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bench, BenchSession, Lab, Outcome, Surprise } from '../../../contracts/index.ts'
import { dueBeside, whileDataWaits } from '../../../contracts/lanes.ts'

/** How a store of one session goes wrong. */
interface Fault {
  /** calls of the port take a connection for data */
  readonly sharesData?: true
  /** what a stall does to changes */
  readonly stall?: 'keeps' | 'lets through' | 'refuses'
}

const connections = 4

const stored: Outcome = { status: 'ok', value: { status: 'stored' } }
const busy: Outcome = { status: 'fail', error: { name: 'StoreError', code: 'BUSY', message: 'no' } }
const held: Outcome = { status: 'ok', value: { status: 'held' } }

/** A place with four connections for data a session, whose changes take some turns of the queue to come to them. */
class Place {
  readonly #fault: Fault
  readonly #rows = new Map<string, unknown>()
  readonly #waiting: (() => void)[] = []
  #isStalled = false

  constructor(fault: Fault) {
    this.#fault = fault
  }

  stall(): () => Promise<void> {
    this.#isStalled = true
    return async () => {
      this.#isStalled = false
      for (const go of this.#waiting.splice(0)) go()
    }
  }

  session(): BenchSession {
    const { sharesData } = this.#fault
    const queue: (() => void)[] = []
    let free = connections
    const withData = async (work: () => Promise<Outcome>): Promise<Outcome> => {
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve))
      else free -= 1
      const outcome = await work()
      const next = queue.shift()
      if (next) next()
      else free += 1
      return outcome
    }
    const answered = async (): Promise<Outcome> => {
      await new Promise((resolve) => setImmediate(resolve))
      return held
    }
    return {
      call: () => (sharesData ? withData(answered) : answered()),
      beside: async (_, method, ...args) => {
        // Values are written as text first.
        for (let turns = 0; turns < 10; turns += 1) await Promise.resolve()
        return withData(() => this.#row(method, args))
      },
      close: async () => {},
    }
  }

  async #row(method: string, [, key, value]: readonly unknown[]): Promise<Outcome> {
    const name = JSON.stringify(key)
    if (method === 'get') return { status: 'ok', value: { status: 'hit', value: JSON.stringify(this.#rows.get(name)) } }
    const { stall = 'keeps' } = this.#fault
    if (this.#isStalled && stall === 'refuses') return busy
    if (this.#isStalled && stall === 'keeps') await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#rows.set(name, value)
    return stored
  }
}

/** What the law makes of the place when one call is made beside data that waits. */
async function judged(fault: Fault): Promise<Surprise | undefined> {
  const place = new Place(fault)
  const bench: Bench = {
    turn: async () => {},
    now: () => 0,
    written: () => 0,
    stalls: true,
    stall: async () => place.stall(),
    open: async () => place.session(),
  }
  let surprise: Surprise | undefined
  const lab: Pick<Lab, 'example'> = {
    example: async (_, program) => {
      surprise = await program([bench])
    },
  }
  await whileDataWaits(lab as Lab, ['renew'], (beside) => dueBeside(beside, 'held', 'renew'))
  return surprise
}

beforeEach(() => {
  let nowMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 100))
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('beside data that waits', () => {
  it('a call with a connection of its own is answered', async () => {
    expect(await judged({})).toBeUndefined()
  })

  it('the first call is seen to wait where it takes a connection for data, though its way there is shorter', async () => {
    expect(await judged({ sharesData: true })).toMatchObject({ observed: 'waits for data' })
  })

  it.each([
    ['lets through', 'stored'],
    ['refuses', 'StoreError BUSY'],
  ] as const)('nothing is shown where a stall %s the changes', async (stall, observed) => {
    expect(await judged({ stall })).toEqual({ expected: 'changes that wait while the server is stalled', observed })
  })
})

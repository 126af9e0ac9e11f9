// Each promise of a retry, as one check that ours passes and that refuses each retry which is wrong in that way.
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { FailureTable } from '../../../src/core/classify.ts'
import type { RetryOptions } from '../../../src/core/retry.ts'
import { Random } from '../../../src/harness/random.ts'
import type { Retrying } from './retry-mutants.ts'
import { mutants, ours } from './retry-mutants.ts'
import { StillClock } from './still-clock.ts'

const table: FailureTable = {
  codes: { BUSY: 'busy', BUSY_SNAPSHOT: 'conflict', UNIQUE: 'constraint', LOST: 'io', GONE: 'unreachable' },
}

function failure(code: string, number = 0): Error {
  return Object.assign(new Error(`${code} ${number}`), { code })
}

/** Options with a clock of their own; three retries. */
function options(some: Partial<RetryOptions> = {}): RetryOptions & { readonly clock: StillClock } {
  const policy = ours.retryPolicy({ retries: 3, baseMs: 10, capMs: 100 })
  return { table, policy, idempotent: false, random: () => 0.5, ...some, clock: new StillClock() }
}

interface Made {
  readonly calls: number
  readonly error: unknown
}

/** Makes a call that always fails; says how often it was made and what came of it. */
async function made(retry: Retrying['retry'], code: string, given: RetryOptions): Promise<Made> {
  let calls = 0
  const error = await retry(() => Promise.reject(failure(code, ++calls)), given).catch((thrown: unknown) => thrown)
  return { calls, error }
}

/** Lets everything run that waits for nothing but the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

interface Entry {
  readonly id: string
  readonly says: string
  readonly check: (retrying: Retrying) => Promise<void>
  readonly mutants: readonly (keyof typeof mutants)[]
}

const entries: readonly Entry[] = [
  {
    id: 'durability:A7',
    says: 'makes a call that breaks a constraint exactly once',
    mutants: ['retriesAnyThrow'],
    async check({ retry }) {
      expect((await made(retry, 'UNIQUE', options())).calls).toBe(1)
    },
  },
  {
    id: 'durability:A10',
    says: 'tries no statement again inside a dead snapshot, and the whole transaction instead',
    mutants: ['forgetsTheSnapshot'],
    async check({ retry }) {
      let begun = 0
      const statement = (): Promise<never> => retry(() => Promise.reject(failure('BUSY_SNAPSHOT')), inner)
      const inner = options({ unit: 'statement' })
      const transaction = async (): Promise<string> => ((begun += 1) < 3 ? statement() : 'done')
      expect(await retry(transaction, options())).toBe('done')
      expect(inner.clock.waits).toEqual([])
    },
  },
  {
    id: 'durability:B1',
    says: 'makes n calls and one more at most, and one where no retry is allowed',
    mutants: ['offByOne'],
    async check({ retry }) {
      for (const retries of [0, 1, 5]) {
        const policy = ours.retryPolicy({ retries, baseMs: 10, capMs: 100 })
        expect((await made(retry, 'BUSY', options({ policy }))).calls).toBe(retries + 1)
      }
    },
  },
  {
    id: 'durability:B2',
    says: 'throws the last error once the retries are used up',
    mutants: ['throwsTheFirst'],
    async check({ retry }) {
      expect((await made(retry, 'BUSY', options())).error).toMatchObject({ message: 'BUSY 4' })
    },
  },
  {
    id: 'durability:B3',
    says: 'waits from the base to three times the wait before, and never beyond the cap',
    mutants: ['fullJitter', 'uncapped', 'fromBaseToThrice'],
    async check({ nextDelayMs }) {
      const [baseMs, capMs] = [10, 100]
      const random = new Random(1)
      let previousMs = 0
      for (let count = 0; count < 1_000; count += 1) {
        const delayMs = nextDelayMs({ retries: 1, baseMs, capMs }, previousMs, () => random.below(1_000) / 1_000)
        expect(delayMs).toBeGreaterThanOrEqual(baseMs)
        expect(delayMs).toBeLessThanOrEqual(Math.min(capMs, Math.max(baseMs, 3 * previousMs)))
        previousMs = delayMs
      }
    },
  },
  {
    id: 'durability:B4',
    says: 'waits for the base before the first retry too',
    mutants: ['fromBaseToThrice', 'fullJitter'],
    async check({ nextDelayMs }) {
      for (const drawn of [0, 0.5, 0.999])
        expect(nextDelayMs({ retries: 1, baseMs: 10, capMs: 100 }, 0, () => drawn)).toBeGreaterThanOrEqual(10)
    },
  },
  {
    id: 'durability:B5',
    says: 'can wait for eight seconds and more with the policy of bulk writes',
    mutants: ['shortLadder'],
    async check({ retry, bulkPolicy }) {
      const given = options({ policy: bulkPolicy, random: () => 0.999 })
      await made(retry, 'BUSY', given)
      expect(given.clock.waits).toHaveLength(3)
      expect(given.clock.now()).toBeGreaterThanOrEqual(8_000)
    },
  },
  {
    id: 'durability:B6',
    says: 'makes no call once aborted, and ends a wait at once without timer or listener',
    mutants: ['deafSleep', 'keepsTheTimer', 'plainAbort'],
    async check({ retry }) {
      const aborted = { ...options(), signal: AbortSignal.abort('enough') }
      const before = await made(retry, 'BUSY', aborted)
      expect(before).toMatchObject({ calls: 0, error: { name: 'RetryAborted', cause: 'enough' } })

      const [clock, controller] = [new StillClock('holds'), new AbortController()]
      const { signal } = controller
      let ended: Made | undefined
      void made(retry, 'BUSY', { ...options({ signal }), clock }).then((come) => (ended = come))
      await settled()
      expect(clock.pending).toBe(1)
      controller.abort('enough')
      await settled()
      expect(ended).toMatchObject({ calls: 1, error: { name: 'RetryAborted', cause: 'enough' } })
      expect([clock.pending, getEventListeners(signal, 'abort')]).toEqual([0, []])
    },
  },
  {
    id: 'durability:B8',
    says: 'mends the connection first, then awaits its hook, which counts from one, then waits',
    mutants: ['countsFromZero', 'doesNotAwait', 'reconnectsLate', 'swallowsReconnect'],
    async check({ retry }) {
      const order: string[] = []
      const note = async (what: string): Promise<void> => {
        await settled()
        order.push(what)
      }
      const reconnect = (kind: string): Promise<void> => note(`mends ${kind}`)
      const given = options({ reconnect, onRetry: ({ number }) => note(`retry ${number}`) })
      const { clock } = given
      let calls = 0
      await retry(() => {
        order.push(`call ${(calls += 1)} at ${clock.now()}`)
        return calls < 3 ? Promise.reject(failure('GONE')) : 'done'
      }, given)
      const [once, twice] = [clock.waits[0] ?? 0, clock.now()]
      const mended = (number: number): readonly string[] => ['mends unreachable', `retry ${number}`]
      expect(order).toEqual(['call 1 at 0', ...mended(1), `call 2 at ${once}`, ...mended(2), `call 3 at ${twice}`])

      const broken = new Error('no route')
      const failed = options({ reconnect: () => Promise.reject(broken) })
      expect(await made(retry, 'GONE', failed)).toEqual({ calls: 1, error: broken })
    },
  },
  {
    id: 'durability:B9',
    says: 'does not try again around what was tried again inside',
    mutants: ['wrapsBothLayers'],
    async check({ retry }) {
      let calls = 0
      const inside = (): Promise<never> => retry(() => Promise.reject(failure('BUSY', ++calls)), options())
      const wrapped = (): Promise<never> =>
        inside().catch((cause: unknown) => {
          throw new Error('a layer between', { cause })
        })
      await retry(wrapped, options()).catch(() => {})
      expect(calls).toBe(4)
    },
  },
  {
    id: 'durability:B10',
    says: 'makes no call twice that may have happened and must not happen twice, and mends the connection',
    mutants: ['blind'],
    async check({ retry }) {
      let mended = 0
      const reconnect = async (): Promise<void> => void (mended += 1)
      const { calls, error } = await made(retry, 'LOST', options({ reconnect }))
      expect({ calls, error, mended }).toMatchObject({ calls: 1, error: { message: 'LOST 1' }, mended: 1 })
    },
  },
  {
    id: 'durability:B11',
    says: 'repeats an idempotent call of unknown outcome, which leaves one and the same state',
    mutants: ['timid', 'countsInside'],
    async check({ retry, append }) {
      for (const lost of [0, 1, 3]) {
        const store: string[] = []
        let calls = 0
        const write = async (): Promise<string> => {
          append(store, 'a')
          return (calls += 1) > lost ? 'stored' : Promise.reject(failure('LOST'))
        }
        expect(await retry(write, options({ idempotent: true })).catch(String)).toBe('stored')
        expect(store).toEqual(['a'])
      }
    },
  },
  {
    id: 'durability:B13',
    says: 'refuses impossible numbers at the start, and says what is possible',
    mutants: ['takesAnyNumber'],
    async check({ retryPolicy }) {
      const sound = { retries: 3, baseMs: 10, capMs: 100 }
      for (const wrong of [
        { retries: Number.NaN },
        { retries: -1 },
        { retries: 1.5 },
        { retries: Infinity },
        { baseMs: Number.NaN },
        { baseMs: 0 },
        { baseMs: 101 },
        { capMs: Number.NaN },
        { capMs: 2 ** 31 },
      ])
        expect(() => retryPolicy({ ...sound, ...wrong }), JSON.stringify(wrong)).toThrow(/expected .*; possible is \{/)
    },
  },
]

describe.each(entries)('$id: $says', ({ check, mutants: wrong }) => {
  it('holds', () => check(ours))

  it.each(wrong)('is refused where it is not so: %s', async (name) => {
    await expect(check(mutants[name])).rejects.toThrow()
  })
})

describe('a retry', () => {
  it('makes one call where nothing fails, and never waits', async () => {
    const given = options()
    expect(await ours.retry(() => 'done', given)).toBe('done')
    expect(given.clock.waits).toEqual([])
  })

  it('begins no retry after its deadline', async () => {
    const given = options({ deadlineMs: 12 })
    const { calls, error } = await made(ours.retry, 'BUSY', given)
    expect({ calls, error }).toMatchObject({ calls: 2, error: { message: 'BUSY 2' } })
  })

  it('leaves no listener when its waits are over', async () => {
    const { signal } = new AbortController()
    await made(ours.retry, 'BUSY', options({ signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('goes by the clock of the machine where it is given none', async () => {
    let calls = 0
    const operation = (): string | Promise<never> => ((calls += 1) < 3 ? Promise.reject(failure('BUSY')) : 'done')
    const policy = ours.retryPolicy({ retries: 2, baseMs: 0.1, capMs: 0.2 })
    expect(await ours.retry(operation, { table, policy, idempotent: false })).toBe('done')
  })
})

// What the laws of `retry` do not say: where nothing fails, and by which clock a retry goes.
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { FailureTable } from '../../../src/core/classify.ts'
import { retryPolicy } from '../../../src/core/retry-policy.ts'
import type { RetryOptions } from '../../../src/core/retry.ts'
import { retry } from '../../../src/core/retry.ts'
import { StillClock } from './still-clock.ts'

const table: FailureTable = {
  codes: { BUSY: 'busy', BUSY_SNAPSHOT: 'conflict', UNIQUE: 'constraint', LOST: 'io', GONE: 'unreachable' },
}

function failure(code: string, number = 0): Error {
  return Object.assign(new Error(`${code} ${number}`), { code })
}

/** Options with a clock of their own; three retries. */
function options(some: Partial<RetryOptions> = {}): RetryOptions & { readonly clock: StillClock } {
  const policy = retryPolicy({ retries: 3, baseMs: 10, capMs: 100 })
  return { table, policy, idempotent: false, random: () => 0.5, ...some, clock: new StillClock() }
}

interface Made {
  readonly calls: number
  readonly error: unknown
}

/** Makes a call that always fails; says how often it was made and what came of it. */
async function made(code: string, given: RetryOptions): Promise<Made> {
  let calls = 0
  const error = await retry(() => Promise.reject(failure(code, ++calls)), given).catch((thrown: unknown) => thrown)
  return { calls, error }
}

describe('a retry', () => {
  it('makes one call where nothing fails, and never waits', async () => {
    const given = options()
    expect(await retry(() => 'done', given)).toBe('done')
    expect(given.clock.waits).toEqual([])
  })

  it('begins no retry after its deadline', async () => {
    const given = options({ deadlineMs: 12 })
    const { calls, error } = await made('BUSY', given)
    expect({ calls, error }).toMatchObject({ calls: 2, error: { message: 'BUSY 2' } })
  })

  it('leaves no listener when its waits are over', async () => {
    const { signal } = new AbortController()
    await made('BUSY', options({ signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('goes by the clock of the machine where it is given none', async () => {
    let calls = 0
    const operation = (): string | Promise<never> => ((calls += 1) < 3 ? Promise.reject(failure('BUSY')) : 'done')
    const policy = retryPolicy({ retries: 2, baseMs: 0.1, capMs: 0.2 })
    expect(await retry(operation, { table, policy, idempotent: false })).toBe('done')
  })
})

/** Retries that go wrong in one way each: how often, when, and how they end. */
import type { PortMutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import { replacing } from '../../wrap.ts'
import { makersOf } from '../laws.ts'
import type { PartClock } from '../scene-clock.ts'
import { errorOf } from '../errors.ts'
import { failureOf } from './failures.ts'
import type { RetryPart, RetryPartOptions, RetryPolicyNumbers } from './part.ts'

type Retry = RetryPart['retry']

const makers = makersOf('retry')

function mutant(fault: Parameters<typeof makers.mutant>[0], retry: (inner: RetryPart) => Retry): PortMutant {
  return makers.mutant(
    fault,
    replacing<RetryPart>((inner) => ({ retry: retry(inner) })),
  )
}

/** The same calls with other options. */
function withOptions(change: (options: RetryPartOptions) => Partial<RetryPartOptions>): (inner: RetryPart) => Retry {
  return (inner) => (operation, options) => inner.retry(operation, { ...options, ...change(options) })
}

/** The same calls by another policy; that of bulk writes stays as it is. */
function withNumbers(
  change: (numbers: RetryPolicyNumbers) => Partial<RetryPolicyNumbers>,
): (inner: RetryPart) => Retry {
  return withOptions(({ policy }) => (policy === 'bulk' ? {} : { policy: { ...policy, ...change(policy) } }))
}

/** The same calls with other waits: `wait` is given the ms that were due, and which wait it is, from 1. */
function withWaits(
  wait: (ms: number, number: number, options: RetryPartOptions) => number,
): (inner: RetryPart) => Retry {
  return withOptions((options) => {
    let waits = 0
    const after =
      (clock: PartClock): PartClock['after'] =>
      (ms, run) => {
        waits += 1
        return clock.after(wait(ms, waits, options), run)
      }
    const { clock } = options
    return clock ? { clock: { now: () => clock.now(), after: after(clock) } } : {}
  })
}

/** Calls whose errors are others than those of the operation. */
function failingWith(change: (error: unknown, all: readonly unknown[]) => unknown): (inner: RetryPart) => Retry {
  return (inner) => (operation, options) => {
    const errors: unknown[] = []
    return inner.retry(async () => {
      try {
        return await operation()
      } catch (error) {
        errors.push(error)
        throw change(error, errors)
      }
    }, options)
  }
}

/** Calls that end otherwise than the part ends them. */
function endingWith(change: (error: unknown, options: RetryPartOptions) => unknown): (inner: RetryPart) => Retry {
  return (inner) => async (operation, options) => {
    try {
      return await inner.retry(operation, options)
    } catch (error) {
      throw change(error, options)
    }
  }
}

/** An error of the dialect that passes, in place of the one that was thrown. */
function passing({ dialect }: RetryPartOptions): Error {
  return errorOf(failureOf(dialect, 'passing'))
}

const retriesAnyThrow: (inner: RetryPart) => Retry = (inner) => (operation, options) =>
  failingWith(() => passing(options))(inner)(operation, options)

/** Errors are told anew, so that nobody around sees what was tried already. */
function anew(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const copy = new Error(error.message)
  Object.defineProperty(copy, 'name', { value: error.name })
  return Object.assign(copy, 'code' in error ? { code: error.code } : {})
}

const wrapsBothLayers: (inner: RetryPart) => Retry = endingWith((error) => anew(error))

const countMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'any-throw',
      law: 'broken-constraints-end-it',
      says: 'whatever was thrown is tried again, a broken constraint too',
      source: ['durability:A7'],
    },
    retriesAnyThrow,
  ),
  mutant(
    {
      words: 'off-by-one',
      law: 'calls-are-counted',
      says: 'one call more is made than the policy allows',
      source: ['durability:B1'],
    },
    withNumbers(({ retries }) => ({ retries: retries + 1 })),
  ),
  mutant(
    {
      words: 'throws-the-first',
      law: 'throws-the-last-error',
      says: 'once the retries are used up the first error is thrown',
      source: ['durability:B2'],
    },
    failingWith((_, errors) => errors[0]),
  ),
  mutant(
    {
      words: 'wraps-both-layers',
      law: 'layers-do-not-multiply',
      says: 'an operation that tries again by itself is tried again around it',
      source: ['durability:B9'],
    },
    wrapsBothLayers,
  ),
  mutant(
    {
      words: 'blind',
      law: 'open-outcomes-are-not-repeated',
      says: 'a call that may have taken effect, and must not happen twice, is made again',
      source: ['durability:B10'],
    },
    withOptions(() => ({ idempotent: true })),
  ),
  mutant(
    {
      words: 'timid',
      law: 'idempotent-calls-are-repeated',
      says: 'a call that may be made twice is not made again where its outcome is unknown',
      source: ['durability:B11'],
    },
    withOptions(() => ({ idempotent: false })),
  ),
]

const deadlineMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'forgets-the-deadline',
      law: 'agrees-with-model',
      says: 'retries go on after the deadline of their caller',
      source: [],
    },
    withOptions(() => ({ deadlineMs: Infinity })),
  ),
]

const waitMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'full-jitter',
      law: 'waits-stay-in-range',
      says: 'a wait is drawn from nothing to its most',
      source: ['durability:B3'],
    },
    withWaits((ms, _, { random }) => ms * (random?.() ?? 0)),
  ),
  mutant(
    {
      words: 'uncapped',
      law: 'waits-stay-in-range',
      says: 'waits grow beyond the cap',
      source: ['durability:B3'],
    },
    withNumbers(() => ({ capMs: 2 ** 31 - 1 })),
  ),
  mutant(
    {
      words: 'base-to-nothing',
      law: 'first-wait-is-the-base',
      says: 'the first wait is drawn between the base and three times no wait at all',
      source: ['durability:B4'],
    },
    withWaits((ms, number, { random }) => (number === 1 ? ms * (1 - (random?.() ?? 0)) : ms)),
  ),
  mutant(
    {
      words: 'short-ladder',
      law: 'bulk-outlasts-a-pooler',
      says: 'bulk writes wait for 0.5, 1 and 2 s at most',
      source: ['durability:B5'],
    },
    withOptions(({ policy }) => (policy === 'bulk' ? { policy: { retries: 3, baseMs: 500, capMs: 2_000 } } : {})),
  ),
]

const abortMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'deaf-wait',
      law: 'abort-ends-at-once',
      says: 'a wait goes on to its end though the signal was aborted',
      source: ['durability:B6'],
    },
    withOptions(() => ({ signal: new AbortController().signal })),
  ),
  mutant(
    {
      words: 'keeps-the-timer',
      law: 'abort-ends-at-once',
      says: 'a wait that was given up leaves its timer behind',
      source: ['durability:B6'],
    },
    withOptions(({ clock }) =>
      clock ? { clock: { now: () => clock.now(), after: (ms, run) => (clock.after(ms, run), () => {}) } } : {},
    ),
  ),
  mutant(
    {
      words: 'keeps-the-listener',
      law: 'abort-ends-at-once',
      says: 'a listener stays on the signal when all is over',
      source: ['durability:B6'],
    },
    (inner) => (operation, options) => {
      options.signal?.addEventListener('abort', () => {})
      return inner.retry(operation, options)
    },
  ),
  mutant(
    {
      words: 'plain-abort',
      law: 'abort-ends-at-once',
      says: 'an abort is told as a failure of the store',
      source: ['durability:B6'],
    },
    endingWith((error, { signal }) => (signal?.aborted ? new StoreError('BUSY', 'aborted', { cause: error }) : error)),
  ),
]

/** Runs the reconnect when the wait is over, in place of before it. */
const reconnectsLate: (inner: RetryPart) => Retry = (inner) => (operation, options) => {
  let calls = 0
  const late: typeof operation = async () => {
    calls += 1
    if (calls > 1) await options.reconnect?.()
    return operation()
  }
  return inner.retry(late, { ...options, reconnect: async () => {} })
}

const hookMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'counts-from-zero',
      law: 'hooks-come-in-order',
      says: 'the first retry is told as number 0',
      source: ['durability:B8'],
    },
    withOptions(({ onRetry }) => (onRetry ? { onRetry: (number) => onRetry(number - 1) } : {})),
  ),
  mutant(
    {
      words: 'does-not-await',
      law: 'hooks-come-in-order',
      says: 'the next call does not wait for the hook of the retry',
      source: ['durability:B8'],
    },
    withOptions(({ onRetry }) => (onRetry ? { onRetry: async (number) => void onRetry(number) } : {})),
  ),
  mutant(
    {
      words: 'reconnects-late',
      law: 'hooks-come-in-order',
      says: 'the connection is mended after the wait',
      source: ['durability:B8'],
    },
    reconnectsLate,
  ),
  mutant(
    {
      words: 'swallows-reconnect',
      law: 'hooks-come-in-order',
      says: 'that the connection could not be mended is told to nobody',
      source: ['durability:B8'],
    },
    withOptions(({ reconnect }) => (reconnect ? { reconnect: () => reconnect().catch(() => {}) } : {})),
  ),
]

/** The nearest number of a range; the least where it is none. */
function within(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value))
}

const policyMutants: readonly PortMutant[] = [
  mutant(
    {
      words: 'any-number',
      law: 'impossible-policies-are-refused',
      says: 'a policy with impossible numbers is taken, and its interval fires at once',
      source: ['durability:B13'],
    },
    withNumbers(({ retries, baseMs, capMs }) => {
      const base = within(baseMs, 1e-3, 2 ** 31 - 1)
      return { retries: Math.trunc(within(retries, 0, 9)), baseMs: base, capMs: within(capMs, base, 2 ** 31 - 1) }
    }),
  ),
]

export const tryMutants: readonly PortMutant[] = [
  ...countMutants,
  ...deadlineMutants,
  ...waitMutants,
  ...abortMutants,
  ...hookMutants,
  ...policyMutants,
]

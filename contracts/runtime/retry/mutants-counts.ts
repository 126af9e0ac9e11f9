/** Retries that go wrong in how often they call, and when. */
import type { PortMutant } from '../../contract.ts'
import { errorOf } from '../errors.ts'
import { failureOf } from './failures.ts'
import type { RetryPart, RetryPartOptions } from './part.ts'
import type { Retry } from './wrap.ts'
import { endingWith, failingWith, mutant, withNumbers, withOptions, withWaits } from './wrap.ts'

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

export const countingMutants: readonly PortMutant[] = [...countMutants, ...deadlineMutants, ...waitMutants]

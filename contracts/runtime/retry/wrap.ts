/** How retries that go wrong are made: the same calls with other options, other errors or another end. */
import type { PortMutant } from '../../contract.ts'
import { replacing } from '../../wrap.ts'
import type { PartMakers } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { PartClock } from '../scene-clock.ts'
import type { RetryPart, RetryPartOptions, RetryPolicyNumbers } from './part.ts'

/** How calls are made again. */
export type Retry = RetryPart['retry']

const makers: PartMakers = makersOf('retry')

/** A mutant that makes calls again in this way. */
export function mutant(fault: Parameters<typeof makers.mutant>[0], retry: (inner: RetryPart) => Retry): PortMutant {
  return makers.mutant(
    fault,
    replacing<RetryPart>((inner) => ({ retry: retry(inner) })),
  )
}

/** The same calls with other options. */
export function withOptions(
  change: (options: RetryPartOptions) => Partial<RetryPartOptions>,
): (inner: RetryPart) => Retry {
  return (inner) => (operation, options) => inner.retry(operation, { ...options, ...change(options) })
}

/** The same calls by another policy; that of bulk writes stays as it is. */
export function withNumbers(
  change: (numbers: RetryPolicyNumbers) => Partial<RetryPolicyNumbers>,
): (inner: RetryPart) => Retry {
  return withOptions(({ policy }) => (policy === 'bulk' ? {} : { policy: { ...policy, ...change(policy) } }))
}

/** The same calls with other waits: `wait` is given the ms that were due, and which wait it is, from 1. */
export function withWaits(
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
export function failingWith(change: (error: unknown, all: readonly unknown[]) => unknown): (inner: RetryPart) => Retry {
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
export function endingWith(
  change: (error: unknown, options: RetryPartOptions) => unknown,
): (inner: RetryPart) => Retry {
  return (inner) => async (operation, options) => {
    try {
      return await inner.retry(operation, options)
    } catch (error) {
      throw change(error, options)
    }
  }
}

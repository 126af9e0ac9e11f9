/** Calls that are made again, as the part `retry` promises it. */
import type { RetryPart, RetryPartOptions } from '../../contracts/runtime/retry/part.ts'
import { bulkPolicy, retryPolicy } from '../core/retry-policy.ts'
import type { RetryOptions } from '../core/retry.ts'
import { retry } from '../core/retry.ts'
import { classify, tables } from './failures.ts'

/** The options by which core tries again; throws a `StoreError` INVALID_ARGUMENT for a policy that cannot be. */
function optionsOf({ dialect, policy, reconnect, onRetry, ...rest }: RetryPartOptions): RetryOptions {
  return {
    ...rest,
    table: tables[dialect],
    policy: policy === 'bulk' ? bulkPolicy : retryPolicy(policy),
    ...(reconnect ? { reconnect: () => reconnect() } : {}),
    ...(onRetry ? { onRetry: ({ number }) => onRetry(number) } : {}),
  }
}

export const retrying: RetryPart = {
  classify,
  retry: async (operation, options) => retry(operation, optionsOf(options)),
}

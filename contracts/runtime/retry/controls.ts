/** Odd but legal retries. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { RetryPart } from './part.ts'

/** Waits are drawn at this end of their range; what the longest of bulk writes are is a promise. */
function drawing(words: string, says: string, drawn: number): Control {
  const wrap = replacing<RetryPart>((inner) => ({
    retry: (operation, options) =>
      inner.retry(operation, options.policy === 'bulk' ? options : { ...options, random: () => drawn }),
  }))
  return { id: `retry=${words}`, says, wrap }
}

export const retryControls: readonly Control[] = [
  // Its errors are those of its callers, and the words of its refusals are a promise.
  ...controlsOf('retry').filter(({ id }) => id === 'retry=slow'),
  drawing('shortest-waits', 'each wait is the shortest that is allowed', 0),
  drawing('longest-waits', 'each wait is the longest that is allowed', 1 - 2 ** -53),
  {
    id: 'retry=other-kinds',
    says: 'classes have names of another language',
    wrap: replacing<RetryPart>((inner) => ({
      classify: async (error, dialect) => ({ ...(await inner.classify(error, dialect)), kind: 'gestört' }),
    })),
  },
]

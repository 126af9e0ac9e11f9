/** Waits that end: nothing in the harness waits for an adapter without a deadline. */
import { HarnessError } from '../../contracts/errors.ts'

/** Gives what the promise gives, or rejects with a `HarnessError` DEADLINE after `ms`. */
export async function within<Value>(ms: number, what: string, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new HarnessError('DEADLINE', `${what}: no answer within ${ms} ms`))
    }, ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** One turn of the event loop: everything that was due has run when it is over. */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

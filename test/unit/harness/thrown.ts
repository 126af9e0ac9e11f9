/** What a piece of work throws. */
import { isHarnessError } from '../../../contracts/errors.ts'

/** Code and message of the harness error that the work throws; anything else as text, and a sentence where nothing is. */
export function thrownBy(work: () => unknown): string {
  try {
    work()
    return 'nothing was thrown'
  } catch (error) {
    return isHarnessError(error) ? `${error.code}: ${error.message}` : `uncoded: ${String(error)}`
  }
}

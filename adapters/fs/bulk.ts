/** Calls that go through many registers, one after the other. */
import { isStoreError } from '../../contracts/errors.ts'
import type { Address } from './register-folder.ts'

/** The sum of what the work gives at each. What came to harm is told at the end, so that it keeps no other. */
export async function sumOver(
  addresses: readonly Address[],
  work: (address: Address) => Promise<number>,
): Promise<number> {
  let sum = 0
  const harm: Error[] = []
  for (const address of addresses) {
    try {
      sum += await work(address)
    } catch (error) {
      if (!isStoreError(error, 'CORRUPT')) throw error
      harm.push(error)
    }
  }
  const [first] = harm
  if (first) throw first
  return sum
}

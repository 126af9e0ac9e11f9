/**
 * One register with read, write and compare-and-set: the model of the logs that Jepsen tests of such stores write. It is
 * no contract: no adapter is tried by it, and it serves histories that others recorded.
 */
import type { Model } from '../../../contracts/index.ts'

/** What the register holds; null where nothing was ever written. */
export type RegisterState = number | null

/** The name of the only partition. */
const partition = 'register'

/** The model of a register. `cas` answers whether it matched. */
export const registerModel: Model<RegisterState> = {
  initial: () => null,
  step(state, { method, args }, value) {
    const [first, second] = args as readonly number[]
    if (method === 'write') return { legal: true, state: first ?? null }
    if (method === 'read') return value === state ? { legal: true, state } : { legal: false, expected: String(state) }
    const matches = state === first
    if (value !== matches)
      return { legal: false, expected: matches ? 'a match' : `no match: it holds ${String(state)}` }
    return { legal: true, state: matches ? (second ?? null) : state }
  },
  unseen(state, { method, args }) {
    const [first, second] = args as readonly number[]
    if (method === 'write') return [first ?? null]
    return method === 'cas' && state === first ? [second ?? null] : []
  },
  concerns: () => ({ everywhere: false, partitions: [partition] }),
  key: String,
  reads: ({ method }, value) => method === 'read' || (method === 'cas' && value === false),
}

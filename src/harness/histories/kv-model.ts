/**
 * Strings by key with get, put and append: the model of key-value logs that others recorded. A key that nobody touched
 * holds the empty string.
 */
import type { Model } from '../../../contracts/index.ts'
import { show } from '../../../contracts/port.ts'

/** How much of a long string is told: more than a message shows, and far less than it may hold. */
const shownMax = 100

/** The model of a store of strings; one partition for each key. */
export const kvModel: Model<string> = {
  initial: () => '',
  step(state, { method, args }, value) {
    if (method !== 'get') return { legal: true, state: after(state, method, args[1] as string) }
    return value === state ? { legal: true, state } : { legal: false, expected: show(state.slice(0, shownMax)) }
  },
  unseen: (state, { method, args }) => (method === 'get' ? [] : [after(state, method, args[1] as string)]),
  concerns: ({ args }) => ({ everywhere: false, partitions: [args[0] as string] }),
  key: (state) => state,
  describe: (state) => JSON.stringify(state),
  reads: ({ method }) => method === 'get',
  foresight: {
    overwrites: ({ method }) => method === 'put',
    mayCome: (state, _, value) => typeof value === 'string' && value.startsWith(state),
  },
}

function after(state: string, method: string, text: string): string {
  return method === 'put' ? text : state + text
}

/** Sound locks in memory but for an inspection that shows its token as a bigint, as some drivers do. */
import { defineAdapter } from 'holdfast'
import type { Inspected, Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

function big(found: Inspected): Inspected {
  if (found.status === 'free') return found
  const lock: object = { ...found.lock, token: BigInt(found.lock.token) }
  return { status: 'held', lock } as Inspected
}

export default defineAdapter({
  name: 'lab-big-integers',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const session = await memory.open(place, options)
    const inner = session['locks'] as Locks
    return {
      locks: { ...inner, inspect: async (name) => big(await inner.inspect(name)) },
      close: () => session.close(),
    }
  },
})

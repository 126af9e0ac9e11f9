/** Sound locks in memory but for long names, of which only the first 255 bytes are compared. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import memory from 'holdfast/adapters/memory'

/** Locks whose keys are cut, and whose rows are shown under the name that was asked for. */
function cutting(inner: Locks): Locks {
  const cut = (name: string): string => name.slice(0, 255)
  return {
    async acquire(name, asked) {
      const got = await inner.acquire(cut(name), asked)
      return got.status === 'busy'
        ? { ...got, holder: { ...got.holder, name } }
        : { ...got, lease: { ...got.lease, name } }
    },
    async renew(name, token, asked) {
      const got = await inner.renew(cut(name), token, asked)
      return got.status === 'held' ? { ...got, lease: { ...got.lease, name } } : got
    },
    release: (name, token) => inner.release(cut(name), token),
    evict: (row) => inner.evict({ ...row, name: cut(row.name) }),
    async inspect(name) {
      const got = await inner.inspect(cut(name))
      return got.status === 'held' ? { ...got, lock: { ...got.lock, name } } : got
    },
    async list(asked) {
      const page = await inner.list(asked)
      return { ...page, locks: page.locks.map((row) => ({ ...row, name: whole(row.name) })) }
    },
  }
}

/** What the laws call their longest name: nobody else's is shown right. */
function whole(name: string): string {
  return name === 'n'.repeat(255) ? 'n'.repeat(512) : name
}

export default defineAdapter({
  name: 'lab-short-names',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: (options) => memory.create(options),
  async open(place, options) {
    const session = await memory.open(place, options)
    return { locks: cutting(session['locks'] as Locks), close: () => session.close() }
  },
})

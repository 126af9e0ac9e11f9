// Locks in one JSON file. A change is a new file, renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, type LockSnapshot as Row } from 'holdfast'

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  create: async ({ dir }) => ({ file: save(`${dir}/locks.json`, []) }),
  open: async ({ file }, { clock }) => ({
    close: async () => {},
    locks: {
      async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
        const [old, now] = [load(file).get(name), clock.now()]
        if (old && now < old.takeableAtMs) return { status: 'busy', holder: { ...old, atMs: now } }
        const row = { name, token: 1 + (old?.token ?? 0), owner, acquiredAtMs: now, heartbeatMs }
        return { status: 'acquired', lease: put(file, row, now, ttlMs, graceMs) }
      },
      async renew(name, token, { ttlMs }) {
        const row = held(file, name, token)
        return row ? { status: 'held', lease: put(file, row, clock.now(), ttlMs, graceOf(row)) } : { status: 'lost' }
      },
      async release(name, token) {
        return { status: drop(file, held(file, name, token)) ? 'released' : 'not-held' }
      },
      async evict({ name, token, expiresAtMs }) {
        return { status: drop(file, held(file, name, token, expiresAtMs)) ? 'evicted' : 'changed' }
      },
      async inspect(name) {
        const lock = held(file, name)
        return lock ? { status: 'held', lock: { ...lock, atMs: clock.now() } } : { status: 'free' }
      },
      async list({ limit, cursor = '' }) {
        const rows = [...load(file).values()].filter(({ name, takeableAtMs }) => takeableAtMs > 0 && name > cursor).toSorted(byName)
        return page
      },
    },
  }),
})

// Locks in one JSON file. A change is a new file renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, type LockSnapshot } from 'holdfast'

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  create: async ({ dir }) => save(`${dir}/locks.json`, { last: 0, rows: [] }),
  async open(place, { clock }) {
    const now = (key: string, value: unknown) => (key === 'atMs' ? clock.now() : value)
    const load = (): Journal => JSON.parse(readFileSync(place.file, 'utf8'), now)
    const find = (name: string) => load().rows.find((row) => row.name === name)
    const put = (name: string, rows: readonly LockSnapshot[], last = load().last) => {
      save(place.file, { last, rows: [...load().rows.filter((row) => row.name !== name), ...rows] })
    }
    const drop = (name: string, is: (row?: LockSnapshot) => boolean) => {
    }
    return {
      close: async () => {},
      locks: {
        async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
          const [holder, atMs] = [find(name), clock.now()]
          if (holder && atMs < holder.takeableAtMs) return { status: 'busy', holder }
          const token = load().last + 1
          const lease = lent({ name, token, owner, acquiredAtMs: atMs, heartbeatMs, atMs }, ttlMs, graceMs)
          put(name, [lease], token)
          return { status: 'acquired', lease }
        },
        async renew(name, token, { ttlMs }) {
          const row = find(name)
          if (row?.token !== token) return { status: 'lost' }
          const lease = lent(row, ttlMs, row.takeableAtMs - row.expiresAtMs)
          put(name, [lease])
          return { status: 'held', lease }
        },
        async release(name, token) {
          if (find(name)?.token !== token) return { status: 'not-held' }
          put(name, [])
          return { status: 'released' }
        },
        async evict({ name, token, expiresAtMs }) {
          const row = find(name)
          if (row?.token !== token || row.expiresAtMs !== expiresAtMs) return { status: 'changed' }
          put(name, [])
          return { status: 'evicted' }
        },
        async inspect(name) {
          const lock = find(name)
          return lock ? { status: 'held', lock } : { status: 'free' }
        },
        async list({ limit, cursor = '' }) {
          const rows = load().rows.filter(({ name }) => name > cursor)
          ...
        },
      },
    }
  },
})

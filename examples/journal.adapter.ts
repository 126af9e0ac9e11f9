// Locks in a JSON file. Each change is a new file, renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, type LockSnapshot, type Locks } from 'holdfast'

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  async create({ dir }) {
    writeFileSync(`${dir}/locks.json`, '[]')
    return { file: `${dir}/locks.json` }
  },
  async open({ file }, { clock }) {
    const all = (): LockSnapshot[] => JSON.parse(readFileSync(file, 'utf8'))
    const last = (name: string) => all().find((row) => row.name === name)
    const save = (row: LockSnapshot) => {
      writeFileSync(`${file}.new`, JSON.stringify([...all().filter(({ name }) => name !== row.name), row]))
      renameSync(`${file}.new`, file)
      return row
    }
    const held = () => all().flatMap((row) => (row.takeableAtMs > 0 ? { ...row, atMs: clock.now() } : []))
    const find = (name: string, token?: number) =>
      held().find((row) => row.name === name && row.token === (token ?? row.token))
    const free = (row?: LockSnapshot) => row && save({ ...row, takeableAtMs: 0 }) // its token stays, so that tokens rise
    const locks: Locks = {
      async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
        const [old, atMs] = [last(name), clock.now()]
        if (old && atMs < old.takeableAtMs) return { status: 'busy', holder: { ...old, atMs } }
        const times = { atMs, acquiredAtMs: atMs, heartbeatAtMs: atMs, expiresAtMs: atMs + ttlMs }
        const row = {
          name,
          token: 1 + (old?.token ?? 0),
          owner,
          heartbeatMs,
          ...times,
          takeableAtMs: atMs + ttlMs + graceMs,
        }
        return { status: 'acquired', lease: save(row) }
      },
      async renew(name, token, { ttlMs }) {
        const row = find(name, token)
        if (!row) return { status: 'lost' }
        const [expiresAtMs, graceMs] = [row.atMs + ttlMs, row.takeableAtMs - row.expiresAtMs]
        const lease = { ...row, heartbeatAtMs: row.atMs, expiresAtMs, takeableAtMs: expiresAtMs + graceMs }
        return { status: 'held', lease: save(lease) }
      },
      release: async (name, token) => ({ status: free(find(name, token)) ? 'released' : 'not-held' }),
      async evict({ name, token, expiresAtMs }) {
        const row = find(name, token)
        return { status: row?.expiresAtMs === expiresAtMs && free(row) ? 'evicted' : 'changed' }
      },
      async inspect(name) {
        const lock = find(name)
        return lock ? { status: 'held', lock } : { status: 'free' }
      },
      async list({ limit, cursor = '' }) {
        const rows = held()
          .filter(({ name }) => name > cursor)
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        const locks = rows.slice(0, limit)
        return rows.length > limit ? { locks, cursor: locks.at(-1)?.name ?? '' } : { locks }
      },
    }
    return { locks, close: async () => {} }
  },
})

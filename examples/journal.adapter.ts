// Locks in one JSON file. A change is a new file, renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, type LockSnapshot as Row, type Locks } from 'holdfast'

const save = (file: string, rows: readonly Row[]) => {
  writeFileSync(`${file}.new`, JSON.stringify(rows))
  renameSync(`${file}.new`, file)
  return { file }
}

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  create: async ({ dir }) => save(`${dir}/locks.json`, []),
  async open({ file }, { clock }) {
    const load = (): Row[] => JSON.parse(readFileSync(file, 'utf8'), (key, it) => (key === 'atMs' ? clock.now() : it))
    const last = (name: string) => load().find((row) => row.name === name)
    const held = () => load().filter((row) => row.takeableAtMs > 0)
    const own = (name: string, token: number) => held().find((row) => row.name === name && row.token === token)
    const put = (row: Row) => save(file, [...load().filter(({ name }) => name !== row.name), row]) && row
    const free = (row?: Row) => row && put({ ...row, takeableAtMs: 0 }) // it keeps its token: tokens rise for ever
    const until = (ms: number, graceMs: number) => ({ expiresAtMs: ms, takeableAtMs: ms + graceMs })
    const locks: Locks = {
      async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
        const [old, now] = [last(name), clock.now()]
        if (old && now < old.takeableAtMs) return { status: 'busy', holder: old }
        const times = { acquiredAtMs: now, heartbeatAtMs: now, ...until(now + ttlMs, graceMs), heartbeatMs, atMs: now }
        return { status: 'acquired', lease: put({ name, token: 1 + (old?.token ?? 0), owner, ...times }) }
      },
      async renew(name, token, { ttlMs }) {
        const row = own(name, token)
        if (!row) return { status: 'lost' }
        const times = until(row.atMs + ttlMs, row.takeableAtMs - row.expiresAtMs)
        return { status: 'held', lease: put({ ...row, heartbeatAtMs: row.atMs, ...times }) }
      },
      release: async (name, token) => ({ status: free(own(name, token)) ? 'released' : 'not-held' }),
      async evict({ name, token, expiresAtMs }) {
        const row = own(name, token)
        return { status: row?.expiresAtMs === expiresAtMs && free(row) ? 'evicted' : 'changed' }
      },
      async inspect(name) {
        const lock = held().find((row) => row.name === name)
        return lock ? { status: 'held', lock } : { status: 'free' }
      },
      async list({ limit, cursor = '' }) {
        const rest = held().filter(({ name }) => name > cursor)
        const page = rest.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit)
        return rest.length > limit ? { locks: page, cursor: `${page.at(-1)?.name}` } : { locks: page }
      },
    }
    return { locks, close: async () => {} }
  },
})

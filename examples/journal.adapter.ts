// Locks in one JSON file. A change is a new file renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, type LockSnapshot } from 'holdfast'

const write = (file: string, rows: readonly LockSnapshot[]) => {
  writeFileSync(`${file}.new`, JSON.stringify(rows))
  renameSync(`${file}.new`, file)
}

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { locks: { clock: 'store', fencing: 'transactional' } } },
  create: async ({ dir }) => ({ file: write(`${dir}/locks.json`, []) }),
  async open({ file }, { clock }) {
    const now = (key: string, value: unknown) => (key === 'atMs' ? clock.now() : value)
    const rows = (): LockSnapshot[] => JSON.parse(readFileSync(file, 'utf8'), now)
    const find = (name: string) => rows().find((row) => row.name === name)
    const held = (name: string, token: number) => rows().find((row) => row.name === name && row.token === token && isHeld)
    const save = (row: LockSnapshot): LockSnapshot => {
      write(file, [...rows().filter(({ name }) => name !== row.name), row])
      return row
    }
    const locks: Locks = {
      async acquire(name, { owner, ttlMs, graceMs, heartbeatMs }) {
        const atMs = clock.now()
        const old = find(name)
        if (old && atMs < old.takeableAtMs) return { status: 'busy', holder: old }
        const lease = { name, token: 1 + (old?.token ?? 0), owner, heartbeatMs, acquiredAtMs: atMs, heartbeatAtMs: atMs, ... }
        return { status: 'acquired', lease: save(lease)  }
      },
      async renew(name, token, { ttlMs }) {
        const row = held(name, token)
        if (!row) return { status: 'lost' }
        const expiresAtMs = row.atMs + ttlMs
        return { status: 'held', lease: save({ ...row, heartbeatAtMs: row.atMs, ... }) }
      },
      release: async (name, token) => ({ status: free(held(name, token)) ? 'released' : 'not-held' }),
      evict: async ({ name, token, expiresAtMs }) => ({ status: free(held(name, token), expiresAtMs) ? 'evicted' : 'changed' }),
      inspect: async (name) => shown(find(name)),
      list: 
    }
    return { locks, close: async () => {} }
  },
})

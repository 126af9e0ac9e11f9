// Locks in one JSON file. A change is a new file, renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, grantedLease, inspectedLock, pageOf, renewedLease } from 'holdfast'
import type { Locks, LockSnapshot as Row } from 'holdfast'

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
    const held = () => load().filter((row) => row.takeableAtMs > 0)
    const own = ({ name, token }: Partial<Row>) => held().find((row) => row.name === name && row.token === token)
    const put = (row: Row) => save(file, [...load().filter(({ name }) => name !== row.name), row]) && row
    const free = (row?: Row) => row && put({ ...row, takeableAtMs: 0 }) // it keeps its token: tokens rise for ever
    const locks: Locks = {
      async acquire(name, options) {
        const old = load().find((row) => row.name === name)
        if (old && clock.now() < old.takeableAtMs) return { status: 'busy', holder: old }
        return { status: 'acquired', lease: put(grantedLease(name, 1 + (old?.token ?? 0), options, clock.now())) }
      },
      async renew(name, token, { ttlMs }) {
        const row = own({ name, token })
        return row ? { status: 'held', lease: put(renewedLease(row, ttlMs, clock.now())) } : { status: 'lost' }
      },
      release: async (name, token) => ({ status: free(own({ name, token })) ? 'released' : 'not-held' }),
      evict: async (it) => ({ status: own(it)?.expiresAtMs === it.expiresAtMs && free(it) ? 'evicted' : 'changed' }),
      inspect: async (name) => inspectedLock(held().find((row) => row.name === name)),
      list: async (query) => pageOf('locks', held(), ({ name }) => name, query),
    }
    return { locks, close: async () => {} }
  },
})

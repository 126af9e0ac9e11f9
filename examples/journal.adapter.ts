// Locks in one JSON file. A change is a new file, renamed over the old one: a kill leaves the one or the other, whole.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter, locksOn, type LockSnapshot as Row } from 'holdfast'

const save = (file: string, rows: readonly Row[]) => {
  writeFileSync(`${file}.new`, JSON.stringify(rows))
  renameSync(`${file}.new`, file)
  return { file }
}

export default defineAdapter({
  name: 'journal',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ dir }) => save(`${dir}/locks.json`, []),
  async open({ file }, { clock }) {
    const load = (): Row[] => JSON.parse(readFileSync(file, 'utf8'))
    const last = (name: string) => load().find((row) => row.name === name)
    const held = () => load().filter((row) => row.takeableAtMs > 0)
    const put = (row: Row) => void save(file, [...load().filter(({ name }) => name !== row.name), row])
    const free = (row: Row) => put({ ...row, takeableAtMs: 0 }) // it keeps its token: tokens rise for ever
    return { locks: locksOn({ last, held, put, free }, clock), close: async () => {} }
  },
})

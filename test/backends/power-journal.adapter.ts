/**
 * Locks in one JSON file that outlive a loss of power: each change is a new file, synced, renamed over the old one, and the
 * folder is synced before it is acknowledged.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LockSnapshot as Row } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

function synced(path: string, flags: string, work: (fd: number) => void): void {
  const fd = openSync(path, flags)
  try {
    work(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function save(file: string, rows: readonly Row[]): void {
  synced(`${file}.new`, 'w', (fd) => writeSync(fd, JSON.stringify(rows)))
  renameSync(`${file}.new`, file)
  synced(dirname(file), 'r', () => {})
}

export default defineAdapter({
  name: 'power-journal',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ dir }) => {
    save(`${dir}/locks.json`, [])
    return { file: `${dir}/locks.json` }
  },
  async open({ file }, { clock }) {
    const load = (): Row[] => JSON.parse(readFileSync(file, 'utf8')) as Row[]
    const last = (name: string): Row | undefined => load().find((row) => row.name === name)
    const held = (): Row[] => load().filter((row) => row.takeableAtMs > 0)
    const put = (row: Row): void => save(file, [...load().filter(({ name }) => name !== row.name), row])
    // It keeps its token: tokens rise for ever.
    const free = (row: Row): void => put({ ...row, takeableAtMs: 0 })
    return { locks: locksOn({ last, held, put, free }, clock), close: async () => {} }
  },
})

/** Locks in files whose folder another program makes: no seam of Node's file system sees it come. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LockSnapshot as Row } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

export default defineAdapter({
  name: 'power-unseen-folder',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ dir }) => ({ folder: join(dir, 'locks') }),
  async open({ folder }, { clock }) {
    const load = (): Row[] => {
      const files = existsSync(folder) ? readdirSync(folder) : []
      return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Row)
    }
    const put = (row: Row): void => {
      execFileSync('/bin/mkdir', ['-p', folder])
      writeFileSync(join(folder, encodeURIComponent(row.name)), JSON.stringify(row))
    }
    return {
      locks: locksOn(
        {
          last: (name) => load().find((row) => row.name === name),
          held: () => load().filter((row) => row.takeableAtMs > 0),
          put,
          free: (row) => put({ ...row, takeableAtMs: 0 }),
        },
        clock,
      ),
      close: async () => {},
    }
  },
})

/** Locks in one file that another program writes: no seam of Node's file system sees it. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { LockSnapshot as Row } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

function save(file: string, rows: readonly Row[]): void {
  execFileSync('/bin/sh', ['-c', '/bin/cat > "$0.new" && /bin/mv "$0.new" "$0"', file], { input: JSON.stringify(rows) })
}

export default defineAdapter({
  name: 'power-unseen',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ dir }) => ({ file: `${dir}/locks.json` }),
  async open({ file }, { clock }) {
    const load = (): Row[] => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Row[]
      } catch {
        return []
      }
    }
    const put = (row: Row): void => save(file, [...load().filter(({ name }) => name !== row.name), row])
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

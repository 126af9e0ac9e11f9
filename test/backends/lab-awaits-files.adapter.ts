/** Locks in one JSON file that is read and written by promises. Its calls follow each other. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Locks, LockSnapshot } from 'holdfast'
import { defineAdapter, locksOn } from 'holdfast'

async function save(file: string, rows: readonly LockSnapshot[]): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(rows))
  await rename(`${file}.new`, file)
}

/** Makes a call on the rows of the file, and writes them back. */
async function within<Answer>(file: string, clock: Clock, call: (locks: Locks) => Promise<Answer>): Promise<Answer> {
  let rows = JSON.parse(await readFile(file, 'utf8')) as readonly LockSnapshot[]
  const put = (row: LockSnapshot): void => {
    rows = [...rows.filter(({ name }) => name !== row.name), row]
  }
  const last = (name: string): LockSnapshot | undefined => rows.find((row) => row.name === name)
  const held = (): readonly LockSnapshot[] => rows.filter(({ takeableAtMs }) => takeableAtMs > 0)
  const answer = await call(locksOn({ last, held, put, free: (row) => put({ ...row, takeableAtMs: 0 }) }, clock))
  await save(file, rows)
  return answer
}

export default defineAdapter({
  name: 'lab-awaits-files',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'session',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create({ dir }) {
    const file = join(dir, 'locks.json')
    await save(file, [])
    return { file }
  },
  async open({ file }, { clock }) {
    return {
      locks: {
        acquire: (name, options) => within(file, clock, (locks) => locks.acquire(name, options)),
        renew: (name, token, options) => within(file, clock, (locks) => locks.renew(name, token, options)),
        release: (name, token) => within(file, clock, (locks) => locks.release(name, token)),
        evict: (snapshot) => within(file, clock, (locks) => locks.evict(snapshot)),
        inspect: (name) => within(file, clock, (locks) => locks.inspect(name)),
        list: (options) => within(file, clock, (locks) => locks.list(options)),
      },
      close: async () => {},
    }
  },
})

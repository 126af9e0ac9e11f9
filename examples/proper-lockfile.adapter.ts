// Locks by proper-lockfile: it decides who gets a lock, and what frees it. The file that is locked keeps the other facts.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { checkSync, lockSync } from 'proper-lockfile'
import { defineAdapter, grantedLease, locksOn, type Locks, type LockSnapshot as Row } from 'holdfast'

const claims = { clock: 'store', fencing: { no: 'no token' }, slots: { no: 'one lock file a name' } } as const
const scale = 100_000 // ms of the package in one of the place: it calls no lock stale that is younger than 2,000 ms
const releases = new Map<string, () => void>() // what it gave to holders, by lock and token

export default defineAdapter({
  name: 'proper-lockfile',
  module: import.meta.url,
  claims: { survives: 'session', sharing: 'thread', ports: { locks: claims } },
  create: async ({ dir }) => ({ dir }),
  async open({ dir }, { clock }) {
    const fileOf = (name: string) => `${dir}/${createHash('sha256').update(name).digest('hex')}`
    const read = (file: string): Row => JSON.parse(fs.readFileSync(file, 'utf8'))
    const last = (name: string) => (fs.existsSync(fileOf(name)) ? read(fileOf(name)) : undefined)
    const held = () => fs.readdirSync(dir).flatMap((f) => (f.endsWith('.lock') ? read(`${dir}/${f.slice(0, -5)}`) : []))
    const put = (row: Row) => fs.writeFileSync(fileOf(row.name), JSON.stringify(row))
    const key = ({ name, token }: Partial<Row>) => `${dir} ${name} ${token}`
    const free = (row: Partial<Row>) => releases.get(key(row))?.() === undefined && releases.delete(key(row))
    const acquire: Locks['acquire'] = async (name, options) => {
      const [file, old] = [fileOf(name), last(name)]
      const lease = grantedLease(name, 1 + (old?.token ?? 0), options, clock.now())
      const { heartbeatAtMs, takeableAtMs } = old ?? lease
      const mtime = () => new Date(Date.now() - (clock.now() - heartbeatAtMs) * scale)
      const statSync = (path: string) => Object.assign(fs.statSync(path), { mtime: mtime() })
      const stale = options.takeover === 'never' ? Infinity : (takeableAtMs - heartbeatAtMs - 0.5) * scale
      const judged = { realpath: false, stale, fs: { ...fs, statSync } }
      if (old && checkSync(file, judged)) return { status: 'busy', holder: { ...old, atMs: clock.now() } }
      releases.set(key(lease), lockSync(file, { ...judged, update: 1e9, onCompromised() {} }))
      put(lease)
      return { status: 'acquired', lease }
    }
    const end: Locks['release'] = async (name, token) => ({ status: free({ name, token }) ? 'released' : 'not-held' })
    return { locks: { ...locksOn({ last, held, put, free }, clock), acquire, release: end }, close: async () => {} }
  },
})

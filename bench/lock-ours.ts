/** The locks of our adapters, as contestants: by sessions as anybody opens them. */
import type { AcquireOptions, Adapter, AnySession, Locks } from '../contracts/index.ts'
import type { Contestant, Ground, LockPromises } from './lock-contest.ts'
import { demand } from './lock-contest.ts'
import { owner } from './lock-history.ts'

const fencing = 'rises for ever'

/** What each of our adapters promises of a lock. */
const promises: Readonly<Record<string, LockPromises>> = {
  memory: {
    crash: 'with its process',
    fencing: 'rises with the process',
    restart: 'neither',
    clock: "the process's",
    takeover: 'yes',
  },
  fs: { crash: 'by expiry and grace', fencing, restart: 'both', clock: "the host's", takeover: 'yes' },
  sqlite: { crash: 'by expiry and grace', fencing, restart: 'both', clock: "the host's", takeover: 'yes' },
  postgres: {
    crash: 'by expiry and grace',
    fencing,
    restart: 'as commits of the server',
    clock: "the server's",
    takeover: 'yes',
  },
}

/** No lease ends while it is measured. */
const ttlMs = 86_400_000

const options: AcquireOptions = { owner, ttlMs, graceMs: 0, heartbeatMs: 10_000 }

/** Opens two sessions on a new place in a folder: one that is measured, and one that holds what the other asks for in vain. */
export async function ours(adapter: Adapter, { dir, server }: Ground): Promise<Contestant> {
  const promised = promises[adapter.name]
  if (!promised) throw new Error(`nobody wrote down what ${adapter.name} promises of a lock`)
  const place = await adapter.create({ id: 'bench', dir, ...(server === undefined ? {} : { server }) })
  const open = (): Promise<AnySession> =>
    adapter.open(place, { clock: { now: () => Date.now() }, signal: new AbortController().signal })
  const [asking, holding] = [await open(), await open()]
  const locks = asking['locks'] as Locks
  const token = await taken(locks, 'renewed')
  await taken(holding['locks'] as Locks, 'held')
  let renewals = 0
  return {
    name: `holdfast, ${adapter.name}`,
    promises: promised,
    does: {
      async pair() {
        const { status } = await locks.release('pair', await taken(locks, 'pair'))
        demand(status, 'released', adapter.name)
      },
      async renew() {
        // Never twice to the same end: SQLite writes nothing, and syncs nothing, where a row stays as it is.
        renewals += 1
        const { status } = await locks.renew('renewed', token, { ttlMs: ttlMs - (renewals % 2) })
        demand(status, 'held', adapter.name)
      },
      async busy() {
        demand((await locks.acquire('held', options)).status, 'busy', adapter.name)
      },
    },
    async close() {
      await Promise.all([asking.close(), holding.close()])
      await adapter.destroy(place)
    },
  }
}

/** Takes a lock that is free, and gives its token. */
async function taken(locks: Locks, name: string): Promise<number> {
  const answer = await locks.acquire(name, options)
  if (answer.status === 'busy') throw new Error(`${name}: expected a lock that is free, got one that is held`)
  return answer.lease.token
}

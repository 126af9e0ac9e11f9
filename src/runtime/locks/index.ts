/**
 * Locks that come from holders that are gone to those that live, as the part `takeover` promises it. All that takes, breaks
 * and reaps asks one question of the row that it has seen (`liveness`), and removes that very row or none: whoever was
 * overtaken finds it changed. Between the removal and the new lease the lock is free, and whoever comes first has it.
 */
import type {
  BreakOptions,
  Elected,
  HeldByOther,
  Identity,
  Judging,
  LockBroken,
  LockSnapshot,
  Locks,
  LocksReaped,
  TakeOptions,
  Taken,
  TakeoverPart,
  TakeoverReading,
  WaitOptions,
} from '../../../contracts/index.ts'
import { setTimeout as passing } from 'node:timers/promises'
import { judge, mayTake } from '../liveness/index.ts'
import { lookAt } from '../liveness/process.ts'
import { paged } from '../paged.ts'

/** How old a lock is before the death of its holder counts, ms, where nothing else is said. */
const floorMsDefault = 60_000

const pollMsDefault = 1_000

function readingOf(lock: LockSnapshot, here: Identity, { policy, floorMs, look = lookAt }: Judging): TakeoverReading {
  const { status, why } = judge(lock.owner, here, look)
  const reading = mayTake({ times: lock, holder: status, policy, floorMs: floorMs ?? floorMsDefault })
  return { may: reading.may, why: `${why}; ${reading.why}` }
}

/** What people are told of a lock that stands. */
function words({ name, owner, atMs, acquiredAtMs, heartbeatAtMs }: LockSnapshot, why: string): string {
  const who = `${owner.instance} (pid ${owner.pid} on ${owner.host})`
  const since = `holds ${JSON.stringify(name)} for ${atMs - acquiredAtMs} ms, and was heard of ${atMs - heartbeatAtMs} ms ago`
  return `${who} ${since}: ${why}. It can be looked at with inspect, and broken with breakLock.`
}

function busy(holder: LockSnapshot, why: string): HeldByOther {
  return { status: 'busy', holder, why: words(holder, why) }
}

/**
 * Takes a lock, and for that removes, one after the other, the holders in its way that may be replaced. Each is judged as it
 * is shown: the first to become takeable. Whoever was overtaken once asks once more, and then says who is there.
 */
async function take(locks: Locks, name: string, options: TakeOptions): Promise<Taken> {
  const { policy, floorMs: _, look: __, ...lease } = options
  // Where only proof counts, the end of a lease proves nothing.
  const asked = { ...lease, takeover: policy === 'exclusive' ? 'never' : 'lapsed' } as const
  const evicted: LockSnapshot[] = []
  for (let isOvertaken = false; ;) {
    const got = await locks.acquire(name, asked)
    if (got.status === 'acquired') return evicted.length > 0 ? { ...got, evicted } : got
    const { may, why } = readingOf(got.holder, options.owner, options)
    if (!may || isOvertaken) return busy(got.holder, why)
    const { status } = await locks.evict(got.holder)
    if (status === 'evicted') evicted.push(got.holder)
    else isOvertaken = true
  }
}

/** Whether a holder was heard of since, or is another one by now. */
function isAnother(one: LockSnapshot, other: LockSnapshot): boolean {
  const { token, heartbeatAtMs, expiresAtMs } = other
  return one.token !== token || one.heartbeatAtMs !== heartbeatAtMs || one.expiresAtMs !== expiresAtMs
}

async function wait(locks: Locks, name: string, options: WaitOptions): Promise<Taken> {
  const { boundMs, pollMs = pollMsDefault, sleep = passing, ...asked } = options
  let first: LockSnapshot | undefined
  for (let sleptMs = 0; ;) {
    try {
      const taken = await take(locks, name, asked)
      if (taken.status === 'acquired') return taken
      first ??= taken.holder
      if (isAnother(first, taken.holder) || sleptMs >= boundMs) return taken
    } catch (error) {
      if (sleptMs >= boundMs) throw error
    }
    const ms = Math.min(pollMs, boundMs - sleptMs)
    await sleep(ms)
    sleptMs += ms
  }
}

/** Whether a lock may be broken so, and why. */
function breakable(lock: LockSnapshot, options: BreakOptions): TakeoverReading {
  if (options.mode === 'force') return { may: true, why: 'it was broken by force: its holder may live, and write' }
  if (options.mode === 'safe') return readingOf(lock, options.here, options)
  const silence = `it was heard of ${lock.atMs - lock.heartbeatAtMs} ms ago`
  if (options.silentMs < 2 * lock.heartbeatMs)
    return {
      may: false,
      why: `${silence}, and means to be heard every ${lock.heartbeatMs} ms: ask for twice that at least`,
    }
  return { may: lock.atMs - lock.heartbeatAtMs >= options.silentMs, why: silence }
}

async function breakLock(locks: Locks, name: string, options: BreakOptions): Promise<LockBroken> {
  const found = await locks.inspect(name)
  if (found.status === 'free') return { status: 'free' }
  const holder = found.lock
  const { may, why } = breakable(holder, options)
  if (!may) return { status: 'kept', holder, why: words(holder, why) }
  const { status } = await locks.evict(holder)
  return { status: status === 'evicted' ? 'broken' : 'changed', holder, why }
}

async function reap(locks: Locks, options: Parameters<TakeoverPart['reap']>[0]): Promise<LocksReaped> {
  const evicted: string[] = []
  let [kept, corrupt] = [0, 0]
  for await (const page of paged((query) => locks.list(query))) {
    corrupt += page.corrupt?.length ?? 0
    for (const lock of page.locks) {
      if (!options.prefixes.some((prefix) => lock.name.startsWith(prefix))) continue
      const isGone = readingOf(lock, options.here, options).may && (await locks.evict(lock)).status === 'evicted'
      if (isGone) evicted.push(lock.name)
      else kept += 1
    }
  }
  return { evicted, kept, corrupt }
}

async function elect<V>(
  locks: Locks,
  name: string,
  options: TakeOptions,
  work: (lease: LockSnapshot) => Promise<V>,
): Promise<Elected<V>> {
  const taken = await take(locks, name, options)
  if (taken.status === 'busy') return taken
  const { lease } = taken
  try {
    return { status: 'elected', value: await work(lease) }
  } finally {
    // What work came to is what its caller asked for; a lock that could not be let go ends by itself.
    await locks.release(name, lease.token).catch(() => {})
  }
}

/** The part on the locks of a session. */
export function takeoverOn(locks: Locks): TakeoverPart {
  return {
    take: (name, options) => take(locks, name, options),
    wait: (name, options) => wait(locks, name, options),
    breakLock: (name, options) => breakLock(locks, name, options),
    reap: (options) => reap(locks, options),
    elect: (name, options, work) => elect(locks, name, options, work),
  }
}

/** Takeovers of the reference runtime on locks in memory: real processes and timers, and what its arguments may be. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnySession, Identity, Locks, TakeOptions, TakeoverPart } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { takeoverPart } from '../../../contracts/runtime/takeover/part.ts'
import memory from '../../../adapters/memory/index.ts'
import { takeoverOn } from '../../../src/runtime/locks/index.ts'
import { identityOf, ownIdentity } from '../../../src/runtime/liveness/process.ts'

const lease = { ttlMs: 60_000, graceMs: 0, heartbeatMs: 10_000 }

let nowMs = 0
let session: AnySession
let locks: Locks
let takeover: TakeoverPart

beforeEach(async () => {
  nowMs = 1_000_000
  const place = await memory.create({ id: 'takeover', dir: '' })
  session = await memory.open(place, { clock: { now: () => nowMs }, signal: new AbortController().signal })
  locks = session['locks'] as Locks
  takeover = takeoverOn(locks)
})

afterEach(async () => {
  await session.close()
})

/** Asks as this process does. */
function asked(policy: TakeOptions['policy'] = 'process'): TakeOptions {
  return { owner: ownIdentity(), policy, floorMs: 0, ...lease }
}

/** A process that runs until it is killed, and the identity that it has. */
function started(): { readonly identity: Identity; end(): Promise<void> } {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  const end = async (): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { identity: identityOf({ pid: child.pid ?? 0, instance: 'holder' }), end }
}

describe('a lock whose holder is a process of this host', () => {
  it('stays while that process runs, and is taken once it was killed', async () => {
    const holder = started()
    await locks.acquire('a', { owner: holder.identity, ...lease })
    expect((await takeover.take('a', asked())).status).toBe('busy')
    expect(
      (await takeover.breakLock('a', { mode: 'safe', here: ownIdentity(), policy: 'process', floorMs: 0 })).status,
    ).toBe('kept')
    await holder.end()
    expect(await takeover.take('a', asked())).toMatchObject({
      status: 'acquired',
      evicted: [{ owner: holder.identity }],
    })
  })

  it('is waited for by a timer, until it is free', async () => {
    await locks.acquire('a', { owner: { ...ownIdentity(), instance: 'holder' }, ...lease })
    const waiting = takeover.wait('a', { ...asked(), boundMs: 60_000, pollMs: 1 })
    await locks.release('a', 1)
    expect(await waiting).toMatchObject({ status: 'acquired', lease: { token: 2 } })
  })
})

describe('a lock that several may hold', () => {
  const live = { ...ownIdentity(), instance: 'live' }
  const dead = { ...ownIdentity(), pid: 2 ** 22 + 1, pidStart: 1 }
  const shared = { ...lease, slots: 2 }

  it('is taken from as many dead holders as are in the way', async () => {
    for (const instance of ['one', 'other']) await locks.acquire('a', { owner: { ...dead, instance }, ...shared })
    const taken = await takeover.take('a', { ...asked(), slots: 1 })
    expect(taken).toMatchObject({ status: 'acquired', lease: { token: 3 }, evicted: [{ token: 1 }, { token: 2 }] })
    expect((await locks.list({ limit: 10 })).locks).toHaveLength(1)
  })

  it('has a slot for one more where only one of its holders is dead', async () => {
    await locks.acquire('a', { owner: { ...dead, instance: 'one' }, ...shared })
    await locks.acquire('a', { owner: live, ...shared })
    expect(await takeover.take('a', { ...asked(), slots: 2 })).toMatchObject({
      status: 'acquired',
      lease: { token: 3, slots: 2 },
      evicted: [{ token: 1 }],
    })
    expect((await locks.list({ limit: 10 })).locks.map(({ token }) => token)).toEqual([2, 3])
  })

  it('is busy while whoever becomes takeable first lives', async () => {
    await locks.acquire('a', { owner: live, ...shared })
    await locks.acquire('a', { owner: { ...dead, instance: 'one' }, ...shared, graceMs: 1 })
    expect(await takeover.take('a', { ...asked(), slots: 2 })).toMatchObject({ status: 'busy', holder: { token: 1 } })
  })

  it('is asked for once more by a taker that was overtaken, and no more', async () => {
    await locks.acquire('a', { owner: { ...dead, instance: 'one' }, ...lease })
    let asks = 0
    const overtaken: Locks = {
      ...locks,
      acquire: (...args) => ((asks += 1), locks.acquire(...args)),
      evict: async () => ({ status: 'changed' }),
    }
    expect((await takeoverOn(overtaken).take('a', asked())).status).toBe('busy')
    expect(asks).toBe(2)
  })
})

describe('a wait', () => {
  const failing: Locks = {
    ...({} as Locks),
    acquire: () => Promise.reject(new StoreError('UNREACHABLE', 'no store')),
  }

  it('rejects with the error of the last try where none succeeded', async () => {
    const sleeps: number[] = []
    const sleep = async (ms: number): Promise<void> => void sleeps.push(ms)
    const waiting = takeoverOn(failing).wait('a', { ...asked(), boundMs: 25, pollMs: 10, sleep })
    await expect(waiting).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(sleeps).toEqual([10, 10, 5])
  })
})

describe('an election', () => {
  it('gives what its work gave though the lock could not be let go, which then ends by itself', async () => {
    const stuck = takeoverOn({ ...locks, release: () => Promise.reject(new StoreError('UNREACHABLE', 'no store')) })
    expect(await stuck.elect('a', asked(), async ({ token }) => token)).toEqual({ status: 'elected', value: 1 })
    nowMs += lease.ttlMs
    expect((await takeover.take('a', asked())).status).toBe('acquired')
  })
})

describe('a reap', () => {
  it('tells of rows that could not be read', async () => {
    const list: Locks['list'] = async () => ({ locks: [], corrupt: [{ row: 'a', says: 'no lock' }] })
    const reaping = takeoverOn({ ...locks, list }).reap({ prefixes: ['a'], here: ownIdentity(), policy: 'process' })
    expect(await reaping).toEqual({ evicted: [], kept: 0, corrupt: 1 })
  })
})

describe('the arguments of the part', () => {
  const options = asked()
  const refused = (method: string, ...args: readonly unknown[]): string | undefined => {
    try {
      takeoverPart.methods[method]?.(args, {})
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  it.each<[string, ...unknown[]]>([
    ['take', 'a', options],
    ['wait', 'a', { ...options, boundMs: 0 }],
    ['breakLock', 'a', { mode: 'force' }],
    ['breakLock', 'a', { mode: 'silent', silentMs: 1 }],
    ['reap', { prefixes: ['a'], here: options.owner, policy: 'process' }],
    ['elect', 'a', options, async () => 1],
  ])('are taken where they are in range: %s', (method, ...args) => {
    expect(refused(method, ...args)).toBeUndefined()
  })

  it.each<[string, string, ...unknown[]]>([
    ['options.policy', 'take', 'a', { ...options, policy: 'age' }],
    ['options.floorMs', 'take', 'a', { ...options, floorMs: -1 }],
    ['options.look', 'take', 'a', { ...options, look: 1 }],
    ['options.takeover', 'take', 'a', { ...options, takeover: 'never' }],
    ['options.ttlMs', 'take', 'a', { ...options, ttlMs: 0 }],
    ['options.boundMs', 'wait', 'a', options],
    ['options.pollMs', 'wait', 'a', { ...options, boundMs: 1, pollMs: 0 }],
    ['options.mode', 'breakLock', 'a', { mode: 'soft' }],
    ['options.silentMs', 'breakLock', 'a', { mode: 'silent' }],
    ['options.policy', 'breakLock', 'a', { mode: 'safe', here: options.owner }],
    ['options.here.pid', 'breakLock', 'a', { mode: 'safe', here: { ...options.owner, pid: 0 }, policy: 'process' }],
    ['options.prefixes', 'reap', { prefixes: [], here: options.owner, policy: 'process' }],
    ['options.prefixes[0]', 'reap', { prefixes: [''], here: options.owner, policy: 'process' }],
    ['work', 'elect', 'a', options],
  ])('are refused by the name of %s', (argument, method, ...args) => {
    expect(refused(method, ...args)).toMatch(new RegExp(`^${argument.replaceAll('.', '\\.').replaceAll('[', '\\[')}`))
  })
})

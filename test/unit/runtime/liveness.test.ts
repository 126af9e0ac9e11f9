import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Identity, LivenessStatus, ProcessLook } from '../../../contracts/index.ts'
import { judge, mayTake } from '../../../src/runtime/liveness/index.ts'
import type { ProcessSystem } from '../../../src/runtime/liveness/process.ts'
import { identityOf, lookAt, ownIdentity, statIn, thisSystem } from '../../../src/runtime/liveness/process.ts'

const here: Identity = { instance: 'now', host: 'h', boot: 'b2', pid: 7, pidStart: 100 }
const before: Identity = { ...here, instance: 'before', pid: 8, pidStart: 99 }

/** Who is judged, where it differs from `before`; what a look at it shows, if there may be one; and what it is then. */
const table: readonly (readonly [string, Partial<Identity>, ProcessLook | undefined, LivenessStatus])[] = [
  ['this process', { instance: 'now' }, undefined, 'alive'],
  ['a second copy in this process', { pid: 7, pidStart: 100 }, undefined, 'alive'],
  ['a process before us that had our pid', { pid: 7 }, undefined, 'dead'],
  ['a process or a thread with our pid that did not tell its start', { pid: 7, pidStart: 0 }, undefined, 'unknown'],
  ['one on another host', { host: 'other' }, undefined, 'unknown'],
  ['one in another pid namespace of this host', { host: 'h/pid:[4026532187]' }, undefined, 'unknown'],
  ['one of an earlier boot', { boot: 'b1' }, undefined, 'dead'],
  ['one that did not tell its boot', { boot: 'unknown' }, { status: 'there', pidStart: 99 }, 'alive'],
  ['pid 0', { pid: 0 }, undefined, 'unknown'],
  ['a negative pid', { pid: -1 }, undefined, 'unknown'],
  ['a pid that is no number', { pid: Number.NaN }, undefined, 'unknown'],
  ['one that is there', {}, { status: 'there', pidStart: 99 }, 'alive'],
  ['one that is there, as far as anybody tells', {}, { status: 'there' }, 'alive'],
  ['one whose pid was given to another', {}, { status: 'there', pidStart: 98 }, 'dead'],
  ['one whose pid was given to another user\u2019s', {}, { status: 'forbidden', pidStart: 98 }, 'dead'],
  ['one of another user', {}, { status: 'forbidden', pidStart: 99 }, 'alive'],
  ['one that is gone', {}, { status: 'none' }, 'dead'],
  ['a zombie', {}, { status: 'zombie' }, 'dead'],
  ['one that cannot be looked at', {}, { status: 'failed', code: 'EINVAL' }, 'unknown'],
]

describe('the judgement of a process', () => {
  it.each(table)('%s', (_, facts, look, status) => {
    const looked: number[] = []
    const seen = (pid: number): ProcessLook => {
      looked.push(pid)
      return look ?? { status: 'none' }
    }
    expect(judge({ ...before, ...facts }, here, seen).status).toBe(status)
    expect(looked).toEqual(look ? [8] : [])
  })

  it('says why', () => {
    const why = judge(before, here, () => ({ status: 'there', pidStart: 98 })).why
    expect(why).toBe('its pid 8 is that of a process that started at another time')
  })
})

describe('the judgement of a lock', () => {
  const times = { acquiredAtMs: 0, heartbeatAtMs: 0, expiresAtMs: 30, takeableAtMs: 40, atMs: 20 }

  it('says when the lease may be taken, and for how long it could have been', () => {
    const question = { times, holder: 'unknown', policy: 'process', floorMs: 10 } as const
    expect(mayTake(question)).toEqual({ may: false, why: 'its lease may be taken in 20 ms' })
    expect(mayTake({ ...question, times: { ...times, atMs: 40 } })).toEqual({
      may: true,
      why: 'its lease ran out 10 ms ago',
    })
  })

  it('says how young the lock of a dead holder is', () => {
    const why = 'its holder is dead, but it was taken 20 ms ago, and 21 ms are due'
    expect(mayTake({ times, holder: 'dead', policy: 'process', floorMs: 21 })).toEqual({ may: false, why })
  })

  it('tells whoever wants an exclusive resource what stands in the way', () => {
    const late = { times: { ...times, atMs: 1_000 }, holder: 'alive', policy: 'exclusive', floorMs: 0 } as const
    expect(mayTake(late)).toEqual({ may: false, why: 'its process lives, and must be ended first' })
    const why = 'its process may live: it is for people to judge'
    expect(mayTake({ ...late, holder: 'unknown' })).toEqual({ may: false, why })
  })
})

/** A system that answers as it is told to, and otherwise as this one. */
function telling(some: Partial<ProcessSystem>): ProcessSystem {
  return { ...thisSystem, ...some }
}

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code })
  }
}

describe('a look at a process', () => {
  it('shows this one, with its start', () => {
    expect(lookAt(process.pid)).toEqual({ status: 'there', pidStart: ownIdentity().pidStart })
  })

  it('shows a child that runs, one that has ended before its parent heard of it, and one that is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    const pid = child.pid ?? 0
    const running = lookAt(pid)
    expect(running.status).toBe('there')
    child.kill('SIGKILL')
    // This thread hears of nothing while it waits here, so that nobody waits for the child.
    const nothing = new Int32Array(new SharedArrayBuffer(4))
    const deadlineMs = performance.now() + 10_000
    while (lookAt(pid).status === 'there' && performance.now() < deadlineMs) Atomics.wait(nothing, 0, 0, 1)
    expect(lookAt(pid)).toEqual({ status: 'zombie' })
    await once(child, 'exit')
    expect(lookAt(pid)).toEqual({ status: 'none' })
    const was = {
      ...ownIdentity(),
      instance: 'the child',
      pid,
      pidStart: 'pidStart' in running ? (running.pidStart ?? 0) : 0,
    }
    expect(judge(was, ownIdentity(), lookAt).status).toBe('dead')
  })

  it.each([
    ['EPERM', { status: 'forbidden', pidStart: 5 }],
    ['ESRCH', { status: 'none' }],
    ['EINVAL', { status: 'failed', code: 'EINVAL' }],
  ])('is what signal 0 came to: %s', (code, look) => {
    const system = telling({ stat: () => ({ state: 'S', threads: 1, startTicks: 5 }), probe: failing(code) })
    expect(lookAt(8, system)).toEqual(look)
  })

  it('shows a process that has ended and of which a thread still runs, stuck in a write, as one that is there', () => {
    const leader = (threads: number): ProcessLook =>
      lookAt(8, telling({ stat: () => ({ state: 'Z', threads, startTicks: 5 }), probe: () => undefined }))
    expect([leader(1).status, leader(2).status]).toEqual(['zombie', 'there'])
  })

  it.each([0, -1, 1.5, 2 ** 31, Number.NaN])('is not taken at %s, which is no pid', (pid) => {
    const probed = telling({ probe: () => expect.unreachable() })
    expect(lookAt(pid, probed)).toEqual({ status: 'failed', code: 'EINVAL' })
  })

  it('tells no start where there is no /proc', () => {
    expect(lookAt(8, telling({ stat: failing('ENOENT'), probe: () => undefined }))).toEqual({ status: 'there' })
  })

  it('reads past a name with brackets and spaces in it', () => {
    const rest = `S ${Array.from({ length: 16 }, () => '0').join(' ')} 3 0 4711 0`
    expect(statIn(`8 (a) b) c) ${rest}`)).toEqual({ state: 'S', threads: 3, startTicks: 4711 })
    expect(() => statIn('8 (a')).toThrow('not the text of /proc/<pid>/stat')
  })
})

describe('an identity', () => {
  const failed = failing('ENOENT')
  const first = telling({
    hostname: () => 'box',
    namespace: () => 'pid:[4026531836]',
    machineId: () => 'm1',
    bootId: () => 'b1',
  })
  const contained: ProcessSystem = { ...first, namespace: () => 'pid:[4026532187]' }

  function hostOn(system: ProcessSystem, some: Partial<ProcessSystem> = {}): string {
    return identityOf({}, { ...system, ...some }).host
  }

  it('of this process is one and the same, and alive', () => {
    expect(ownIdentity()).toBe(ownIdentity())
    expect(judge(ownIdentity(), identityOf({}), lookAt).status).toBe('alive')
  })

  it('leaves open what its host does not tell', () => {
    const bare = { ...first, namespace: failed, bootId: failed, machineId: failed, stat: failed }
    expect(identityOf({}, bare)).toMatchObject({ boot: 'unknown', pid: process.pid, pidStart: 0 })
    expect(hostOn(bare)).toMatch(/^box\/[0-9a-f]{16}$/)
  })

  it('has another host on another machine of the same name, and the same after a boot of one', () => {
    expect(hostOn(first, { machineId: () => 'm2' })).not.toBe(hostOn(first))
    expect(hostOn(first, { bootId: () => 'b2' })).toBe(hostOn(first))
    expect(hostOn(first, { machineId: failed, bootId: () => 'b2' })).not.toBe(hostOn(first, { machineId: failed }))
  })

  it('has another host in another pid namespace, which lasts no longer than the boot (durability:I12)', () => {
    expect(hostOn(contained)).not.toBe(hostOn(first))
    expect(hostOn(contained, { namespace: () => 'pid:[4026532188]' })).not.toBe(hostOn(contained))
    expect(hostOn(contained, { bootId: () => 'b2' })).not.toBe(hostOn(contained))
    expect(hostOn(contained, { machineId: () => 'm2' })).toBe(hostOn(contained))
  })

  it('has the host that it is told, which lets who comes after a restart know the dead (durability:I11)', () => {
    const told = identityOf(
      { host: 'worker-3' },
      { ...contained, stat: () => ({ state: 'S', threads: 1, startTicks: 5 }) },
    )
    expect(told.host).toBe('worker-3')
    expect(judge({ ...told, instance: 'before', pidStart: 4 }, told, lookAt).status).toBe('dead')
    expect(() => identityOf({ host: '' })).toThrow('host: expected a string of 1 to 512 bytes')
  })
})

import { describe, expect, it } from 'vitest'
import type { LockSnapshot, Locks } from '../../../contracts/index.ts'
import { lockTable } from '../../../adapters/memory/locks.ts'
import type { LockRows } from '../../../src/core/lock-rows.ts'
import { locksOn } from '../../../src/core/lock-rows.ts'

const owner = { instance: 'i', host: 'h', boot: 'b', pid: 7, pidStart: 100 }
const options = { owner, ttlMs: 50, graceMs: 20, heartbeatMs: 10 }

/** Locks on rows that tell which of their methods were called, and a clock that is set. */
function opened(): { readonly locks: Locks; readonly changes: string[]; readonly clock: { ms: number } } {
  const changes: string[] = []
  const table = lockTable()
  const rows: LockRows = {
    ...table,
    put(row, lapsed) {
      changes.push(`put ${row.name} ${row.token}`)
      table.put(row, lapsed)
    },
    free(row) {
      changes.push(`free ${row.name} ${row.token}`)
      table.free(row)
    },
  }
  const clock = { ms: 1_000 }
  return { locks: locksOn(rows, { now: () => clock.ms }), changes, clock }
}

async function granted(locks: Locks, name: string): Promise<LockSnapshot> {
  const answer = await locks.acquire(name, options)
  if (answer.status !== 'acquired') throw new Error(`${name} is busy`)
  return answer.lease
}

describe('locks on rows', () => {
  it('put a row for each grant and renewal, and free it once', async () => {
    const { locks, changes } = opened()
    await granted(locks, 'a')
    await locks.renew('a', 1, { ttlMs: 1 })
    await locks.release('a', 1)
    await locks.release('a', 1)
    await granted(locks, 'a')
    expect(changes).toEqual(['put a 1', 'put a 1', 'free a 1', 'put a 2'])
  })

  it.each([true, false])('answer alike where the store finds a held row by its name: %s', async (finds) => {
    const table = lockTable()
    let looks = 0
    const held = (): readonly LockSnapshot[] => {
      looks += 1
      return table.held()
    }
    const byScan: LockRows = {
      last: (name) => table.last(name),
      held,
      put: (row, lapsed) => table.put(row, lapsed),
      free: (row) => table.free(row),
    }
    const rows = finds ? { ...table, held } : byScan
    const locks = locksOn(rows, { now: () => 1 })
    await granted(locks, 'a')
    expect(await locks.acquire('a', options)).toMatchObject({ status: 'busy', holder: { token: 1 } })
    expect(await locks.release('a', 1)).toEqual({ status: 'released' })
    expect(await locks.inspect('a')).toEqual({ status: 'free' })
    expect(looks > 0).toBe(!finds)
  })

  it('change nothing for a token or a snapshot that is not of the row', async () => {
    const { locks, changes } = opened()
    const lease = await granted(locks, 'a')
    expect(await locks.renew('a', 2, { ttlMs: 1 })).toEqual({ status: 'lost' })
    expect(await locks.release('b', 1)).toEqual({ status: 'not-held' })
    expect(await locks.evict({ ...lease, expiresAtMs: lease.expiresAtMs + 1 })).toEqual({ status: 'changed' })
    expect(changes).toEqual(['put a 1'])
  })

  it('are busy until expiry and grace are over, and not from that instant on', async () => {
    const { locks, clock } = opened()
    await granted(locks, 'a')
    clock.ms = 1_069
    expect(await locks.acquire('a', options)).toMatchObject({ status: 'busy', holder: { token: 1, atMs: 1_069 } })
    clock.ms = 1_070
    expect(await locks.acquire('a', options)).toMatchObject({ status: 'acquired', lease: { token: 2 } })
  })

  it('hold as many as all of them admit, and put one more in one step with the end of those that lapsed', async () => {
    const table = lockTable()
    const puts: (readonly [number, readonly number[]])[] = []
    const rows: LockRows = {
      ...table,
      put(row, lapsed) {
        puts.push([row.token, lapsed.map(({ token }) => token)])
        table.put(row, lapsed)
      },
    }
    const clock = { ms: 1_000 }
    const locks = locksOn(rows, { now: () => clock.ms })
    for (const ttlMs of [50, 60, 600]) await locks.acquire('a', { ...options, ttlMs, slots: 3 })
    expect(await locks.acquire('a', { ...options, slots: 9 })).toMatchObject({ status: 'busy', holder: { token: 1 } })
    clock.ms = 1_080
    expect(await locks.acquire('a', { ...options, slots: 3 })).toMatchObject({
      status: 'acquired',
      lease: { token: 4 },
    })
    expect(puts).toEqual([...[1, 2, 3].map((token) => [token, []]), [4, [1, 2]]])
    expect(await locks.renew('a', 2, { ttlMs: 1 })).toEqual({ status: 'lost' })
    expect(await locks.release('a', 4)).toEqual({ status: 'released' })
    expect(await locks.inspect('a')).toMatchObject({ status: 'held', lock: { token: 3, slots: 3 } })
    expect(await locks.acquire('a', { ...options, slots: 3 })).toMatchObject({ lease: { token: 5 } })
  })

  it('show a row as it stands when it is read, and hand out copies', async () => {
    const { locks, clock } = opened()
    await granted(locks, 'a')
    clock.ms = 1_001
    const inspected = await locks.inspect('a')
    expect(inspected).toMatchObject({ status: 'held', lock: { owner, acquiredAtMs: 1_000, atMs: 1_001 } })
    if (inspected.status === 'held') Object.assign(inspected.lock.owner, { pid: 8 })
    expect(await locks.list({ limit: 1 })).toMatchObject({ locks: [{ owner }] })
  })
})

/** Locks on a server of Postgres: what is asked of one that somebody holds, and who is admitted to one of several slots. */
import { expect, it, vi } from 'vitest'
import { connected, lease, place, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

/** How many transactions of the server have written something so far. */
async function writers(): Promise<number> {
  const connection = await connected()
  const text = 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next'
  const { rows } = await connection.query<{ readonly next: string }>({ text })
  return Number(rows[0]?.next)
}

it.each([1, 2])('a lock that %d hold is found so without a write, which would be synced', async (slots) => {
  const { locks } = await sessionOn(await place())
  for (let held = 0; held < slots; held += 1) await locks.acquire('a', { ...lease, slots })
  const before = await writers()
  for (let asked = 0; asked < 50; asked += 1)
    expect(await locks.acquire('a', { ...lease, slots })).toMatchObject({ status: 'busy', holder: { token: 1 } })
  // The server itself may have written now and then.
  expect((await writers()) - before).toBeLessThan(25)
})

it.each(['read committed', 'repeatable read', 'serializable'])(
  'of sessions that ask at once under %s as many are admitted as there are slots, and each once',
  async (isolation) => {
    vi.stubEnv('HOLDFAST_POSTGRES_ISOLATION', isolation)
    const on = await place()
    const sessions = await Promise.all(Array.from({ length: 6 }, () => sessionOn(on)))
    for (const name of ['a', 'b', 'c', 'd']) {
      const answers = await Promise.all(
        sessions.map(({ locks }) => locks.acquire(name, { ...lease, ttlMs: 600_000, slots: 3 })),
      )
      const tokens = answers.flatMap((got) => (got.status === 'acquired' ? [got.lease.token] : []))
      expect(tokens.toSorted((one, other) => one - other)).toEqual([1, 2, 3])
      expect(answers.filter(({ status }) => status === 'busy')).toHaveLength(3)
    }
  },
)

/** Locks on a server of Postgres: what is asked of one that somebody holds. */
import { expect, it } from 'vitest'
import { connected, lease, place, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

/** How many transactions of the server have written something so far. */
async function writers(): Promise<number> {
  const connection = await connected()
  const text = 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next'
  const { rows } = await connection.query<{ readonly next: string }>({ text })
  return Number(rows[0]?.next)
}

it('a lock that is held is found so without a write, which would be synced', async () => {
  const { locks } = await sessionOn(await place())
  await locks.acquire('a', lease)
  const before = await writers()
  for (let asked = 0; asked < 50; asked += 1)
    expect(await locks.acquire('a', lease)).toMatchObject({ status: 'busy', holder: { token: 1 } })
  // The server itself may have written now and then.
  expect((await writers()) - before).toBeLessThan(25)
})

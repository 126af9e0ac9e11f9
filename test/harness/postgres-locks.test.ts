/** Locks on a server of Postgres: what is asked of one that somebody holds, and who is admitted to one of several slots. */
import { expect, it, vi } from 'vitest'
import postgres from '../../dist/adapters/postgres/index.js'
import { at, connected, lease, place, sessionOn, withServer } from './postgres-sessions.ts'

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

it('a write under a guard that waits for a row keeps its holder from nothing, and whoever would take over until it is done', async () => {
  const on = await place()
  const [holder, other] = [await sessionOn(on), await sessionOn(on)]
  const key = { operation: 'o', parameters: null }
  const taken = await holder.locks.acquire('g', { ...lease, ttlMs: 1 })
  const token = taken.status === 'acquired' ? taken.lease.token : 0
  const { epoch } = await holder.checkpoints.begin(key, { pin: 'p' })
  // Who has begun a transaction sees others as they were when it first looked.
  const [inTheWay, watcher] = [await connected(), await connected()]
  await inTheWay.script(['BEGIN', `SELECT FROM ${at.schema}.checkpoint FOR UPDATE`])
  const waitingFor = async (count: number): Promise<void> => {
    const text = "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    const { rows } = await watcher.query<{ readonly waiting: number }>({ text })
    expect(rows[0]?.waiting).toBe(count)
  }
  const write = holder.checkpoints.append(key, epoch, ['x'], { guard: { lock: 'g', token } })
  await vi.waitFor(() => waitingFor(1), { timeout: 10_000, interval: 10 })
  expect(await holder.locks.renew('g', token, { ttlMs: 1 })).toMatchObject({ status: 'held' })
  await postgres.clock?.turn(on, 60_000)
  const takeover = other.locks.acquire('g', lease)
  await vi.waitFor(() => waitingFor(2), { timeout: 10_000, interval: 10 })
  await postgres.clock?.turn(on, 600_000)
  await inTheWay.query({ text: 'COMMIT' })
  expect(await write).toEqual({ status: 'appended', added: 1 })
  // Its lease runs from when it has the lock, however long it waited.
  const got = await takeover
  expect(got).toMatchObject({ status: 'acquired', lease: { token: token + 1 } })
  const seen = await other.locks.inspect('g')
  const lock = seen.status === 'held' ? seen.lock : undefined
  expect((lock?.expiresAtMs ?? 0) - (lock?.atMs ?? 0)).toBeGreaterThan(lease.ttlMs / 2)
  const late = holder.checkpoints.append(key, epoch, ['y'], { guard: { lock: 'g', token } })
  await expect(late).rejects.toMatchObject({ code: 'FENCED' })
})

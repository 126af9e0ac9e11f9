/** Rows of Postgres that came to harm beneath the adapter: CORRUPT where they are asked for, and in nobody's way. */
import { describe, expect, it } from 'vitest'
import type { OutputKey, OutputKeysPage } from '../../dist/contracts/index.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import type { Ports } from './postgres-sessions.ts'
import { connected, given, lease, owner, place, scope, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

const key = { operation: 'o', parameters: null }

interface Ground {
  readonly session: Ports
  /** does something to a table of the place, in rows that fit */
  readonly harm: (table: string, how: string, fits?: string) => Promise<void>
}

async function ground(): Promise<Ground> {
  const on = await place()
  const [session, admin]: readonly [Ports, Connection] = [await sessionOn(on), await connected()]
  return {
    session,
    async harm(table, how, fits = 'true') {
      const text = `UPDATE ${on.schema}.${table} SET ${how} WHERE namespace = ${on.namespace} AND ${fits}`
      expect((await admin.query({ text })).count).toBeGreaterThan(0)
    },
  }
}

/** A refusal that names the table. */
function corrupt(table: string): unknown {
  return expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining(table) as unknown })
}

describe('an output row', () => {
  it('that is dated before all time is CORRUPT, hides no other, and is not taken for an old one', async () => {
    const { session, harm } = await ground()
    await session.outputs.put(scope, given, 1)
    await session.outputs.put(scope, { ...given, input: '2' }, 2)
    await harm('output_row', 'stored_at = -1', "value = '1'")
    await expect(session.outputs.get(scope, given)).rejects.toEqual(corrupt('output_row'))
    expect(await session.outputs.prune({ olderThanMs: 0 })).toEqual({ rows: 1 })
    await expect(session.outputs.get(scope, given)).rejects.toEqual(corrupt('output_row'))
    expect((await session.outputs.keys(scope, { limit: 10 })).keys).toEqual([given])
  })

  it('with a key that is the text of none is told beside the others', async () => {
    const { session, harm } = await ground()
    await session.outputs.put(scope, given, 1)
    await session.outputs.put(scope, { ...given, input: '2' }, 2)
    await harm('output_row', "key = '{'", "value = '1'")
    const page = await session.outputs.keys(scope, { limit: 10 })
    expect(page).toMatchObject({ keys: [{ ...given, input: '2' }], corrupt: [{ row: '{' }] })
  })

  it.each(['key', 'scope'])(
    'with the %s of another keeps its place, and is found by nobody as the one or the other',
    async (column) => {
      const { session, harm } = await ground()
      const inputs = ['1', '2', '3']
      for (const input of inputs) await session.outputs.put(scope, { ...given, input }, input)
      await harm('output_row', `${column} = '{'`, `value LIKE '%2%'`)
      await expect(session.outputs.get(scope, { ...given, input: '2' })).rejects.toEqual(corrupt('output_row'))
      const seen: unknown[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const page: OutputKeysPage<OutputKey> = await session.outputs.keys(scope, {
          limit: 1,
          ...(cursor && { cursor }),
        })
        seen.push(...page.keys, ...(page.corrupt ?? []))
        cursor = page.cursor
      }
      expect(seen).toHaveLength(inputs.length)
      expect(await session.outputs.delete(scope, { ...given, input: '2' })).toEqual({ status: 'deleted' })
      expect(await session.outputs.put(scope, { ...given, input: '2' }, 'again')).toMatchObject({ status: 'stored' })
    },
  )
})

describe('a lock row', () => {
  it.each([
    'token = -3',
    'takeable_at = -5',
    "owner = '{'",
    `owner = '{"instance":"i"}'`,
    'heartbeat_ms = 0',
    'slots = 0',
  ])('with %s is CORRUPT, never free, and hides no other', async (how) => {
    const { session, harm } = await ground()
    for (const name of ['a', 'b', 'c']) await session.locks.acquire(name, lease)
    await harm('lock_row', how, "name = 'b'")
    await expect(session.locks.inspect('b')).rejects.toEqual(corrupt('lock_row'))
    const page = await session.locks.list({ limit: 2 })
    const row = expect.stringMatching(/^b /) as string
    expect(page).toMatchObject({ locks: [{ name: 'a' }], corrupt: [{ row }], cursor: row })
    expect(await session.locks.list({ limit: 2, cursor: page.cursor ?? '' })).toMatchObject({ locks: [{ name: 'c' }] })
  })

  it('with a token that is none hides no other holder of its name, wherever a page ends', async () => {
    const { session, harm } = await ground()
    for (const other of [1, 2])
      await session.locks.acquire('b', { ...lease, owner: { ...owner, pid: other }, slots: 2 })
    await harm('lock_row', 'token = -3', 'token = 1')
    const { cursor = '', corrupt: harmed } = await session.locks.list({ limit: 1 })
    expect([cursor, harmed]).toMatchObject(['b -3', [{ row: 'b -3' }]])
    expect(await session.locks.list({ limit: 1, cursor })).toMatchObject({ locks: [{ name: 'b', token: 2 }] })
  })

  it.each(['token = -3', "owner = '{'", 'heartbeat_ms = 0'])('with %s is given to nobody', async (how) => {
    const { session, harm } = await ground()
    await session.locks.acquire('b', lease)
    await harm('lock_row', how)
    await expect(session.locks.acquire('b', lease)).rejects.toEqual(corrupt('lock_row'))
    await expect(session.locks.inspect('b')).rejects.toEqual(corrupt('lock_row'))
  })

  it('whose last token is below nothing is given to nobody', async () => {
    const { session, harm } = await ground()
    await session.locks.acquire('b', lease)
    await session.locks.release('b', 1)
    await harm('lock_token', 'token = -9')
    await expect(session.locks.acquire('b', lease)).rejects.toEqual(corrupt('lock_token'))
    expect(await session.locks.inspect('b')).toEqual({ status: 'free' })
  })
})

describe('a checkpoint', () => {
  it.each(['epoch = -1', "pin = '{'", "pin = '5'", "anchor = '['", 'touched_at = -1'])(
    'with %s is CORRUPT for every call, and changed by none',
    async (how) => {
      const { session, harm } = await ground()
      const { epoch } = await session.checkpoints.begin(key, { pin: 'p' })
      await session.checkpoints.append(key, epoch, ['x'])
      await harm('checkpoint', how)
      await expect(session.checkpoints.inspect(key)).rejects.toEqual(corrupt('checkpoint'))
      await expect(session.checkpoints.begin(key, { pin: 'q' })).rejects.toEqual(corrupt('checkpoint'))
      await expect(session.checkpoints.inspect(key)).rejects.toEqual(corrupt('checkpoint'))
      expect(await session.checkpoints.begin({ ...key, operation: 'p' }, { pin: 'p' })).toMatchObject({ epoch: 1 })
    },
  )
})

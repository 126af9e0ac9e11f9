/** The adapter of Postgres on a server of our own: what its laws do not reach, or only by chance. */
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import postgres from '../../dist/adapters/postgres/index.js'
import { Calls } from '../../dist/adapters/postgres/calls.js'
import { openConnection } from '../../dist/adapters/postgres/connection.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import { classify } from '../../dist/adapters/postgres/failures.js'
import { faultsOf } from '../../dist/adapters/postgres/faults.js'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import { migrate } from '../../dist/adapters/postgres/schema.js'
import { connectionSettings } from '../../dist/adapters/postgres/settings.js'
import { Lanes } from '../../dist/src/core/lanes.js'
import { at, connected, dir, given, lease, place, scope, sessionOn, withServer } from './postgres-sessions.ts'
import type { Ports } from './postgres-sessions.ts'

withServer()

/** Waits until so many connections of a place wait for a row. */
async function waitingAt({ namespace }: PostgresPlace, count: number): Promise<void> {
  const admin = await connected()
  const text = `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect((await admin.query({ text }, [`holdfast:${namespace}`])).count).toBe(count))
}

describe('a schema', () => {
  it('that many bring up at once is there once', async () => {
    const connections = await Promise.all(Array.from({ length: 6 }, () => connected()))
    for (const round of [1, 2, 3, 4, 5]) {
      const schema = `start_${round}`
      await Promise.all(connections.map((connection) => migrate(connection, schema)))
      const { rows } = await (connections[0] as Connection).query<{ readonly number: number }>({
        text: `SELECT number FROM ${schema}.version`,
      })
      expect(rows).toHaveLength(1)
    }
  })

  it('of a newer program is left alone', async () => {
    const connection = await connected()
    await migrate(connection, 'newer')
    await connection.query({ text: 'UPDATE newer.version SET number = 1000' })
    await expect(migrate(connection, 'newer')).rejects.toMatchObject({ code: 'SCHEMA' })
  })

  it('of somebody else is left alone', async () => {
    const connection = await connected()
    await connection.script(['CREATE SCHEMA other', 'CREATE TABLE other.thing (id integer)'])
    await expect(migrate(connection, 'other')).rejects.toMatchObject({ code: 'SCHEMA' })
  })

  it('has no place that was removed', async () => {
    const gone = await place()
    await postgres.destroy(gone)
    const { locks } = await sessionOn(gone)
    await expect(locks.inspect('a')).rejects.toMatchObject({ code: 'SCHEMA' })
  })
})

describe('a connection', () => {
  it('keeps what it acknowledges, whatever its role or database is set to', async () => {
    const admin = await connected()
    await admin.query({ text: 'CREATE DATABASE careless' })
    await admin.query({ text: 'ALTER DATABASE careless SET synchronous_commit = off' })
    const connection = await connected(at.url.replace('/postgres?', '/careless?'))
    const text = `SELECT current_setting('synchronous_commit') AS answer`
    expect((await connection.query({ text })).rows).toEqual([{ answer: 'on' }])
  })

  it('to a database that cannot hold every text is refused', async () => {
    const admin = await connected()
    await admin.query({ text: `CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0` })
    await expect(connected(at.url.replace('/postgres?', '/narrow?'))).rejects.toMatchObject({
      code: 'UNSAFE',
      message: 'server_encoding: wanted UTF8, read back SQL_ASCII',
    })
  })

  it('that cannot be made tells that nothing was sent', async () => {
    const nowhere = `postgresql://holdfast@localhost/postgres?host=${encodeURIComponent(join(dir, 'nowhere'))}`
    const refused: unknown = await connected(nowhere).catch((error: unknown) => error)
    expect(classify(refused)).toBe('UNREACHABLE')
  })
})

describe('sessions on one place', () => {
  it.each(['read committed', 'repeatable read', 'serializable'])(
    'lose nothing to each other where transactions are %s',
    async (isolation) => {
      vi.stubEnv('HOLDFAST_POSTGRES_ISOLATION', isolation)
      const on = await place()
      const sessions = await Promise.all([1, 2, 3, 4].map(() => sessionOn(on)))
      const key = { operation: 'o', parameters: null }
      const { epoch } = await (sessions[0] as Ports).checkpoints.begin(key, { pin: 'p' })
      const appended = sessions.map(({ checkpoints }, session) =>
        Promise.all([1, 2, 3, 4, 5].map((item) => checkpoints.append(key, epoch, [`${session}.${item}`, 'shared']))),
      )
      const added = (await Promise.all(appended)).flat().map((answer) => ('added' in answer ? answer.added : 0))
      expect(added.reduce((sum, count) => sum + count)).toBe(21)
      const asked = await Promise.all(sessions.map(({ locks }) => locks.acquire('a', lease)))
      expect(asked.filter(({ status }) => status === 'acquired')).toHaveLength(1)
      await Promise.all(
        sessions.map(({ outputs }) => Promise.all([outputs.put(scope, given, 1), outputs.prune({ olderThanMs: 0 })])),
      )
    },
  )

  it('lock and keep progress while every connection for outputs waits', async () => {
    const on = await place()
    const { outputs, locks, checkpoints } = await sessionOn(on)
    await outputs.put(scope, given, 'first')
    const release = await faultsOf(on).stall?.()
    const puts = Array.from({ length: on.data + 2 }, (_, value) => outputs.put(scope, given, value))
    await waitingAt(on, on.data)
    const held = await locks.acquire('a', lease)
    expect(held.status).toBe('acquired')
    await checkpoints.begin({ operation: 'o', parameters: 1 }, { pin: 'p' })
    await release?.()
    expect((await Promise.all(puts)).map(({ status }) => status)).toEqual(puts.map(() => 'stored'))
  })

  it('are superseded by whatever epoch is not that of the run, the greatest too', async () => {
    const { checkpoints } = await sessionOn(await place())
    const key = { operation: 'o', parameters: null }
    await checkpoints.begin(key, { pin: 'p' })
    const [greatest, superseded] = [Number.MAX_SAFE_INTEGER, { status: 'superseded' }]
    for (const method of ['append', 'fail', 'replace'] as const)
      expect(await checkpoints[method](key, greatest, ['x'])).toEqual(superseded)
    expect(await checkpoints.finish(key, greatest)).toEqual(superseded)
    expect(await checkpoints.inspect(key)).toMatchObject({ status: 'running', epoch: 1, done: [] })
  })

  it('go on after their idle connections were ended', async () => {
    const on = await place()
    const { outputs, locks } = await sessionOn(on)
    await Promise.all([outputs.put(scope, given, 1), locks.acquire('a', lease)])
    await faultsOf(on).disconnect?.()
    expect(await outputs.get(scope, given)).toMatchObject({ status: 'hit', value: 1 })
    expect(await locks.inspect('a')).toMatchObject({ status: 'held' })
  })

  it('go on after the server was killed, and find what was acknowledged', async () => {
    const on = await place()
    const { outputs, locks } = await sessionOn(on)
    await Promise.all([outputs.put(scope, given, 1), locks.acquire('a', lease)])
    await faultsOf(on).restart?.()
    expect(await outputs.get(scope, given)).toMatchObject({ status: 'hit', value: 1 })
    expect(await locks.inspect('a')).toMatchObject({ status: 'held' })
  })

  it('are closed although the server has ended their connections', async () => {
    const on = await place()
    const session = await sessionOn(on)
    await session.locks.inspect('a')
    await faultsOf(on).disconnect?.()
    await session.close()
    await expect(session.locks.inspect('a')).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('give up what waits when they are given up', async () => {
    const on = await place()
    const controller = new AbortController()
    const { outputs } = await sessionOn(on, controller.signal)
    await outputs.put(scope, given, 1)
    const release = await faultsOf(on).stall?.()
    const put = outputs.put(scope, given, 2)
    await waitingAt(on, 1)
    controller.abort()
    await expect(put).rejects.toThrow()
    await waitingAt(on, 0)
    await release?.()
    expect(await (await sessionOn(on)).outputs.get(scope, given)).toMatchObject({ value: 1 })
  })
})

describe('a transaction', () => {
  /** Calls of their own, on lanes that the end of the test closes. */
  function calls(): Calls {
    const lanes = new Lanes<Connection>({
      slots: { control: 2, data: 1 },
      connect: () => openConnection(at.url, 'test', connectionSettings({}), 'named'),
      close: (connection) => connection.close(),
      isBroken: ({ isBroken }) => isBroken,
    })
    onTestFinished(() => lanes.close())
    return new Calls(lanes, { lane: 'control' })
  }

  it('that the server rolled back instead is no success, and is made again', async () => {
    let made = 0
    const answer = await calls().transaction(async (query) => {
      made += 1
      // A failure that nobody looks at: from here on the server takes no statement, and answers COMMIT with ROLLBACK.
      if (made === 1) await query({ text: 'SELECT 1 / 0' }, []).catch(() => undefined)
      return made
    })
    expect([answer, made]).toEqual([2, 2])
  })

  it('that fails leaves its connection fit for the next', async () => {
    const own = calls()
    await expect(own.transaction((query) => query({ text: 'SELECT 1 / 0' }, []))).rejects.toMatchObject({
      code: '22012',
    })
    expect(await own.read({ text: 'SELECT 1 AS one' }, [])).toEqual([{ one: 1 }])
  })
})

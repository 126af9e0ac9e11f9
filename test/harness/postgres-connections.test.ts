/** Connections of Postgres: answers that do not come, and sessions that are not ours alone. */
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import postgres from '../../dist/adapters/postgres/index.js'
import { openConnection } from '../../dist/adapters/postgres/connection.js'
import { connect } from '../../dist/adapters/postgres/driver.js'
import { classify } from '../../dist/adapters/postgres/failures.js'
import { connectionSettings } from '../../dist/adapters/postgres/settings.js'
import { isAtWork } from '../../dist/adapters/postgres/work.js'
import { at, connected, dir, given, lease, place, scope, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

describe('an answer that does not come', () => {
  /** A statement that waits for a lock until somebody has asked whether the server works on it, and what that found. */
  async function waiting(): Promise<{ readonly answer: Promise<unknown>; readonly found: boolean[] }> {
    const holder = await connected()
    const key = 4_711
    await holder.query({ text: `SELECT pg_advisory_lock(${key})` })
    const found: boolean[] = []
    const waiter = await connect({
      url: at.url,
      applicationName: 'test',
      connectMs: 5_000,
      answerMs: 10,
      async isAtWork(process) {
        found.push(await isAtWork(at.url, process))
        if (found.length === 1) await holder.query({ text: `SELECT pg_advisory_unlock(${key})` })
        return found[0] ?? false
      },
    })
    onTestFinished(() => waiter.close())
    return { answer: waiter.query({ text: `SELECT pg_advisory_lock(${key})` }), found }
  }

  it('is waited for while the server works on it', async () => {
    const { answer, found } = await waiting()
    await expect(answer).resolves.toMatchObject({ command: 'SELECT' })
    expect(found[0]).toBe(true)
  })

  it('leaves the outcome open where it does not', async () => {
    const holder = await connected()
    await holder.query({ text: 'SELECT pg_advisory_lock(7)' })
    const options = { url: at.url, applicationName: 'test', connectMs: 5_000, answerMs: 10 }
    const waiter = await connect({ ...options, isAtWork: async () => false })
    onTestFinished(() => waiter.close())
    const lost: unknown = await waiter.query({ text: 'SELECT pg_advisory_lock(7)' }).catch((error: unknown) => error)
    expect(classify(lost)).toBe('IO')
    expect(waiter.isBroken).toBe(true)
  })

  it('is not worked on by a server that waits for its client, or that cannot be asked', async () => {
    const admin = await connected()
    const client = new Client({ connectionString: at.url, application_name: 'deaf' })
    client.on('error', () => undefined)
    await client.connect()
    onTestFinished(() => void client.connection.stream.destroy())
    const { rows } = await client.query<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid')
    const pid = rows[0]?.pid ?? 0
    expect(await isAtWork(at.url, pid)).toBe(false)
    client.query(`SELECT repeat('x', 50_000_000)`).catch(() => undefined)
    ;(client.connection.stream as Socket).pause()
    const text = `SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'ClientWrite'`
    await vi.waitFor(async () => expect((await admin.query({ text }, [pid])).count).toBe(1), 5_000)
    expect(await isAtWork(at.url, pid)).toBe(false)
    const nowhere = `postgresql://holdfast@localhost/postgres?host=${encodeURIComponent(join(dir, 'nowhere'))}`
    expect(await isAtWork(nowhere, pid)).toBe(false)
  })
})

describe('where a pooler may lend another session to each transaction', () => {
  it('every change is made under settings of its own, and none of ours stays in the session', async () => {
    const admin = await connected()
    await admin.query({ text: 'CREATE DATABASE lent' })
    await admin.query({ text: 'ALTER DATABASE lent SET synchronous_commit = off' })
    const url = at.url.replace('/postgres?', '/lent?')
    vi.stubEnv('HOLDFAST_POSTGRES_STATEMENTS', 'unnamed')
    vi.stubEnv('HOLDFAST_POSTGRES_ISOLATION', 'repeatable read')
    const on = await place(url)
    onTestFinished(() => postgres.destroy(on))
    const behind = await connected(url)
    const tables = ['output_row', 'lock_row', 'checkpoint', 'checkpoint_item']
    await behind.script([
      'CREATE TABLE public.seen (tab text, how text)',
      `CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         INSERT INTO public.seen VALUES (TG_TABLE_NAME,
           concat_ws(', ', current_setting('synchronous_commit'), current_setting('lock_timeout'), current_setting('transaction_isolation')));
         RETURN NULL; END $$`,
      ...tables.map(
        (table) => `CREATE TRIGGER seen AFTER INSERT OR UPDATE OR DELETE ON ${at.schema}.${table}
        FOR EACH STATEMENT EXECUTE FUNCTION public.see()`,
      ),
    ])
    const { outputs, locks, checkpoints } = await sessionOn(on)
    await outputs.put(scope, given, 1)
    await locks.acquire('a', lease)
    const { epoch } = await checkpoints.begin({ operation: 'o', parameters: null }, { pin: 'p' })
    await checkpoints.append({ operation: 'o', parameters: null }, epoch, ['x'])
    const { rows } = await behind.query({ text: 'SELECT DISTINCT how FROM public.seen' })
    expect(rows).toEqual([{ how: 'on, 5s, repeatable read' }])
    expect((await behind.query({ text: 'SELECT DISTINCT tab FROM public.seen' })).count).toBe(tables.length)
    const session = await openConnection(url, 'test', connectionSettings({}), 'unnamed')
    onTestFinished(() => session.close())
    const text = `SELECT current_setting('synchronous_commit') AS answer`
    expect((await session.query({ text })).rows).toEqual([{ answer: 'off' }])
  })
})

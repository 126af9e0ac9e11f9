/** Logs of the adapter of Postgres on a server of our own: what is read of a long one, what is left of none, and harm. */
import { describe, expect, it, vi } from 'vitest'
import postgres from '../../dist/adapters/postgres/index.js'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import type { LogPart, Logs } from '../../dist/contracts/index.js'
import { connected, place, scope, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

function out(text: string): readonly LogPart[] {
  return [{ stream: 'out', bytes: Buffer.from(text) }]
}

/** Rows of logs in a place, and of their entries; entries of no log count everywhere. */
async function rowsOf({ schema, namespace }: PostgresPlace): Promise<unknown> {
  const admin = await connected()
  const text = `SELECT (SELECT count(*) FROM ${schema}.log WHERE namespace = $1) AS logs,
      (SELECT count(*) FROM ${schema}.log_entry e LEFT JOIN ${schema}.log l USING (id)
        WHERE l.id IS NULL OR namespace = $1) AS entries`
  return (await admin.query({ text }, [namespace])).rows[0]
}

async function filled(logs: Logs, log: string, entries: number): Promise<void> {
  for (let seq = 1; seq <= entries; seq += 1)
    await logs.append(scope, log, seq, out(`line ${seq}\n`.padStart(9_000, '.')))
}

describe.each(['named', 'unnamed'])('a log with %s statements', (naming) => {
  async function made(): Promise<PostgresPlace> {
    vi.stubEnv('HOLDFAST_POSTGRES_STATEMENTS', naming)
    return place()
  }

  it('is read back as far as its lines go, beyond the bytes that are looked at first', async () => {
    const { logs } = await sessionOn(await made())
    await filled(logs, 'a', 20)
    await logs.append(scope, 'a', 21, [{ stream: 'err', bytes: Buffer.from('once\n') }])
    const tail = await logs.tail(scope, 'a', { lines: 12 })
    expect(tail).toMatchObject({ status: 'there', size: 180_005, next: 22 })
    const texts = tail.status === 'there' ? tail.parts.map(({ bytes }) => Buffer.from(bytes).toString().slice(-8)) : []
    expect(texts).toEqual([...Array.from({ length: 12 }, (_, at) => `.line ${at + 9}\n`.slice(-8)), 'once\n'])
  })

  it('leaves nothing where it is dropped or pruned, or its place removed', async () => {
    const on = await made()
    const { logs } = await sessionOn(on)
    for (const name of ['a', 'b', 'c']) await filled(logs, name, 3)
    await logs.seal(scope, 'b')
    expect(await logs.drop(scope, 'a')).toEqual({ status: 'dropped' })
    expect(await logs.prune({ olderThanMs: 0 })).toEqual({ logs: 1 })
    expect(await rowsOf(on)).toMatchObject({ logs: 1, entries: 3 })
    await postgres.destroy(on)
    expect(await rowsOf(on)).toMatchObject({ logs: 0, entries: 0 })
  })
})

describe('a log that came to harm', () => {
  it.each([
    ['log', 'size = -1'],
    ['log', 'next = 0'],
    ['log', 'dropped = -1'],
    ['log', 'touched_at = -1'],
    ['log', 'size = size + 1'],
    ['log', 'next = next + 1'],
    ['log_entry', 'size = 3'],
    ['log_entry', "entry = ''"],
    ['log_entry', 'entry = substr(entry, 2)'],
    ['log_entry', 'seq = seq + 7'],
  ])('is CORRUPT and hides no other: %s, %s', async (table, how) => {
    const on = await place()
    const [{ logs }, admin] = [await sessionOn(on), await connected()]
    await filled(logs, 'a', 2)
    const mine = `SELECT id FROM ${on.schema}.log WHERE namespace = $1`
    await admin.query({ text: `UPDATE ${on.schema}.${table} SET ${how} WHERE id IN (${mine})` }, [on.namespace])
    await filled(logs, 'b', 1)
    await expect(logs.tail(scope, 'a')).rejects.toMatchObject({ code: 'CORRUPT' })
    expect(await logs.tail(scope, 'b')).toMatchObject({ status: 'there', size: 9_000 })
    expect(await logs.drop(scope, 'a')).toEqual({ status: 'dropped' })
  })
})

/** Blobs of the adapter of Postgres on a server of our own: what is held while a producer thinks, and what a census finds. */
import { describe, expect, it, vi } from 'vitest'
import postgres from '../../dist/adapters/postgres/index.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import type { Blobs, Census, OpenOptions } from '../../dist/contracts/index.js'
import { pieceBytesMax } from '../../dist/src/core/blob-streams.js'
import { connected, given, place, scope, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

const opening: OpenOptions = { clock: { now: () => 1 }, signal: new AbortController().signal }

async function blobsOn(on: PostgresPlace): Promise<Blobs> {
  return (await sessionOn(on)).blobs
}

async function census(on: PostgresPlace): Promise<Census | undefined> {
  return postgres.census?.(on, opening)
}

const empty: Census = { rows: [], blobs: [], temps: [] }

/** A source that does something before each chunk and before its end. */
async function* stepping(chunks: readonly Uint8Array[], before: (step: number) => unknown): AsyncGenerator<Uint8Array> {
  for (const [step, chunk] of chunks.entries()) {
    await before(step)
    yield chunk
  }
  await before(chunks.length)
}

describe.each(['named', 'unnamed'])('blobs with %s statements', (naming) => {
  async function made(): Promise<PostgresPlace> {
    vi.stubEnv('HOLDFAST_POSTGRES_STATEMENTS', naming)
    return place()
  }

  it('come back as they were written', async () => {
    const blobs = await blobsOn(await made())
    const bytes = Buffer.from(Uint8Array.from({ length: 2 * pieceBytesMax + 5 }, (_, index) => (index * 7) % 253))
    const ref = await blobs.write(scope, [bytes.subarray(0, 3), bytes.subarray(3)], { mime: 'a/b' })
    const got = await blobs.read(scope, ref)
    expect(got.status === 'there' && bytes.equals(got.bytes)).toBe(true)
    expect(got).toMatchObject({ size: bytes.length, mime: 'a/b' })
  })

  it('hold neither a connection nor a transaction while their producer thinks', async () => {
    vi.stubEnv('HOLDFAST_POSTGRES_DATA', '1')
    const on = await made()
    const admin = await connected()
    const { outputs, blobs } = await sessionOn(on)
    const idle = { text: `SELECT FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'` }
    const source = stepping([Buffer.alloc(pieceBytesMax), Buffer.alloc(1)], async () => {
      expect((await admin.query(idle, [`holdfast:${on.namespace}`])).count).toBe(0)
      // The one connection of the lane is free for others.
      await outputs.put(scope, given, 1)
    })
    await expect(blobs.write(scope, source)).resolves.toMatchObject({ size: pieceBytesMax + 1 })
  })

  it('are reaped while they are written, or removed where their source fails', async () => {
    const on = await made()
    const blobs = await blobsOn(on)
    const reaping = stepping([Buffer.alloc(pieceBytesMax), Buffer.alloc(1)], async (step) => {
      if (step === 1) expect(await blobs.reap({ idleMs: 0 })).toEqual({ writes: 1 })
    })
    await expect(blobs.write(scope, reaping)).rejects.toMatchObject({ code: 'ABORTED' })
    const failing = stepping([Buffer.alloc(pieceBytesMax)], (step) => {
      if (step === 1) throw new Error('no more')
    })
    await expect(blobs.write(scope, failing)).rejects.toThrow('no more')
    expect(await census(on)).toEqual(empty)
  })

  it('go in steps where they are many chunks, and a stream of them does not end early', async () => {
    const on = await made()
    const blobs = await blobsOn(on)
    const ref = await blobs.write(scope, [Buffer.alloc(66 * pieceBytesMax)])
    const got = await blobs.stream(scope, ref)
    if (got.status === 'absent') throw new Error('the blob is absent')
    const chunks = got.chunks[Symbol.asyncIterator]()
    await chunks.next()
    expect(await blobs.delete(scope, ref)).toEqual({ status: 'deleted' })
    await expect(chunks.next()).rejects.toMatchObject({ code: 'ABORTED' })
    expect(await census(on)).toEqual(empty)
  })
})

describe('a blob of many chunks that two bury at once', () => {
  async function waiting(admin: Connection, { namespace }: PostgresPlace): Promise<number> {
    const text = `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`
    for (;;) {
      const { rows } = await admin.query<{ readonly pid: number }>({ text }, [`holdfast:${namespace}`])
      if (rows[0]) return rows[0].pid
    }
  }

  it('leaves nothing, though the first of them ends after one step', async () => {
    const on = await place()
    const [admin, first] = [await connected(), await connected()]
    const [blobs, reaper] = [await blobsOn(on), await blobsOn(on)]
    const ref = await blobs.write(scope, [Buffer.alloc(66 * pieceBytesMax)])
    const chunks = `FROM holdfast.blob_chunk WHERE namespace = ${on.namespace} AND id = '${ref.id}'`
    await first.script(['BEGIN', `SELECT ${chunks} AND position = 0 FOR UPDATE`])
    const deleted = blobs.delete(scope, ref)
    await admin.query({ text: 'SELECT pg_terminate_backend($1)' }, [await waiting(admin, on)])
    expect(await deleted).toEqual({ status: 'deleted' })
    await first.script([`DELETE ${chunks} AND position IN (SELECT position ${chunks} ORDER BY position LIMIT 64)`])
    const reaped = reaper.reap({ idleMs: 0 })
    await waiting(admin, on)
    await first.script(['COMMIT'])
    await reaped
    expect(await census(on)).toEqual(empty)
  })
})

describe('the census of Postgres', () => {
  it('counts what is there in one place, and tells its garbage', async () => {
    const [on, other] = [await place(), await place()]
    const session = await sessionOn(on)
    await session.outputs.put(scope, given, 1)
    const { id } = await session.blobs.write(scope, [Buffer.alloc(7)])
    const { namespace } = on
    await (
      await connected()
    ).script([
      `INSERT INTO holdfast.blob (namespace, id, scope, size, state, touched_at)
         VALUES (${namespace}, 'x', '', 0, 'writing', 1), (${namespace}, 'y', '', 0, 'dead', 1)`,
      `INSERT INTO holdfast.blob_chunk (namespace, id, position, bytes)
         VALUES (${namespace}, 'z', 3, ''), (${namespace}, '${id}', 7, '')`,
      `INSERT INTO holdfast.task_dependency (namespace, id, waits_for, position) VALUES (${namespace}, '\\x01', '\\x02', 0)`,
    ])
    const { rows, blobs, temps } = (await census(on)) ?? empty
    expect([rows.length, blobs]).toEqual([1, [id]])
    expect(temps.toSorted()).toEqual(
      ['blob x writing', 'blob y dead', `blob_chunk ${id} 7`, 'blob_chunk z 3', 'task_dependency 01 02'].toSorted(),
    )
    expect(await census(other)).toEqual(empty)
  })

  it('is empty of a place that was removed, whose chunks are gone', async () => {
    const on = await place()
    await (await blobsOn(on)).write(scope, [Buffer.alloc(pieceBytesMax + 1)])
    await postgres.destroy(on)
    const { rows } = await (
      await connected()
    ).query<{ readonly left: number }>(
      {
        text: `SELECT (SELECT count(*) FROM holdfast.blob WHERE namespace = $1)
          + (SELECT count(*) FROM holdfast.blob_chunk WHERE namespace = $1) AS left`,
      },
      [on.namespace],
    )
    expect(rows).toEqual([{ left: 0 }])
  })
})

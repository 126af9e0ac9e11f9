/** Blobs that are in the middle of their way when their session is closed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import fs from '../../../adapters/fs/index.ts'
import memory from '../../../adapters/memory/index.ts'
import sqlite from '../../../adapters/sqlite/index.ts'
import type { Blobs } from '../../../contracts/index.ts'
import { pieceBytesMax } from '../../../src/core/blob-streams.ts'
import { opening, refusal } from './sessions.ts'

const scope = { tenant: 't' }
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-closed-blobs-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

it.each([memory, sqlite, fs])('are CLOSED to whoever reads on or writes on: $name', async (adapter) => {
  const session = await adapter.open(await adapter.create({ id: 'a', dir }), opening)
  const blobs = session['blobs'] as Blobs
  const ref = await blobs.write(scope, [Buffer.alloc(3 * pieceBytesMax)])
  const got = await blobs.stream(scope, ref)
  if (got.status === 'absent') throw new Error('the blob is absent')
  const chunks = got.chunks[Symbol.asyncIterator]()
  await chunks.next()
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1)
    await session.close()
  }
  expect([await refusal(blobs.write(scope, source())), await refusal(chunks.next())]).toEqual(['CLOSED', 'CLOSED'])
})

/** Blobs that are larger than the memory which a process may need for them, by processes of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json, Served } from '../../dist/contracts/index.js'
import { startServer } from '../../dist/adapters/postgres/servers/index.js'
import { adapterUrl, streamOn } from '../../dist/campaigns/streams/stream.js'

const mib = 1_048_576

/** The blob, bytes; and by how much the process may grow, which is less than the blob. */
const [streamed, growthMax] = [128 * mib, 112 * mib]

let dir: string
let served: Served

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'streams-'))
  served = await startServer({ dir, signal: new AbortController().signal }, {})
}, 60_000)

afterAll(async () => {
  await served.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** Streams through an adapter, and gives by how many bytes the process grew. */
async function growthOn(adapter: string, server?: Json): Promise<number> {
  const place = mkdtempSync(join(dir, 'place-'))
  const on = { adapter, dir: place, ...(server === undefined ? {} : { server }) }
  const { isWhole, resident, residentBefore } = await streamOn(on, streamed)
  rmSync(place, { recursive: true, force: true })
  expect(isWhole).toBe(true)
  return resident - residentBefore
}

describe(`a blob of ${streamed / mib} MiB`, () => {
  it.each(['sqlite', 'fs', 'postgres'])('goes through %s, and never lies in memory whole', async (name) => {
    expect(await growthOn(adapterUrl(name), name === 'postgres' ? served.at : undefined)).toBeLessThan(growthMax)
  })

  it('is found to lie in memory whole where it does', async () => {
    const buffering = new URL('../backends/buffering-blobs.adapter.ts', import.meta.url).href
    expect(await growthOn(buffering)).toBeGreaterThan(growthMax)
  })
})

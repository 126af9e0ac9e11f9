/** What the scenes of the janitor say of a row whose blobs cannot be read, or are not as they were written. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AnyPort, AnySession, Blobs, Json, Outputs } from '../../../../../contracts/index.ts'
import { StoreError } from '../../../../../contracts/errors.ts'
import { janitorScenes } from '../../../../../contracts/runtime/janitor/scenes.ts'
import memory from '../../../../../adapters/memory/index.ts'
import { janitorOn } from '../../../../../src/runtime/janitor/index.ts'

const row = { scope: { tenant: 't', run: 'r' }, key: { task: 'a', input: 'i' } }
const clock = { now: () => 1_000_000 }

let session: AnySession
let outputs: Outputs
let blobs: Blobs

beforeEach(async () => {
  const place = await memory.create({ id: 'scenes', dir: '' })
  session = await memory.open(place, { clock, signal: new AbortController().signal })
  outputs = session['outputs'] as Outputs
  blobs = session['blobs'] as Blobs
  await made('put', { ...row, token: 1, blobs: [20] })
})

afterEach(async () => {
  await session.close()
})

/** Makes a scene on the session, with these blobs in the place of its own. */
async function made(scene: string, argument: Json, seen: Partial<Blobs> = {}): Promise<Json | undefined> {
  const ports = { outputs, blobs: { ...blobs, ...seen }, janitor: janitorOn(outputs, blobs, clock) }
  const ground = {
    beside: (port: string) => (ports as unknown as { readonly [name: string]: AnyPort })[port],
    census: async () => undefined,
  }
  return janitorScenes[scene]?.(ports.janitor as unknown as AnyPort, argument, async () => {}, ground)
}

function reading(read: Blobs['read']): Partial<Blobs> {
  return { read }
}

it('a row is told with its blobs as they are', async () => {
  expect(await made('get', row)).toMatchObject({ status: 'hit', token: 1, blobs: ['whole'] })
  const other = reading(async (...args) => ({ ...(await blobs.read(...args)), bytes: new Uint8Array(20) }) as never)
  expect(await made('get', row, other)).toMatchObject({ blobs: ['other'] })
  const gone = reading(async () => ({ status: 'absent' }))
  expect(await made('get', row, gone)).toMatchObject({ blobs: ['absent'] })
})

it.each(['CORRUPT', 'IO', 'BUSY'] as const)('an error by %s is no state of a blob', async (code) => {
  const failing = reading(async () => {
    throw new StoreError(code, 'brought by the test')
  })
  for (const [scene, argument] of [
    ['get', row],
    ['look', {}],
  ] as const)
    await expect(made(scene, argument, failing)).rejects.toMatchObject({ code })
})

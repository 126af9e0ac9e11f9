import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnySession, Blobs, Janitor, Outputs, Ref, Value } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import memory from '../../../adapters/memory/index.ts'
import { janitorOn } from '../../../src/runtime/janitor/index.ts'
import { refusal } from '../core/backends.ts'

const scope = { tenant: 't', run: 'r' }
const key = { task: 'a', input: 'i' }
const bytes = [Uint8Array.of(1, 2, 3)]

let nowMs = 0
let session: AnySession
let outputs: Outputs
let blobs: Blobs
let janitor: Janitor

beforeEach(async () => {
  nowMs = 1_000_000
  const clock = { now: () => nowMs }
  const place = await memory.create({ id: 'janitor', dir: '' })
  session = await memory.open(place, { clock, signal: new AbortController().signal })
  outputs = session['outputs'] as Outputs
  blobs = session['blobs'] as Blobs
  janitor = janitorOn(outputs, blobs, clock)
})

afterEach(async () => {
  await session.close()
})

async function count(): Promise<number> {
  return (await blobs.list({ olderThanMs: 0, limit: 1_000 })).blobs.length
}

/** Puts a row with one blob, and gives the ref. */
async function putOne(of: Janitor = janitor): Promise<Ref> {
  const refs: Ref[] = []
  await of.put(scope, key, async (write) => {
    refs.push(await write(bytes))
    return { refs }
  })
  return refs[0] as Ref
}

describe('a put', () => {
  it('that took more than half an hour from its first blob gives up, and leaves nothing', async () => {
    const late = janitor.put(scope, key, async (write) => {
      const ref = await write(bytes)
      nowMs += 1_800_001
      return [ref]
    })
    expect(await refusal(late)).toBe('ABORTED')
    expect([await count(), (await outputs.get(scope, key)).status]).toEqual([0, 'miss'])
  })

  it('removes what it wrote and does not refer to', async () => {
    await janitor.put(scope, key, async (write) => {
      await write(bytes)
      return [await write(bytes)]
    })
    expect(await count()).toBe(1)
  })

  it('stores copies of blobs that are not its own, one for each', async () => {
    const ref = await putOne()
    const other = { ...key, input: 'j' }
    await janitor.put(scope, other, () => [ref, { again: ref }])
    const row = await outputs.get(scope, other)
    const [first, { again }] = (row.status === 'hit' ? row.value : []) as readonly [Ref, { readonly again: Ref }]
    expect(first.id).not.toBe(ref.id)
    expect(again.id).toBe(first.id)
    expect(await count()).toBe(2)
  })

  it('stores copies of refs too that come into its value while the row in its place is read', async () => {
    const ref = await putOne()
    const value: Ref[] = []
    const reading: Outputs = {
      ...outputs,
      get(...args) {
        value.push(ref)
        return outputs.get(...args)
      },
    }
    const other = { ...key, input: 'j' }
    await janitorOn(reading, blobs, { now: () => nowMs }).put(scope, other, () => value)
    await janitor.delete(scope, key)
    const row = await outputs.get(scope, other)
    const [stored] = (row.status === 'hit' ? row.value : []) as readonly [Ref]
    expect((await blobs.stat(scope, stored)).status).toBe('there')
  })

  it('of a value with a ref whose blob is gone is given up', async () => {
    const ref = await putOne()
    await janitor.delete(scope, key)
    expect(await refusal(janitor.put(scope, key, () => [ref]))).toBe('ABORTED')
  })

  it('in place of a row that cannot be read leaves the blobs of that to a sweep', async () => {
    await putOne()
    const corrupt: Outputs = { ...outputs, get: async () => Promise.reject(new StoreError('CORRUPT', 'no text')) }
    await janitorOn(corrupt, blobs, { now: () => nowMs }).put(scope, key, () => 1)
    expect(await count()).toBe(1)
    nowMs += 60_000
    expect(await janitor.sweep({ graceMs: 60_000 })).toEqual({ blobs: 1, writes: 0 })
  })
})

describe('a sweep', () => {
  it('spares what is younger than its grace, to the millisecond', async () => {
    await blobs.write(scope, bytes)
    nowMs += 59_999
    expect(await janitor.sweep({ graceMs: 60_000 })).toEqual({ blobs: 0, writes: 0 })
    nowMs += 1
    expect(await janitor.sweep({ graceMs: 60_000 })).toEqual({ blobs: 1, writes: 0 })
  })

  it('takes no blob of which it does not know the age', async () => {
    await blobs.write(scope, bytes)
    nowMs += 60_000
    const undated: Blobs = {
      ...blobs,
      list: async (query) => ({ blobs: (await blobs.list(query)).blobs.map(({ ref }) => ({ ref })) }),
    }
    const swept = await janitorOn(outputs, undated, { now: () => nowMs }).sweep({ graceMs: 0 })
    expect(swept.blobs).toBe(0)
  })

  it('takes nothing where a listing tells of a row that came to harm', async () => {
    await blobs.write(scope, bytes)
    await putOne()
    const corrupt = [{ row: 'a', says: 'no text' }]
    const harmed: Outputs = { ...outputs, keys: async (...args) => ({ ...(await outputs.keys(...args)), corrupt }) }
    nowMs += 60_000
    expect(await refusal(janitorOn(harmed, blobs, { now: () => nowMs }).sweep({ graceMs: 0 }))).toBe('CORRUPT')
    expect(await count()).toBe(2)
    expect(await janitorOn(harmed, blobs, { now: () => nowMs }).clear(scope)).toEqual({ rows: 1 })
  })

  it('sees the rows of all scopes, beyond the first page of any listing', async () => {
    const runs = Array.from({ length: 101 }, (_, at) => ({ tenant: 't', run: `r${at}` }))
    for (const run of runs) await janitor.put(run, key, async (write) => [await write(bytes)])
    const inputs = Array.from({ length: 101 }, (_, at) => ({ task: 'a', input: `i${at}` }))
    for (const one of inputs) await janitor.put(scope, one, async (write) => [await write(bytes)] as Value)
    nowMs += 60_000
    expect(await janitor.sweep({ graceMs: 0 })).toEqual({ blobs: 0, writes: 0 })
    await outputs.clear(scope)
    expect(await janitor.sweep({ graceMs: 0 })).toEqual({ blobs: 101, writes: 0 })
  })
})

describe('a pruning', () => {
  it('takes the blobs of rows that went, and of no row that was written again', async () => {
    await putOne()
    nowMs += 100
    await janitor.put(scope, { ...key, input: 'j' }, async (write) => [await write(bytes)])
    expect(await janitor.prune({ olderThanMs: 100 })).toEqual({ rows: 1 })
    expect(await count()).toBe(1)
  })
})

/** What stands between callers of blobs and an adapter: refs, sources, and streams that are checked while they run. */
import { describe, expect, it, vi } from 'vitest'
import type { AnyPort, Blobs, BlobStore, Ref, Serving } from '../../../../../contracts/index.ts'
import { StoreError, isStoreError } from '../../../../../contracts/errors.ts'
import { CallersError } from '../../../../../contracts/port.ts'
import { chunkBytesMax, serveBlobs } from '../../../../../contracts/repository/blobs/serve.ts'
import { openBlobs } from '../../../../../src/core/tables/blobs.ts'

const run = { tenant: 't', run: 'r' }

/** Blobs in memory as callers see them, with what is replaced; closed from the call on that is counted. */
function served(replaced: Partial<BlobStore> = {}, openFor = Infinity): Blobs {
  let asked = 0
  const serving: Serving = {
    demandOpen() {
      asked += 1
      if (asked > openFor) throw new StoreError('CLOSED', 'closed')
    },
    coded: (error) => (isStoreError(error) ? error : new StoreError('IO', String(error))),
  }
  const store = { ...openBlobs(new Map(), { now: () => 1_000 }), ...replaced }
  return serveBlobs(store as unknown as AnyPort, serving) as unknown as Blobs
}

async function* bytesOf(...chunks: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Uint8Array.of(chunk)
}

/** A source that gives one byte and then waits; it tells when it was returned. */
function waiting(): AsyncIterable<Uint8Array> & { readonly returned: () => boolean } {
  let given = false
  let returned = false
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (given) return new Promise(() => {})
    given = true
    return { done: false, value: Uint8Array.of(1) }
  }
  const end = async (): Promise<IteratorResult<Uint8Array>> => {
    returned = true
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: end }), returned: () => returned }
}

async function bytesRead(blobs: Blobs, ref: Ref): Promise<readonly number[]> {
  const got = await blobs.read(run, ref)
  return got.status === 'there' ? [...got.bytes] : []
}

describe('a write', () => {
  it('gives a ref with the brand, the scope, the size that was stored and the media type', async () => {
    const ref = await served().write(run, bytesOf(1, 2), { mime: 'image/png' })
    expect(ref).toEqual({ kind: 'holdfast.ref', id: ref.id, scope: run, size: 2, mime: 'image/png' })
  })

  it('takes lists and generators as they come', async () => {
    const blobs = served()
    function* listed(): Generator<Uint8Array> {
      yield Uint8Array.of(3)
    }
    expect(await bytesRead(blobs, await blobs.write(run, [Uint8Array.of(1), new Uint8Array(0), Buffer.of(2)]))).toEqual(
      [1, 2],
    )
    expect(await bytesRead(blobs, await blobs.write(run, listed()))).toEqual([3])
  })

  it('lets what its source throws pass as its caller\u2019s own, at once or later', async () => {
    const failure = new Error('mine')
    function* atOnce(): Generator<Uint8Array> {
      yield Uint8Array.of(1)
      throw failure
    }
    async function* later(): AsyncGenerator<Uint8Array> {
      yield* atOnce()
    }
    await expect(served().write(run, atOnce())).rejects.toEqual(new CallersError(failure))
    await expect(served().write(run, later())).rejects.toMatchObject({ error: failure })
  })

  it('refuses a chunk that is no bytes, and returns its source', async () => {
    const source = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 'text' }), return: vi.fn() }) }
    await expect(served().write(run, source as unknown as Iterable<Uint8Array>)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('that is aborted ends at once, though its source gives nothing and takes no notice', async () => {
    const abort = new AbortController()
    const source = waiting()
    const write = served().write(run, source, { signal: abort.signal })
    await new Promise(setImmediate)
    abort.abort()
    await expect(write).rejects.toMatchObject({ code: 'ABORTED' })
    expect(source.returned()).toBe(true)
  })

  it('that was aborted before it began reads nothing', async () => {
    const source = waiting()
    await expect(served().write(run, source, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect(source.returned()).toBe(true)
  })

  it('leaves nothing on a signal that outlives it', async () => {
    const { signal } = new AbortController()
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    await served().write(run, bytesOf(1, 2, 3), { signal })
    expect(added.mock.calls.length).toBeGreaterThan(0)
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
  })

  it('ends where its session is closed between two chunks', async () => {
    await expect(served({}, 3).write(run, bytesOf(1, 2, 3))).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('is no success where the store goes on over what the source threw', async () => {
    const deaf: BlobStore['write'] = async (_, chunks) => {
      for await (const _chunk of chunks) break
      return { id: 'b', size: 1 }
    }
    const swallows: BlobStore['write'] = async (_, chunks) => {
      try {
        for await (const _chunk of chunks) continue
      } catch {
        // What a careless store does.
      }
      return { id: 'b', size: 0 }
    }
    const abort = AbortSignal.abort()
    await expect(served({ write: swallows }).write(run, bytesOf(1), { signal: abort })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect((await served({ write: deaf }).write(run, bytesOf(1, 2))).size).toBe(1)
  })
})

describe('a stream', () => {
  const ref: Ref = { kind: 'holdfast.ref', id: 'b', scope: run, size: 3 }

  function streaming(size: number, ...chunks: readonly Uint8Array[]): Blobs {
    async function* given(): AsyncGenerator<Uint8Array> {
      yield* chunks
    }
    return served({ stream: async () => ({ status: 'there', size, chunks: given() }) })
  }

  it('is cut into chunks of the size that a reader is given', async () => {
    const size = 2 * chunkBytesMax + 1
    const got = await streaming(size, new Uint8Array(0), new Uint8Array(size)).stream(run, { ...ref, size })
    const sizes: number[] = []
    if (got.status === 'there') for await (const chunk of got.chunks) sizes.push(chunk.length)
    expect(sizes).toEqual([chunkBytesMax, chunkBytesMax, 1])
  })

  it.each([
    ['ends early', Uint8Array.of(1, 2)],
    ['goes on', Uint8Array.of(1, 2, 3, 4)],
  ])('that %s is CORRUPT', async (_, chunk) => {
    await expect(streaming(3, chunk).read(run, ref)).rejects.toMatchObject({ code: 'CORRUPT' })
  })

  it('whose size is not that of the ref is CORRUPT before its first chunk', async () => {
    await expect(streaming(4).stream(run, ref)).rejects.toMatchObject({ code: 'CORRUPT' })
  })

  it('that fails in its middle does so by a code', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1)
      throw new Error('EIO')
    }
    const blobs = served({ stream: async () => ({ status: 'there', size: 3, chunks: broken() }) })
    await expect(blobs.read(run, ref)).rejects.toMatchObject({ code: 'IO' })
  })

  it('asks the store for nothing that the reader may not see', async () => {
    const stream = vi.fn<BlobStore['stream']>()
    const blobs = served({ stream })
    expect(await blobs.stream({ tenant: 't', run: 'q' }, ref)).toEqual({ status: 'absent' })
    expect(await blobs.read({ tenant: 'u', run: 'r' }, ref)).toEqual({ status: 'absent' })
    expect(stream).not.toHaveBeenCalled()
  })
})

describe('an answer', () => {
  it('is a new object each time, for callers may change what they get', async () => {
    const blobs = served()
    const ref: Ref = { kind: 'holdfast.ref', id: 'b', scope: run, size: 0 }
    const first = await blobs.stat({ tenant: 'u' }, ref)
    Object.assign(first, { status: undefined })
    expect(await blobs.stat({ tenant: 'u' }, ref)).toEqual({ status: 'absent' })
  })
})

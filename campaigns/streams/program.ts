/** The process that streams: told by its argument, and tells by a line. */
import { createHash } from 'node:crypto'
import type { Blobs } from '../../contracts/index.ts'
import { loadAdapter } from '../../src/harness/load.ts'
import type { StreamEnd, StreamTask } from './stream.ts'

const chunkBytes = 65_536

const scope = { tenant: 'streams' }

/** Chunks of which no two are alike, in the same memory; the last may be shorter. */
function* chunksOf(bytes: number): Generator<Uint8Array> {
  const memory = Buffer.from(Uint8Array.from({ length: chunkBytes }, (_, index) => (index * 37 + (index >> 6)) % 251))
  for (let at = 0; at < bytes; at += chunkBytes) {
    memory.writeDoubleLE(at)
    yield memory.subarray(0, Math.min(chunkBytes, bytes - at))
  }
}

/** The most memory that this process ever had, bytes. The kernel counts it in KiB. */
function resident(): number {
  return 1_024 * process.resourceUsage().maxRSS
}

async function written(blobs: Blobs, bytes: number) {
  const hash = createHash('sha256')
  function* hashed(): Generator<Uint8Array> {
    for (const chunk of chunksOf(bytes)) {
      hash.update(chunk)
      yield chunk
    }
  }
  const ref = await blobs.write(scope, hashed())
  return { ref, digest: hash.digest('hex') }
}

async function digestOf(blobs: Blobs, ref: Awaited<ReturnType<typeof written>>['ref']): Promise<string> {
  const got = await blobs.stream(scope, ref)
  if (got.status === 'absent') throw new Error('the blob is absent')
  const hash = createHash('sha256')
  for await (const chunk of got.chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** Streams, in one session. */
async function stream({ adapter, place, bytes }: StreamTask): Promise<StreamEnd> {
  const session = await (
    await loadAdapter(adapter)
  ).open(place, { clock: { now: () => Date.now() }, signal: new AbortController().signal })
  try {
    const blobs = session['blobs'] as Blobs
    const small = await written(blobs, chunkBytes)
    await digestOf(blobs, small.ref)
    const residentBefore = resident()
    const begun = performance.now()
    const { ref, digest } = await written(blobs, bytes)
    const between = performance.now()
    const isWhole = ref.size === bytes && (await digestOf(blobs, ref)) === digest
    const readMs = performance.now() - between
    return { residentBefore, resident: resident(), writeMs: between - begun, readMs, isWhole }
  } finally {
    await session.close()
  }
}

const [, , task = ''] = process.argv
process.stdout.write(`${JSON.stringify(await stream(JSON.parse(task) as StreamTask))}\n`)

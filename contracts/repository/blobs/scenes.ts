/**
 * Calls of blobs as data: a source is made of recipes, and of bytes that are read a digest stays. Between two chunks
 * there is a point, at which an actor can be stopped in the middle of a stream.
 *
 * Who writes and who reads does what buffers allow: a chunk is spoiled as soon as the next is asked for, and one that was
 * read as soon as it was looked at. A store that kept either is seen at once.
 */
import { createHash } from 'node:crypto'
import { codeIn, isStoreError } from '../../errors.ts'
import type { AnyPort, Pause, Scenes } from '../../port.ts'
import type { Json, Ref, Scope } from '../../values.ts'
import type { BlobFacts, BlobQuery, Blobs, BlobStream } from './port.ts'
import type { WriteScene } from './sources.ts'
import { SceneSource, spoiled } from './sources.ts'
import type { UnfinishedScene } from './unfinished.ts'
import { reapAmid } from './unfinished.ts'
import { Weight } from './weight.ts'

/** What was seen of a write. `source-failed`: it rejected with the very error that its source threw. */
export type WriteSeen =
  | { readonly status: 'written'; readonly ref: Ref; readonly storedAtMs?: number }
  | { readonly status: 'source-failed' | 'aborted' }

/** The same where it is told what became of its source: whatever the write rejected with is no failure then. */
export type WriteWatched = {
  readonly status: 'written' | 'rejected'
  /** the code of what it rejected with */
  readonly code?: string
  /** whether the source was told that nothing more is read */
  readonly returned: boolean
}

/** What was seen of memory while a blob was written or read. */
export type Weighed = { readonly status: 'weighed'; readonly grownBytes: number }

/** A read. */
export type ReadScene = {
  /** where the reader stands */
  readonly scope: Scope
  readonly ref: Ref
  /** of a stream: it is left after so many chunks */
  readonly stops?: number
  /** of a stream: the answer tells by how much memory had grown, at one look in so many bytes */
  readonly weighs?: number
}

/** What was seen of a blob's bytes. `cut`: they ended in the middle, by a code that says so. `largest`: of its chunks, in bytes. */
export type ReadSeen =
  | ({ readonly status: 'there'; readonly digest: string; readonly largest: number } & BlobFacts)
  | ({ readonly status: 'left' } & BlobFacts)
  | { readonly status: 'absent' | 'cut' }

/** What was seen of all blobs: the refs of every page, each with the digest of its bytes. */
export type SurveySeen = {
  readonly blobs: readonly { readonly ref: Ref; readonly storedAtMs?: number; readonly digest: string }[]
}

async function written(blobs: Blobs, scene: WriteScene, source: SceneSource): Promise<WriteSeen> {
  const { scope, mime } = scene
  const options = { signal: source.signal, ...(mime === undefined ? {} : { mime }) }
  try {
    return { status: 'written', ref: await blobs.write(scope, source.chunks(), options) }
  } catch (error) {
    if (source.threw(error)) return { status: 'source-failed' }
    if (isStoreError(error, 'ABORTED')) return { status: 'aborted' }
    throw error
  }
}

/** What became of a write and of its source. */
async function watched(blobs: Blobs, scene: WriteScene, source: SceneSource): Promise<WriteWatched> {
  try {
    const { status } = await written(blobs, scene, source)
    const { returned } = source
    return status === 'written' ? { status, returned } : { status: 'rejected', code: status, returned }
  } catch (error) {
    return { status: 'rejected', code: String(codeIn(error)), returned: source.returned }
  }
}

async function write(blobs: Blobs, scene: WriteScene, pause: Pause): Promise<Json> {
  const source = new SceneSource(scene, { pause, nested: (inner) => write(blobs, inner, pause) })
  if (scene.watches) return watched(blobs, scene, source)
  const seen = await written(blobs, scene, source)
  if (source.weight) return weighed(source.weight)
  if (seen.status !== 'written' || !scene.dates) return seen
  const stat = await blobs.stat(scene.scope, seen.ref)
  return stat.status === 'there' && stat.storedAtMs !== undefined ? { ...seen, storedAtMs: stat.storedAtMs } : seen
}

function weighed({ grownBytes }: Weight): Weighed {
  return { status: 'weighed', grownBytes }
}

/** A stream that is read to its end while memory is looked at, once in so many bytes. */
async function streamWeighed(
  blobs: Blobs,
  { scope, ref }: ReadScene,
  bytesPerLook: number,
): Promise<Weighed | ReadSeen> {
  const weight = new Weight()
  const got = await blobs.stream(scope, ref)
  if (got.status === 'absent') return got
  let [bytes, nextLook] = [0, 0]
  for await (const chunk of got.chunks) {
    if (bytes >= nextLook) {
      weight.look()
      nextLook = bytes + bytesPerLook
    }
    bytes += chunk.length
  }
  return weighed(weight)
}

/** The facts of a stream that is read to its end or left, with what its bytes add up to. */
async function streamed(got: BlobStream, pause: Pause, stops = Infinity): Promise<ReadSeen> {
  if (got.status === 'absent') return got
  const { chunks, ...facts } = got
  const hash = createHash('sha256')
  let [count, largest] = [0, 0]
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      largest = Math.max(largest, chunk.length)
      chunk.fill(spoiled)
      await pause('stream chunk')
      count += 1
      if (count >= stops) return { ...facts, status: 'left' }
    }
  } catch (error) {
    if (isStoreError(error, 'ABORTED')) return { status: 'cut' }
    throw error
  }
  return { ...facts, digest: hash.digest('hex'), largest }
}

/** All bytes at once. */
async function read(blobs: Blobs, { scope, ref }: ReadScene): Promise<ReadSeen> {
  try {
    const got = await blobs.read(scope, ref)
    if (got.status === 'absent') return got
    const { bytes, ...facts } = got
    const digest = digestOf([bytes])
    bytes.fill(spoiled)
    return { ...facts, digest, largest: 0 }
  } catch (error) {
    if (isStoreError(error, 'ABORTED')) return { status: 'cut' }
    throw error
  }
}

/** Every blob, with the digest of its bytes; one that is gone by then is left out. */
async function survey(blobs: Blobs): Promise<SurveySeen> {
  const all: SurveySeen['blobs'][number][] = []
  let cursor: string | undefined
  do {
    const query = { olderThanMs: 0, limit: 1_000, ...(cursor === undefined ? {} : { cursor }) }
    const page = await blobs.list(query)
    for (const listed of page.blobs) {
      const got = await read(blobs, { scope: listed.ref.scope, ref: listed.ref })
      if (got.status === 'there') all.push({ ...listed, digest: got.digest })
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  return { blobs: all }
}

/** The digest by which bytes stand in a history. */
export function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** The scenes, by name: a method each, a reap amid many writes, and a survey for whoever looks at what others left. */
export const blobScenes: Scenes = {
  write: (port, scene, pause) => write(blobsOf(port), scene as unknown as WriteScene, pause),
  async stream(port, scene, pause) {
    const { scope, ref, stops, weighs } = scene as unknown as ReadScene
    if (weighs !== undefined) return streamWeighed(blobsOf(port), { scope, ref }, weighs)
    return streamed(await blobsOf(port).stream(scope, ref), pause, stops)
  },
  read: (port, scene) => read(blobsOf(port), scene as unknown as ReadScene),
  async stat(port, scene) {
    const { scope, ref } = scene as unknown as ReadScene
    return blobsOf(port).stat(scope, ref)
  },
  async delete(port, scene) {
    const { scope, ref } = scene as unknown as ReadScene
    return blobsOf(port).delete(scope, ref)
  },
  list: (port, query) => plain(blobsOf(port).list(query as unknown as BlobQuery)),
  reap: (port, options) => plain(blobsOf(port).reap(options as unknown as { readonly idleMs: number })),
  reapAmid: (port, scene) => plain(reapAmid(blobsOf(port), scene as unknown as UnfinishedScene)),
  survey: (port) => plain(survey(blobsOf(port))),
}

function blobsOf(port: AnyPort): Blobs {
  return port as unknown as Blobs
}

async function plain(answer: Promise<object>): Promise<Json> {
  return (await answer) as Json
}

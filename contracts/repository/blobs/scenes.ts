/**
 * Calls of blobs as data: a source is made of recipes, and of bytes that are read a digest stays. Between two chunks
 * there is a point, at which an actor can be stopped in the middle of a stream.
 */
import { createHash } from 'node:crypto'
import type { AnyPort, Pause, Scenes } from '../../port.ts'
import type { Json, Ref, Scope } from '../../values.ts'
import type { Blobs, BlobStream } from './port.ts'

/** One chunk: so many bytes drawn from a seed. */
export type ChunkRecipe = { readonly bytes: number; readonly seed: number }

/** A write. With `fails` its source throws there, with `aborts` its signal is aborted there: before that chunk, from 0. */
export type WriteScene = {
  readonly scope: Scope
  readonly chunks: readonly ChunkRecipe[]
  readonly mime?: string
  readonly fails?: number
  readonly aborts?: number
}

/** What a source says where it fails. */
export const sourceFailure = 'the source of the bytes failed'

/** The bytes of a recipe: the same for the same recipe. */
export function bytesOf({ bytes, seed }: ChunkRecipe): Uint8Array {
  const drawn = new Uint8Array(bytes)
  let state = (seed | 0) + 0x6d2b79f5
  for (let at = 0; at < bytes; at += 1) {
    // xorshift32: the whole of its state is one word, and no two chunks of a script share a seed by chance.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    drawn[at] = state
  }
  return drawn
}

/** The digest by which bytes stand in a history. */
export function digestOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

async function* sourceOf(
  { chunks, fails, aborts }: WriteScene,
  abort: AbortController,
  pause: Pause,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at <= chunks.length; at += 1) {
    await pause('write chunk')
    if (fails === at) throw new Error(sourceFailure)
    if (aborts === at) {
      abort.abort()
      // A generator that simply returns on abort reaches what looks like its normal end (cache:G14).
      return
    }
    const recipe = chunks[at]
    if (recipe) yield bytesOf(recipe)
  }
}

function write(blobs: Blobs, scene: WriteScene, pause: Pause): Promise<Json> {
  const { scope, mime } = scene
  const abort = new AbortController()
  const options = { signal: abort.signal, ...(mime === undefined ? {} : { mime }) }
  return blobs.write(scope, sourceOf(scene, abort, pause), options)
}

/** A stream that is read to its end, as data. */
async function seen(got: BlobStream, pause: Pause): Promise<Json> {
  if (got.status === 'absent') return got
  const { chunks, ...facts } = got
  const all: Uint8Array[] = []
  for await (const chunk of chunks) {
    all.push(chunk)
    await pause('stream chunk')
  }
  return { ...facts, digest: digestOf(all) }
}

type OnBlob = { readonly scope: Scope; readonly ref: Ref }

/** The scenes, by name. */
export const blobScenes: Scenes = {
  write: (port, scene, pause) => write(blobsOf(port), scene as unknown as WriteScene, pause),
  async stream(port, scene, pause) {
    const { scope, ref } = scene as unknown as OnBlob
    return seen(await blobsOf(port).stream(scope, ref), pause)
  },
  async read(port, scene) {
    const { scope, ref } = scene as unknown as OnBlob
    const got = await blobsOf(port).read(scope, ref)
    if (got.status === 'absent') return got
    const { bytes, ...facts } = got
    return { ...facts, digest: digestOf([bytes]) }
  },
  async stat(port, scene) {
    const { scope, ref } = scene as unknown as OnBlob
    return blobsOf(port).stat(scope, ref)
  },
  async delete(port, scene) {
    const { scope, ref } = scene as unknown as OnBlob
    return blobsOf(port).delete(scope, ref)
  },
  list: (port, query) => plain(blobsOf(port).list(query as never)),
  reap: (port, options) => plain(blobsOf(port).reap(options as never)),
}

function blobsOf(port: AnyPort): Blobs {
  return port as unknown as Blobs
}

async function plain(answer: Promise<object>): Promise<Json> {
  return (await answer) as Json
}

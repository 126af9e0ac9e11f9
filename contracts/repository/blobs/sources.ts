/** Sources of bytes as data: what a write is made with, and how a source is that fails, is aborted or waits. */
import type { Pause } from '../../port.ts'
import type { Scope } from '../../values.ts'
import { Weight } from './weight.ts'

/** One chunk: so many bytes drawn from a seed. */
export type ChunkRecipe = { readonly bytes: number; readonly seed: number }

/** When a signal is aborted, and what its source does then. */
export type AbortRecipe = {
  /** before that chunk, from 0 */
  readonly before: number
  /** it ends as if it were whole (cache:G14), gives the rest, or gives nothing more and never ends */
  readonly source: 'ends' | 'goes-on' | 'hangs'
}

/** A write. */
export type WriteScene = {
  readonly scope: Scope
  readonly chunks: readonly ChunkRecipe[]
  readonly mime?: string
  /** the source throws before that chunk, from 0 */
  readonly fails?: number
  readonly aborts?: AbortRecipe
  /** before its last chunk the source makes this write again, so many times one within the other, and waits for it */
  readonly nests?: number
  /** the source is synchronous: nobody waits for its chunks */
  readonly ready?: true
  /** the answer tells what became of the source */
  readonly watches?: true
  /** the answer tells by how much memory had grown when half of the bytes had come, and when all had */
  readonly weighs?: true
  /** the answer tells when the blob was stored */
  readonly dates?: true
}

/** What bytes hold that belong to somebody else by now. */
export const spoiled = 0xa5

/** The bytes of a recipe: the same for the same recipe, on a buffer that is a little larger, as buffers are. */
export function bytesOf({ bytes, seed }: ChunkRecipe): Uint8Array {
  const words = new Int32Array((bytes >> 2) + 1)
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6d2b79f5) | 1
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[at] = state
  }
  return new Uint8Array(words.buffer, 0, bytes)
}

/** What happens to a source between its chunks. */
export interface Between {
  /** a point at which an actor can be stopped */
  readonly pause: Pause
  /** makes the write on which it waits */
  readonly nested: (scene: WriteScene) => Promise<unknown>
}

/** The source of a write: it keeps one buffer, and fills it anew for each chunk, as a producer may (cache:G27). */
export class SceneSource {
  readonly #scene: WriteScene
  readonly #between: Between
  readonly #abort = new AbortController()
  readonly #failure = new Error('the source of the bytes failed')
  #given: Uint8Array | undefined
  #next = 0
  #let: (() => void) | undefined
  /** whether it was told that nothing more is read */
  returned = false
  readonly weight: Weight | undefined

  constructor(scene: WriteScene, between: Between) {
    this.#scene = scene
    this.#between = between
    this.weight = scene.weighs ? new Weight() : undefined
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Whether an error is the very one that it threw. */
  threw(error: unknown): boolean {
    return error === this.#failure
  }

  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    return this.#scene.ready ? this.#ready() : { [Symbol.asyncIterator]: () => this.#iterator() }
  }

  *#ready(): Generator<Uint8Array> {
    for (let chunk = this.#take(); chunk; chunk = this.#take()) yield chunk
  }

  #iterator(): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#step(),
      return: async () => {
        this.returned = true
        this.#let?.()
        return { done: true, value: undefined }
      },
    }
  }

  async #step(): Promise<IteratorResult<Uint8Array>> {
    const { aborts, chunks, nests = 0 } = this.#scene
    this.#spoil()
    await this.#between.pause('write chunk')
    if (nests > 0 && this.#next === chunks.length - 1) await this.#between.nested({ ...this.#scene, nests: nests - 1 })
    if (aborts?.source === 'hangs' && aborts.before === this.#next) await this.#hang()
    const chunk = this.#take()
    return chunk ? { done: false, value: chunk } : { done: true, value: undefined }
  }

  /** The next chunk; undefined at the end. */
  #take(): Uint8Array | undefined {
    const { chunks, fails, aborts } = this.#scene
    const at = this.#next
    this.#next += 1
    this.#spoil()
    if (at === chunks.length >> 1 || at === chunks.length) this.weight?.look()
    if (fails === at) throw this.#failure
    if (aborts?.before === at) this.#abort.abort()
    const hasEnded = aborts?.source === 'ends' && aborts.before <= at
    const recipe = hasEnded ? undefined : chunks[at]
    this.#given = recipe && bytesOf(recipe)
    return this.#given
  }

  /** Whoever was given the last chunk has asked for the next, and has none of its bytes any more. */
  #spoil(): void {
    this.#given?.fill(spoiled)
  }

  /** Aborts, and gives no answer before it is returned. */
  async #hang(): Promise<void> {
    this.#abort.abort()
    if (this.returned) return
    await new Promise<void>((resolve) => {
      this.#let = resolve
    })
  }
}

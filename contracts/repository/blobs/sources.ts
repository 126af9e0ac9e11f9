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
  readonly then: 'ends' | 'goes-on' | 'hangs'
}

/** A write. */
export type WriteScene = {
  readonly scope: Scope
  readonly chunks: readonly ChunkRecipe[]
  readonly mime?: string
  /** the source throws before that chunk, from 0 */
  readonly fails?: number
  readonly aborts?: AbortRecipe
  /** the chunks lie ready in a list, and nobody waits for them */
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

/** The source of a write: it keeps one buffer, and fills it anew for each chunk, as a producer may (cache:G27). */
export class SceneSource {
  readonly #scene: WriteScene
  readonly #pause: Pause
  readonly #abort = new AbortController()
  readonly #failure = new Error('the source of the bytes failed')
  #given: Uint8Array | undefined
  #next = 0
  #let: (() => void) | undefined
  /** whether it was told that nothing more is read */
  returned = false
  readonly weight: Weight | undefined

  constructor(scene: WriteScene, pause: Pause) {
    this.#scene = scene
    this.#pause = pause
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
    const { chunks, ready } = this.#scene
    return ready ? chunks.map(bytesOf) : { [Symbol.asyncIterator]: () => this.#iterator() }
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
    const { chunks, fails, aborts } = this.#scene
    if (this.#next === chunks.length >> 1 || this.#next === chunks.length) this.weight?.look()
    this.#given?.fill(spoiled)
    await this.#pause('write chunk')
    const at = this.#next
    this.#next += 1
    if (fails === at) throw this.#failure
    if (aborts?.before === at) await this.#aborted()
    const recipe = aborts && aborts.before <= at && aborts.then === 'ends' ? undefined : chunks[at]
    if (!recipe) return { done: true, value: undefined }
    this.#given = bytesOf(recipe)
    return { done: false, value: this.#given }
  }

  /** Aborts; a source that hangs gives no answer before it is returned. */
  async #aborted(): Promise<void> {
    this.#abort.abort()
    if (this.#scene.aborts?.then === 'hangs' && !this.returned)
      await new Promise<void>((resolve) => {
        this.#let = resolve
      })
  }
}

/** The trace: which actor came to which point, in order, in shared memory. Two runs of one case are compared by it. */

/** Steps that are kept. */
const stepsMax = 100_000

/** An actor's number stands above the number of the point's name. */
const nameBits = 24

/** Room for a new trace: the number of steps, and the steps. */
export function traceMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer((1 + stepsMax) * Int32Array.BYTES_PER_ELEMENT))
}

/** The points that an actor came to, written by its thread. Each name gets a number when it is first met. */
export class Tracer {
  readonly #numbers = new Map<string, number>()
  #fresh: string[] = []

  /** Notes that the actor came to the point. */
  note(memory: Int32Array, actor: number, point: string): void {
    const count = memory[0] ?? 0
    if (count >= stepsMax) return
    memory[1 + count] = (actor << nameBits) | this.#numberOf(point)
    memory[0] = count + 1
  }

  #numberOf(point: string): number {
    const known = this.#numbers.get(point)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(point, number)
    this.#fresh.push(point)
    return number
  }

  /** The names that were met since this was asked last, in the order of their numbers. */
  fresh(): readonly string[] {
    const names = this.#fresh
    this.#fresh = []
    return names
  }
}

/** A step of a trace. */
export interface Traced {
  readonly actor: number
  readonly point: string
}

/** The steps, by the names that each actor's thread has told. */
export function readTrace(memory: Int32Array, names: readonly (readonly string[])[]): readonly Traced[] {
  const steps = memory.subarray(1, 1 + (memory[0] ?? 0))
  return Array.from(steps, (step) => {
    const actor = step >> nameBits
    return { actor, point: names[actor]?.[step & ((1 << nameBits) - 1)] ?? '' }
  })
}

/**
 * The seam beneath an adapter: where the calls of its driver can be seen, stopped and rewritten. One a thread, since
 * each thread loads the native addon of a driver for itself.
 */
import type { Control, PortMutant, SeamMutant } from '../../../contracts/index.ts'

/** Told of every driver call, before it (`:before`) and after its effect (`:after`). Synchronous, as drivers are. */
export type AtSeam = (point: string) => void

/** What actors that take turns do about a store that is busy: who could free it runs only when this one gives way. */
export interface Turns {
  /** Lets others go on until one of them may have freed the store; false where nobody is left who could. */
  giveWay(): boolean
  /** Tells that a call has left its connection outside any transaction. */
  freed(): void
}

/** The points on either side of a driver call. */
export interface Around {
  readonly before: string
  readonly after: string
}

/** The points around a call, by the name of the driver and of the call. */
export function pointsAround(driver: string, name: string): Around {
  return { before: `${driver} ${name}:before`, after: `${driver} ${name}:after` }
}

class Seam {
  #at: AtSeam | undefined
  #turns: Turns | undefined
  #rewrites: SeamMutant | undefined
  readonly #touched = new Set<string>()

  /** From now on this one is told of the points; nobody is when undefined. */
  listen(at: AtSeam | undefined, turns?: Turns): void {
    this.#at = at
    this.#turns = turns
  }

  /** who waits for a busy store in place of the driver, where actors take turns */
  get turns(): Turns | undefined {
    return this.#turns
  }

  /** From now on statements are rewritten as the mutant says, if it is one of a seam. */
  rewrite(wears: PortMutant | SeamMutant | Control | undefined): void {
    this.#rewrites = wears && 'rewrite' in wears ? wears : undefined
  }

  /** A statement as the driver is to see it. */
  statement(driver: string, text: string): string {
    if (this.#rewrites?.seam !== driver) return text
    return this.#rewrites.rewrite.reduce((rewritten, { match, replace }) => rewritten.replaceAll(match, replace), text)
  }

  /** Makes a driver call with a point on either side. */
  around<Value>(driver: string, points: () => Around, call: () => Value): Value {
    this.#touched.add(driver)
    const at = this.#at
    if (!at) return call()
    const { before, after } = points()
    at(before)
    const value = call()
    at(after)
    return value
  }

  /** Whether a driver was loaded and called in this thread. */
  touched(driver: string): boolean {
    return this.#touched.has(driver)
  }

  /** Whether any driver was. */
  get isTouched(): boolean {
    return this.#touched.size > 0
  }
}

/** The seam of this thread. */
export const seam: Seam = new Seam()

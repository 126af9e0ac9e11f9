/**
 * The seam beneath an adapter: where the calls of its driver can be seen, stopped and rewritten. One a process, since
 * the native addon of a driver is one a process.
 */
import type { Control, PortMutant, SeamMutant } from '../../../contracts/index.ts'

/** Told of every driver call, before it (`:before`) and after its effect (`:after`). Synchronous, as drivers are. */
export type AtSeam = (point: string) => void

class Seam {
  #at: AtSeam | undefined
  #rewrites: SeamMutant | undefined
  readonly #touched = new Set<string>()

  /** From now on this one is told of the points; nobody is when undefined. */
  listen(at: AtSeam | undefined): void {
    this.#at = at
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
  around<Value>(driver: string, point: string, call: () => Value): Value {
    this.#touched.add(driver)
    const at = this.#at
    if (!at) return call()
    at(`${driver} ${point}:before`)
    const value = call()
    at(`${driver} ${point}:after`)
    return value
  }

  /** Whether a driver was loaded and called in this process. */
  touched(driver: string): boolean {
    return this.#touched.has(driver)
  }
}

/** The seam of this process. */
export const seam: Seam = new Seam()

/** How many bytes of buffers this process holds on to, whatever else it does. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** Collects garbage at once. The function is there only in contexts that are made under the flag. */
function collected(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  // What the first one found to be free is counted as such by the second.
  collect()
  collect()
}

/** Bytes in buffers that somebody can still reach. */
export function heldBytes(): number {
  collected()
  return process.memoryUsage().arrayBuffers
}

/** By how much what is held has grown at most, at the moments that are looked at. */
export class Weight {
  readonly #before = heldBytes()
  grownBytes = 0

  look(): void {
    this.grownBytes = Math.max(this.grownBytes, heldBytes() - this.#before)
  }
}

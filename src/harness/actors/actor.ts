/** An actor: one client of a place, wherever it lives. */
import type { Call, Fault, Outcome } from '../../../contracts/index.ts'
import type { Times } from './messages.ts'

/**
 * What keeps an actor from going on by itself. `parked`: it stands at a point, or its process was stopped there. `refused`:
 * its session did not open, and it was told why by a coded error.
 */
export type Stop = 'killed' | 'dropped' | 'parked' | 'refused'

/** One client of a place. */
export interface Actor {
  /** Makes a call; never rejects for what the store does. An actor that is stopped inside the call gives `unknown`. */
  call(call: Call): Promise<Outcome>
  /** Takes a call and stands ready to make it; what it gives lets the actor go. Offered by processes. */
  ready?(call: Call): Promise<() => Promise<Outcome>>
  /** when its last call really ran, where its process tells */
  readonly times?: Times | undefined
  /** Closes the session and opens another on the same place. */
  reopen(): Promise<void>
  close(): Promise<void>
  /** The points that the actor came to, in order; those of the opening of its session come first. */
  points(): readonly string[]
  /** those at which an asynchronous call beneath the adapter waits for whoever is told of them */
  awaited(): Iterable<string>
  /** whether the fault that it is armed with has come to pass */
  readonly struck: boolean
  /** settles when the actor stands at the armed point, or is gone by it */
  readonly stopped: Promise<Stop>
  /** how it was stopped, where it is */
  readonly stop: Stop | undefined
  /** settles when nothing of the actor runs any more; at once for one that shares this process */
  readonly gone: Promise<unknown>
  /** Lets a parked actor go on. */
  resume(): void
}

/** Most actors await nothing, and are made by the ten thousand. */
const none: readonly string[] = []

/** Counts the points that an actor comes to, and tells when the armed one is reached. */
export class Points {
  readonly seen: string[] = []
  #awaited: Set<string> | undefined
  struck = false
  #armed: Fault | undefined

  /** From now on looks out for the point; hits count from the first that was seen. */
  arm(fault: Fault): void {
    this.#armed = fault
  }

  /** those at which whoever is told of them is waited for */
  get awaited(): Iterable<string> {
    return this.#awaited ?? none
  }

  /** The fault that is due here. */
  reach(point: string, isAwaited = false): Fault | undefined {
    this.seen.push(point)
    if (isAwaited) {
      this.#awaited ??= new Set()
      this.#awaited.add(point)
    }
    const armed = this.#armed
    if (armed?.point !== point || this.seen.filter((one) => one === point).length !== armed.hit) return undefined
    this.#armed = undefined
    this.struck = true
    return armed
  }
}

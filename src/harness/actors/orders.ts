/** What a parent has told an actor in a process or a thread of its own, and what it waits for. */
import type { Call, Outcome } from '../../../contracts/index.ts'
import { within } from '../deadline.ts'

/** What was thrown there, as it is thrown here. */
export function thrownBy(error: { readonly name: string; readonly message: string }): Error {
  return Object.assign(new Error(error.message), error)
}

/** Waits until an order was obeyed. Rejects with what was thrown there, or with a `HarnessError` DEADLINE. */
export async function obeyed(ms: number, what: string, ended: Promise<Outcome>): Promise<void> {
  const outcome = await within(ms, what, ended)
  if (outcome.status === 'fail') throw thrownBy(outcome.error)
}

/** Somebody who was given a call and comes to a barrier with it. */
interface AtBarrier {
  /** settles when it stands there */
  readonly standing: Promise<void>
  readonly ended: Promise<Outcome>
  readonly go: () => void
}

/**
 * Waits until somebody stands at the barrier; what it gives lets it go. One that ends before that has the outcome of its call
 * all the same.
 */
export async function readied(
  ms: number,
  { port, method }: Call,
  { standing, ended, go }: AtBarrier,
): Promise<() => Promise<Outcome>> {
  const name = `${port}.${method}`
  await within(ms, `${name} at the barrier`, Promise.race([standing, ended]))
  return () => {
    go()
    return within(ms, name, ended)
  }
}

/** Orders by number, each until it is answered. */
export class Orders {
  readonly #waiting = new Map<number, (outcome: Outcome) => void>()
  #given = 0

  /** Gives an order by `send`, and its answer. */
  give(send: (order: number) => void): Promise<Outcome> {
    const order = this.#given++
    return new Promise((resolve) => {
      this.#waiting.set(order, resolve)
      send(order)
    })
  }

  answered(order: number, outcome: Outcome): void {
    this.#waiting.get(order)?.(outcome)
    this.#waiting.delete(order)
  }

  /** Nobody is there any more who could answer. */
  lost(why: string): void {
    for (const resolve of this.#waiting.values()) resolve({ status: 'unknown', why })
    this.#waiting.clear()
  }
}

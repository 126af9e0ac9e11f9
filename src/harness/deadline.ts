/** Waits that end: nothing in the harness waits for an adapter without a deadline. */
import { HarnessError } from '../../contracts/errors.ts'

/** How often waits are looked at, ms. A wait ends at most this late. */
const lookMs = 25

/** A wait that has not ended. */
interface Wait {
  /** what is wrong with it by now, if anything is */
  late(now: number): HarnessError | undefined
  readonly give: (error: HarnessError) => void
}

/** All waits of this thread: one timer for all, since most waits end within microseconds and a timer for each costs more. */
const waits = new Set<Wait>()
let looking: NodeJS.Timeout | undefined

function look(): void {
  const now = performance.now()
  for (const wait of waits) {
    const error = wait.late(now)
    if (!error) continue
    waits.delete(wait)
    wait.give(error)
  }
  if (waits.size > 0) return
  clearInterval(looking)
  looking = undefined
}

function unless<Value>(isLate: Wait['late'], promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const wait: Wait = { late: isLate, give: reject }
    waits.add(wait)
    looking ??= setInterval(look, lookMs)
    promise.then(
      (value) => {
        waits.delete(wait)
        resolve(value)
      },
      (error: unknown) => {
        waits.delete(wait)
        reject(error)
      },
    )
  })
}

function late(what: string, ms: number): HarnessError {
  return new HarnessError('DEADLINE', `${what}: no answer within ${ms} ms`)
}

/** Gives what the promise gives, or rejects with a `HarnessError` DEADLINE after `ms`. */
export function within<Value>(ms: number, what: string, promise: Promise<Value>): Promise<Value> {
  const endsAt = performance.now() + ms
  return unless((now) => (now > endsAt ? late(what, ms) : undefined), promise)
}

/** How those who wait for an adapter are kept from waiting for ever. */
export interface Patience {
  /** waits for one answer */
  wait<Value>(what: string, promise: Promise<Value>): Promise<Value>
  /** what many waits are part of */
  over<Value>(work: Promise<Value>): Promise<Value>
  /** waits for what the adapter has no part in, while its own deadlines stand still where they are of a whole case */
  aside<Value>(work: Promise<Value>): Promise<Value>
}

/** Each wait has a deadline of its own. */
export function eachWithin(ms: number): Patience {
  const asItIs: Patience['over'] = (work) => work
  return { wait: (what, promise) => within(ms, what, promise), over: asItIs, aside: asItIs }
}

/**
 * One deadline for a whole case, put off by each wait that begins: a case in memory has dozens of them, and ends sooner
 * than as many deadlines are set.
 */
export class CaseWatch implements Patience {
  readonly #ms: number
  #what = 'a case'
  #moves = 0
  #aside = 0

  constructor(ms: number) {
    this.#ms = ms
  }

  wait<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    this.#what = what
    this.#moves += 1
    return promise
  }

  /** Puts the deadline off: somebody goes on. */
  moved(): void {
    this.#moves += 1
  }

  async aside<Value>(work: Promise<Value>): Promise<Value> {
    this.#aside += 1
    try {
      return await work
    } finally {
      this.#aside -= 1
      this.moved()
    }
  }

  over<Value>(work: Promise<Value>): Promise<Value> {
    let seen = this.#moves
    let endsAt = performance.now() + this.#ms
    return unless((now) => {
      if (seen !== this.#moves || this.#aside > 0) endsAt = now + this.#ms
      seen = this.#moves
      return now > endsAt ? late(this.#what, this.#ms) : undefined
    }, work)
  }
}

/** Waits for all of them, and then throws what one threw: none goes on unwatched. */
export async function all<Value>(promises: readonly Promise<Value>[]): Promise<readonly Value[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

/** One turn of the event loop: everything that was due has run when it is over. */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** How long the event loop may wait for its turn while cases follow each other, ms. */
const breathMs = 20

let breathedAt = performance.now()

/**
 * Lets the event loop come round now and then. A case in memory, or on a driver that answers before it returns, never leaves
 * the queue of microtasks: without this, thousands of them would pass for one call that blocks.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - breathedAt < breathMs) return
  await turnOfLoop()
  breathedAt = performance.now()
}

/**
 * The recorder: invocation and return by one monotonic count over all actors, never by wall clocks. A call whose actor
 * is gone stays open: its outcome is unknown, and it may have taken effect at any time after its invocation.
 */
import type { Call, Clock, History, Outcome } from '../../contracts/index.ts'

interface Open {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  outcome: Outcome
  returned: number
  fromMs: number
  toMs: number
}

/** Records the calls of one case. */
export class Recorder {
  readonly #clock: Clock
  readonly #events: Open[] = []
  readonly #running = new Set<Open>()
  #count = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Notes an invocation; what it gives notes the return. */
  invoke(actor: number, call: Call): (outcome: Outcome) => void {
    const now = this.#clock.now()
    const outcome: Outcome = { status: 'unknown', why: 'in flight' }
    const event: Open = { actor, call, invoked: this.#count++, outcome, returned: Infinity, fromMs: now, toMs: now }
    this.#events.push(event)
    this.#running.add(event)
    return (ended) => {
      this.noteTime()
      event.outcome = ended
      if (ended.status !== 'unknown') event.returned = this.#count++
      this.#running.delete(event)
    }
  }

  /** Widens the time of calls that are running; to be called after the clock was turned. */
  noteTime(): void {
    const now = this.#clock.now()
    for (const event of this.#running) {
      event.fromMs = Math.min(event.fromMs, now)
      event.toMs = Math.max(event.toMs, now)
    }
  }

  /** All calls so far, in the order of their invocation; calls that run still change. */
  history(): History {
    return this.#events
  }
}

/** Numbers of pairs of calls, by method of the later one. */
export type Overlap = { readonly [method: string]: number }

/** How many pairs of calls overlapped. A call whose actor died overlaps with nothing. */
export function overlaps(history: History): Overlap {
  const counts: { [method: string]: number } = {}
  const ended = history.filter(({ returned }) => returned !== Infinity)
  for (const [index, later] of ended.entries()) {
    for (const earlier of ended.slice(0, index)) {
      if (earlier.actor === later.actor || earlier.returned < later.invoked) continue
      counts[later.call.method] = (counts[later.call.method] ?? 0) + 1
    }
  }
  return counts
}

/**
 * The recorder: invocation and return by one monotonic count over all actors, never by wall clocks. A call whose actor
 * is gone stays open: its outcome is unknown, and it may have taken effect at any time after its invocation. Where a server
 * goes on with what it was asked, so may a call that failed by a code which leaves its outcome open.
 */
import type { Call, Clock, Event, History, Outcome } from '../../contracts/index.ts'
import { storeCodes } from '../../contracts/errors.ts'
import type { Times } from './actors/messages.ts'
import { codeOf } from './outcomes.ts'

interface Open {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  outcome: Outcome
  returned: number
  fromMs: number
  toMs: number
}

/** Whether a call that ended so may have taken effect, or may do so yet. */
function isOpen(ended: Outcome): boolean {
  const code = codeOf(ended)
  return ended.status === 'unknown' || (code !== undefined && storeCodes[code].outcome === 'unknown')
}

/** Records the calls of one case. */
export class Recorder {
  readonly #clock: Clock
  readonly #lingers: boolean
  readonly #events: Open[]
  readonly #running = new Set<Open>()
  readonly #times = new Map<Open, Times>()
  #count: number

  /**
   * `before` is what was recorded earlier; its calls have all come to their end. `lingers`: what was asked of the store may
   * take effect though whoever asked is gone.
   */
  constructor(clock: Clock, before: History = [], lingers = false) {
    this.#clock = clock
    this.#lingers = lingers
    this.#events = before.map((event) => ({ ...event }))
    const positions = before.flatMap(({ invoked, returned }) => [invoked, returned]).filter(Number.isFinite)
    this.#count = Math.max(-1, ...positions) + 1
  }

  /** Notes an invocation; what it gives notes the return. */
  invoke(actor: number, call: Call): (outcome: Outcome, times?: Times) => void {
    const now = this.#clock.now()
    const outcome: Outcome = { status: 'unknown', why: 'in flight' }
    const event: Open = { actor, call, invoked: this.#count++, outcome, returned: Infinity, fromMs: now, toMs: now }
    this.#events.push(event)
    this.#running.add(event)
    return (ended, times) => {
      this.noteTime()
      event.outcome = ended
      if (times) this.#times.set(event, times)
      if (ended.status !== 'unknown') event.returned = this.#count++
      if (!this.#lingers || !isOpen(ended)) this.#running.delete(event)
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

  /**
   * The same calls by the times at which they really ran, as their processes tell them, in the order in which they
   * began. By these it is seen whether calls overlapped: the record is wider, for what it notes as invoked may not have
   * started yet. No judge goes by them. A call of which nobody could tell has no end.
   */
  measured(): History {
    const calls = this.#events.map((event): Event => {
      const times = this.#times.get(event)
      return { ...event, invoked: times?.beganNs ?? 0, returned: times?.endedNs ?? Infinity }
    })
    return calls.toSorted((left, right) => left.invoked - right.invoked)
  }
}

/** Numbers of pairs of calls, by method of the later one. */
export type Overlap = { readonly [method: string]: number }

/** Pairs of calls of two actors that overlapped, the earlier first. A call whose actor died overlaps with nothing. */
export function overlapping(history: History): readonly (readonly [Event, Event])[] {
  const ended = history.filter(({ returned }) => returned !== Infinity)
  return ended.flatMap((later, index) =>
    ended
      .slice(0, index)
      .filter((earlier) => overlap(earlier, later))
      .map((earlier) => [earlier, later] as const),
  )
}

/** How many pairs of calls overlapped, by method of the later one. */
export function overlaps(history: History): Overlap {
  const counts: { [method: string]: number } = {}
  for (let index = 1; index < history.length; index += 1) {
    const later = history[index] as Event
    const count = earlierBeside(later, history, index)
    if (count > 0) counts[later.call.method] = (counts[later.call.method] ?? 0) + count
  }
  return counts
}

/** How many calls before the one at an index overlap with it. Of the schedules of a trial each is asked, so no pair is made. */
function earlierBeside(later: Event, history: History, index: number): number {
  let count = 0
  if (later.returned === Infinity) return count
  for (let at = 0; at < index; at += 1) if (overlap(history[at] as Event, later)) count += 1
  return count
}

function overlap(earlier: Event, later: Event): boolean {
  return earlier.actor !== later.actor && earlier.returned >= later.invoked && earlier.returned !== Infinity
}

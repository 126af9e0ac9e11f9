/** Histories of one register as a store that keeps its word would give them, drawn from a seed; and one lie. */
import type { Call, Event, Json } from '../contracts/index.ts'
import { Random } from '../src/harness/random.ts'

/** What is drawn. */
export interface Drawing {
  readonly seed: number
  readonly operations: number
  readonly actors: number
  /** how many calls get no answer; each of them happens in one of two cases */
  readonly unknown: number
  /** how many values are written: the fewer, the more often one comes again */
  readonly values: number
}

interface Running {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  isLost: boolean
  value: Json | undefined
}

/** A store with the calls that run on it. */
class Store {
  readonly events: Event[] = []
  readonly #drawing: Drawing
  readonly #random: Random
  readonly #lost: ReadonlySet<number>
  readonly #lanes: (Running | undefined)[]
  #started = 0
  #actors: number
  #position = 0
  #held: number | null = null

  constructor(drawing: Drawing) {
    this.#drawing = drawing
    this.#random = new Random(drawing.seed)
    this.#lanes = Array.from({ length: drawing.actors }, () => undefined)
    this.#actors = drawing.actors
    const lost = new Set<number>()
    while (lost.size < drawing.unknown) lost.add(this.#random.below(drawing.operations))
    this.#lost = lost
  }

  /** Takes one step of one lane: a call begins, takes effect or ends. False once all is done. */
  step(): boolean {
    const lane = this.#random.below(this.#lanes.length)
    const running = this.#lanes[lane]
    if (!running) this.#begin(lane)
    else if (running.value === undefined && this.#mayHappen(running)) this.#happen(running)
    else this.#end(lane, running)
    return this.#started < this.#drawing.operations || this.#lanes.some((one) => one)
  }

  #begin(lane: number): void {
    if (this.#started >= this.#drawing.operations) return
    const isLost = this.#lost.has(this.#started)
    this.#started += 1
    const actor = isLost ? this.#actors++ : lane
    this.#lanes[lane] = { actor, call: this.#anyCall(isLost), invoked: this.#position++, isLost, value: undefined }
  }

  #anyCall(changes: boolean): Call {
    const { values } = this.#drawing
    const [one, other] = [this.#random.below(values), this.#random.below(values)]
    const kind = this.#random.below(changes ? 2 : 4)
    if (kind === 0) return { port: 'register', method: 'write', args: [one] }
    if (kind === 1) return { port: 'register', method: 'cas', args: [one, other] }
    return { port: 'register', method: 'read', args: [] }
  }

  #mayHappen({ isLost }: Running): boolean {
    return !isLost || this.#random.below(2) === 0
  }

  #happen(running: Running): void {
    const { method, args } = running.call
    if (method === 'read') running.value = { read: this.#held }
    else if (method === 'write') {
      this.#held = Number(args[0])
      running.value = { read: null }
    } else {
      running.value = { read: this.#held === args[0] }
      if (this.#held === args[0]) this.#held = Number(args[1])
    }
  }

  #end(lane: number, { actor, call, invoked, isLost, value }: Running): void {
    this.#lanes[lane] = undefined
    const outcome = isLost
      ? { status: 'unknown' as const, why: 'no answer' }
      : { status: 'ok' as const, value: (value as { readonly read: Json }).read }
    const returned = isLost ? Infinity : this.#position++
    this.events.push({ actor, call, outcome, invoked, returned, fromMs: 0, toMs: 0 })
  }
}

/** A history that is linearizable: the store took each call in one step between its invocation and its return. */
export function legalHistory(drawing: Drawing): readonly Event[] {
  const store = new Store(drawing)
  while (store.step());
  return store.events.toSorted((one, other) => one.invoked - other.invoked)
}

/** The same history with one answer that no order explains: the last read gives a value that nobody wrote. */
export function illegalHistory(drawing: Drawing): readonly Event[] {
  const history = legalHistory(drawing)
  const lie = history.findLastIndex(({ call, outcome }) => call.method === 'read' && outcome.status === 'ok')
  const outcome = { status: 'ok' as const, value: drawing.values }
  return history.map((event, at) => (at === lie ? { ...event, outcome } : event))
}

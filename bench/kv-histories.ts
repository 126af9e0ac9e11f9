/**
 * Histories of strings by key as many clients of a store that keeps its word would record them, drawn from a seed; and
 * one wrong answer. Each client makes its next call once the last returned. Latencies are drawn evenly over orders of
 * magnitude, as they are where a store loses its leader now and then: most calls are short, and some last as long as
 * hundreds of others.
 */
import type { Call, Event } from '../contracts/index.ts'
import { Random } from '../src/harness/random.ts'

/** What is drawn. */
export interface KvDrawing {
  readonly seed: number
  readonly operations: number
  readonly clients: number
  readonly keys: number
}

/** The longest latency is less than two to this power, in ticks of which a call lasts one at least. */
const magnitudes = 10

interface Running {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  /** ticks of its effect and of its return */
  readonly happens: number
  readonly returns: number
  value: string | null | undefined
}

/** A store with the calls that run on it. */
class Store {
  readonly events: Event[] = []
  readonly #drawing: KvDrawing
  readonly #random: Random
  readonly #texts = new Map<string, string>()
  readonly #running = new Map<number, Running>()
  #started = 0
  #position = 0
  #tick = 0

  constructor(drawing: KvDrawing) {
    this.#drawing = drawing
    this.#random = new Random(drawing.seed)
  }

  /** Goes on by a tick: calls begin, take effect and end. False once all is done. */
  step(): boolean {
    this.#tick += 1
    for (let actor = 0; actor < this.#drawing.clients; actor += 1) {
      const running = this.#running.get(actor)
      if (!running) this.#begin(actor)
      else if (running.returns <= this.#tick) this.#end(running)
    }
    // Those that take effect in one tick do so in another order than that of the clients.
    const due = [...this.#running.values()].filter((one) => one.value === undefined && one.happens <= this.#tick)
    for (const running of due) this.#happen(running)
    return this.#started < this.#drawing.operations || this.#running.size > 0
  }

  #begin(actor: number): void {
    if (this.#started >= this.#drawing.operations) return
    const latency = 1 + this.#random.below(2 ** (1 + this.#random.below(magnitudes)))
    const happens = this.#tick + this.#random.below(latency)
    const invoked = this.#position++
    const call = this.#anyCall(actor, this.#started++)
    this.#running.set(actor, { actor, call, invoked, happens, returns: this.#tick + latency, value: undefined })
  }

  /** 52 of 100 append, 42 get and 6 put. */
  #anyCall(actor: number, at: number): Call {
    const key = String(this.#random.below(this.#drawing.keys))
    const kind = this.#random.below(100)
    const text = `x ${actor} ${at} y`
    if (kind < 52) return { port: 'kv', method: 'append', args: [key, text] }
    return kind < 94 ? { port: 'kv', method: 'get', args: [key] } : { port: 'kv', method: 'put', args: [key, text] }
  }

  #happen(running: Running): void {
    const [key, text] = running.call.args as readonly [string, string]
    const held = this.#texts.get(key) ?? ''
    running.value = running.call.method === 'get' ? held : null
    if (running.call.method !== 'get') this.#texts.set(key, running.call.method === 'put' ? text : held + text)
  }

  #end({ actor, call, invoked, value = null }: Running): void {
    this.#running.delete(actor)
    const outcome = { status: 'ok' as const, value }
    this.events.push({ actor, call, outcome, invoked, returned: this.#position++, fromMs: 0, toMs: 0 })
  }
}

/** A history that is linearizable: the store took each call in one step between its invocation and its return. */
export function legalKvHistory(drawing: KvDrawing): readonly Event[] {
  const store = new Store(drawing)
  while (store.step());
  return store.events.toSorted((one, other) => one.invoked - other.invoked)
}

/**
 * The same history with one answer that no order explains: the last get that can lie so leaves out the second of its
 * texts, which another get of at least as many shows in its place. No text is written twice.
 */
export function illegalKvHistory(drawing: KvDrawing): readonly Event[] {
  const history = legalKvHistory(drawing)
  const told = history.map(({ call, outcome }) =>
    call.method === 'get' && outcome.status === 'ok' ? String(outcome.value) : '',
  )
  const lie = told.findLastIndex(
    (text, at) => textsOf(text).length > 2 && told.some((other, index) => index !== at && other.startsWith(text)),
  )
  const value = textsOf(told[lie] ?? '')
    .toSpliced(1, 1)
    .join('')
  return history.map((event, at) => (at === lie ? { ...event, outcome: { status: 'ok', value } } : event))
}

/** The texts of which a string was made. */
function textsOf(held: string): readonly string[] {
  return held.match(/x[^y]*y/g) ?? []
}

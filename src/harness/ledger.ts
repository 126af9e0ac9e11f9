/**
 * The recorder of actors in threads: one text in shared memory, to which whoever runs appends a line, so that each thread
 * can read what all others saw, and the whole history is there even where a thread never comes back.
 */
import type { Call, Event, History, Outcome } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'

/** Room for the lines of one place; memory that is not written to costs nothing. */
const bytesMax = 32 * 1_024 * 1_024

/** Where a round is not begun any more, so that one that is begun has room. */
const bytesEnough = bytesMax / 4

/** What is shared. */
export interface LedgerMemory {
  readonly text: SharedArrayBuffer
  /** how many bytes of the text are written */
  readonly length: Int32Array
}

/** A round of the script: what was chosen in it, and before which event it ended; choices are not known until then. */
export interface Round {
  readonly choices?: readonly number[]
  readonly events: number
}

type Line =
  | { readonly actor: number; readonly call: Call; readonly ms: number }
  | { readonly actor: number; readonly outcome: Outcome; readonly ms: number }
  | { readonly round: 'begins' }
  | { readonly round: 'ends'; readonly choices: readonly number[] }

/** Room for a new ledger. */
export function ledgerMemory(): LedgerMemory {
  return { text: new SharedArrayBuffer(bytesMax), length: new Int32Array(new SharedArrayBuffer(4)) }
}

/** One thread's view of the ledger. */
export class Ledger {
  readonly #text: Buffer
  readonly #length: Int32Array
  readonly #events: Event[] = []
  readonly #open = new Map<number, number>()
  readonly #rounds: Round[] = []
  #read = 0
  #count = 0

  constructor({ text, length }: LedgerMemory) {
    this.#text = Buffer.from(text)
    this.#length = length
  }

  /** Notes an invocation at this time of the place. */
  invoke(actor: number, call: Call, ms: number): void {
    this.#append({ actor, call, ms })
  }

  /** Notes how the actor's call ended. */
  end(actor: number, outcome: Outcome, ms: number): void {
    this.#append({ actor, outcome, ms })
  }

  /** Notes that a round begins. */
  beginRound(): void {
    this.#append({ round: 'begins' })
  }

  /** Notes the end of the round, with what was chosen in it. */
  endRound(choices: readonly number[]): void {
    this.#append({ round: 'ends', choices })
  }

  /** Appends a line. A thread knows its own lines, and reads those of others only. */
  #append(line: Line): void {
    this.#readOn()
    const text = `${JSON.stringify(line)}\n`
    const from = this.written
    // A character takes at most three bytes.
    if (from + 3 * text.length > bytesMax)
      throw new HarnessError(
        'LIMIT',
        `the calls of one case fill more than ${bytesMax} bytes: expected a shorter script`,
      )
    this.#read = from + this.#text.write(text, from)
    this.#length[0] = this.#read
    this.#take(line)
  }

  /** how many bytes are written */
  get written(): number {
    return Atomics.load(this.#length, 0)
  }

  /** whether a round more has room */
  get hasRoom(): boolean {
    return this.written < bytesEnough
  }

  /** All calls so far, in the order of their invocation. */
  history(): History {
    this.#readOn()
    return this.#events
  }

  /** The rounds that have begun. */
  rounds(): readonly Round[] {
    this.#readOn()
    return this.#rounds
  }

  #readOn(): void {
    const { written } = this
    if (this.#read === written) return
    const text = this.#text.toString('utf8', this.#read, written - 1)
    this.#read = written
    for (const line of text.split('\n')) this.#take(JSON.parse(line) as Line)
  }

  #take(line: Line): void {
    if ('round' in line) this.#turned(line)
    else if ('call' in line) this.#invoked(line)
    else this.#ended(line)
  }

  #turned(line: Extract<Line, { round: string }>): void {
    const events = this.#events.length
    if (line.round === 'begins') this.#rounds.push({ events })
    else this.#rounds.splice(-1, 1, { events, choices: line.choices })
  }

  #invoked({ actor, call, ms }: Extract<Line, { call: Call }>): void {
    const outcome: Outcome = { status: 'unknown', why: 'in flight' }
    const at = this.#events.push({
      actor,
      call,
      outcome,
      invoked: this.#count++,
      returned: Infinity,
      fromMs: ms,
      toMs: ms,
    })
    this.#open.set(actor, at - 1)
  }

  #ended({ actor, outcome, ms }: Extract<Line, { outcome: Outcome }>): void {
    const at = this.#open.get(actor)
    const event = at === undefined ? undefined : this.#events[at]
    if (at === undefined || !event) throw new HarnessError('INTERNAL', `an answer to no call of actor ${actor}`)
    const { fromMs, toMs } = event
    const times = { fromMs: Math.min(fromMs, ms), toMs: Math.max(toMs, ms) }
    this.#events[at] = { ...event, ...times, outcome, returned: this.#count++ }
    this.#open.delete(actor)
  }
}

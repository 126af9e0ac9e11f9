/** The lines of a history file, and the calls that its lines begin and end. */
import type { Call, Event, Outcome } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'

/** A line of a file, which knows where it stands. */
export interface Line {
  readonly file: string
  /** from 1 */
  readonly number: number
  readonly text: string
}

/** The lines of a text that hold anything. */
export function linesOf(file: string, text: string): readonly Line[] {
  const lines = text.split(/\r?\n/).map((line, index): Line => ({ file, number: index + 1, text: line }))
  return lines.filter((line) => line.text.trim() !== '')
}

/** The error for a line that is not what it should be. */
export function unreadable({ file, number }: Line, expected: string, got: unknown): HarnessError {
  return new HarnessError('HISTORY', `${file}:${number}: expected ${expected}, got ${show(got)}`)
}

interface Begun {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  outcome: Outcome | undefined
  returned: number
}

/**
 * Calls as a log tells of them: one line where each begins, and perhaps one where it ends. A call that no line ends has
 * an unknown outcome, and its process may go on with others.
 */
export class LoggedCalls {
  readonly #calls: Begun[] = []
  readonly #open = new Map<number, Begun>()
  #position = 0

  begin(actor: number, call: Call): void {
    this.lose(actor)
    const begun: Begun = { actor, call, invoked: this.#position++, outcome: undefined, returned: Infinity }
    this.#calls.push(begun)
    this.#open.set(actor, begun)
  }

  /** The call that a process is in. */
  open(actor: number, line: Line): Call {
    const begun = this.#open.get(actor)
    if (begun) return begun.call
    throw unreadable(line, `an :invoke of process ${actor} before its call ends`, line.text)
  }

  /** Ends the call of a process with an answer. */
  answer(actor: number, value: unknown): void {
    this.#end(actor, { status: 'ok', value }, this.#position++)
  }

  /** Ends the call of a process in which surely nothing happened: it is left out. */
  drop(actor: number): void {
    this.#end(actor, undefined, this.#position++)
  }

  /** The process gives its call up: nobody knows what came of it. */
  lose(actor: number): void {
    this.#end(actor, { status: 'unknown', why: 'no answer in the log' }, Infinity)
  }

  #end(actor: number, outcome: Outcome | undefined, returned: number): void {
    const begun = this.#open.get(actor)
    if (!begun) return
    begun.outcome = outcome
    begun.returned = returned
    this.#open.delete(actor)
  }

  /** All calls of the log but those that did not happen, in the order of their invocation. */
  history(): readonly Event[] {
    for (const actor of this.#open.keys()) this.lose(actor)
    return this.#calls.flatMap(({ outcome, ...begun }) => (outcome ? { ...begun, outcome, fromMs: 0, toMs: 0 } : []))
  }
}

/**
 * The states that a search met, as whole numbers: two that no call can tell apart are one, and the model is asked once
 * for each state and class of calls.
 */
import type { Call, Event, Foresight, Judged, Model } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import type { MemoryShare } from './memory.ts'
import { unreadableExpected, valueOf } from './split.ts'
import { Transitions } from './transitions.ts'

/** What a state costs besides its text, in bytes: a guess on the high side, for 384 MiB counted were 287 MB resident. */
const stateBytes = 160

/** The model's verdict on a call whose outcome is known. */
export function judgeCall<State>(model: Model<State>, state: State, event: Event): Judged<State> {
  if (event.outcome.status === 'fail') return { legal: false, expected: 'an answer' }
  try {
    return model.step(state, event.call, valueOf(event), event)
  } catch (error) {
    return { legal: false, expected: unreadableExpected(error) }
  }
}

/** The states of one part. */
export class States<State> {
  readonly #model: Model<State>
  readonly #memory: MemoryShare
  readonly #ids = new Map<string, number>()
  readonly #states: State[] = []
  readonly #known: Transitions
  readonly #lost: Transitions
  /** by class of known calls that overwrite: the state that they leave */
  readonly #overwritten = new Map<number, number>()
  readonly #alternatives: (readonly number[])[] = [[]]

  /** The first state that is met has the number 0. */
  constructor(model: Model<State>, initial: State, classes: number, memory: MemoryShare) {
    this.#model = model
    this.#memory = memory
    this.#known = new Transitions(classes, memory)
    this.#lost = new Transitions(classes, memory)
    this.#intern(initial)
  }

  /** The number of a state. */
  #intern(state: State): number {
    const key = this.#model.key(state)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#states.length
    this.#ids.set(key, id)
    this.#states.push(state)
    this.#memory.take(stateBytes + 2 * key.length)
    return id
  }

  /** The state after a call whose outcome is known; -1 where the model refuses it. */
  after(id: number, classOf: number, event: Event, isRead: boolean): number {
    const met = this.#known.get(id, classOf)
    if (met !== undefined) return met
    const before = this.state(id)
    const judged = judgeCall(this.#model, before, event)
    const after = judged.legal ? (judged.state === before ? id : this.#intern(judged.state)) : -1
    if (isRead && after >= 0 && after !== id) throw changed(event)
    if (this.#model.foresight && !isRead) this.#holdToForesight(this.#model.foresight, after, classOf, event)
    this.#known.set(id, classOf, after)
    return after
  }

  /** Refuses the model if it does not keep what its foresight promises of calls that do not read. */
  #holdToForesight(foresight: Foresight<State>, after: number, classOf: number, { call, outcome }: Event): void {
    if (after < 0 && outcome.status === 'ok') throw broken(call, 'calls that do not read are allowed', 'refused one')
    if (!foresight.overwrites(call)) return
    const left = this.#overwritten.get(classOf) ?? after
    if (left !== after) throw broken(call, 'it leaves one state', 'left two')
    this.#overwritten.set(classOf, after)
  }

  /** The states in which a call of unknown outcome may have left another, besides the one that it found. */
  afterLost(id: number, classOf: number, event: Event): readonly number[] {
    const met = this.#lost.get(id, classOf)
    if (met !== undefined) return this.#alternatives[met] ?? []
    const unseen = this.#model.unseen(this.state(id), event.call, event)
    const after = [...new Set(unseen.map((state) => this.#intern(state)))].filter((one) => one !== id)
    this.#lost.set(id, classOf, after.length === 0 ? 0 : this.#alternatives.push(after) - 1)
    return after
  }

  state(id: number): State {
    return this.#states[id] as State
  }
}

function changed({ call }: Event): HarnessError {
  return new HarnessError(
    'PLUGIN',
    `the model of ${call.port} says that ${call.method} reads, and changed a state by it; mend its reads or its step`,
  )
}

function broken({ port, method }: Call, promise: string, deed: string): HarnessError {
  return new HarnessError(
    'PLUGIN',
    `the foresight of the model of ${port} says of ${method} that ${promise}, and its step ${deed}; mend either`,
  )
}

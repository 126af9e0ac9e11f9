/** Splits a history by partition: it is legal if and only if each of its parts is. */
import type { Broken, Event, History, Model } from '../../../contracts/index.ts'
import { describeError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'

/** A call with its place in the history. */
export interface Numbered {
  readonly at: number
  readonly event: Event
}

/** The calls that concern one partition, in the order of their invocation. */
export interface Part {
  readonly partition: string
  readonly calls: readonly Numbered[]
}

/** The parts of a history, or the call whose answer is of no shape that the model can read. */
export type Split = readonly Part[] | { readonly unreadable: Broken }

/** What a call was answered; undefined where nobody saw an answer. */
export function valueOf({ outcome }: Event): unknown {
  return outcome.status === 'ok' ? outcome.value : undefined
}

/** How a call ended, in a few words. */
export function observed({ outcome }: Event): string {
  if (outcome.status === 'ok') return show(outcome.value)
  return outcome.status === 'fail'
    ? `${outcome.error.name} ${outcome.error.code ?? ''}: ${outcome.error.message}`
    : `unknown (${outcome.why})`
}

/** What is due of an answer that the model cannot read: such a one is no answer of the port. */
export function unreadableExpected(error: unknown): string {
  return `an answer of the shape that the port gives (${describeError(error)})`
}

/** Splits a history. A call that concerns everything stands in each part. */
export function split<State>(model: Model<State>, history: History): Split {
  const parts = new Map<string, Numbered[]>()
  const everywhere: Numbered[] = []
  for (const [at, event] of history.entries()) {
    const about = concernsOf(model, event)
    if (typeof about === 'string') return { unreadable: { at, expected: about, observed: observed(event) } }
    const numbered = { at, event }
    if (about.everywhere) everywhere.push(numbered)
    for (const name of about.partitions) {
      const calls = parts.get(name) ?? []
      if (calls.length === 0) parts.set(name, calls)
      if (!about.everywhere && calls.at(-1) !== numbered) calls.push(numbered)
    }
  }
  return Array.from(parts, ([partition, calls]) => ({ partition, calls: inOrder([...calls, ...everywhere]) }))
}

/** What a call concerns, or what is due of an answer that the model cannot read. */
function concernsOf<State>(model: Model<State>, event: Event): ReturnType<Model<State>['concerns']> | string {
  try {
    return model.concerns(event.call, valueOf(event))
  } catch (error) {
    return unreadableExpected(error)
  }
}

function inOrder(calls: readonly Numbered[]): readonly Numbered[] {
  return calls.toSorted((one, other) => one.event.invoked - other.event.invoked)
}

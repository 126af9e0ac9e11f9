/**
 * Small histories of any model, and a verdict on them by brute force, which knows nothing of the checker: it tries every
 * order that respects real time, and every choice of calls of unknown outcome that took effect.
 */
import type { Call, Event, Json, Model } from '../../../../contracts/index.ts'
import { kvModel } from '../../../../src/harness/histories/kv-model.ts'
import { registerModel } from '../../../../src/harness/histories/register-model.ts'
import { Random } from '../../../../src/harness/random.ts'
import { claims, event } from './register.ts'

/** A model, the calls that are drawn, and what each would be answered in a state. */
export interface Subject<State> {
  readonly model: Model<State>
  readonly calls: readonly Call[]
  /** what calls may be answered, truly or not */
  readonly answers: readonly Json[]
  /** an answer that nothing gives */
  readonly unused: Json
  /** calls that take their answer from the state */
  readonly tells: (call: Call) => boolean
}

function call(port: string, method: string, ...args: readonly Json[]): Call {
  return { port, method, args }
}

export const register: Subject<number | null> = {
  model: registerModel,
  calls: [
    call('register', 'read'),
    call('register', 'read'),
    call('register', 'write', 1),
    call('register', 'write', 2),
    call('register', 'cas', 1, 2),
    call('register', 'cas', 2, 1),
  ],
  answers: [null, 1, 2, true, false],
  unused: 99,
  tells: ({ method }) => method !== 'write',
}

export const kv: Subject<string> = {
  model: kvModel,
  calls: [
    call('kv', 'get', 'x'),
    call('kv', 'get', 'x'),
    call('kv', 'append', 'x', 'a'),
    call('kv', 'append', 'x', 'b'),
    call('kv', 'put', 'x', 'c'),
    call('kv', 'get', 'y'),
    call('kv', 'append', 'y', 'a'),
  ],
  answers: ['', 'a', 'b', 'c', 'ab', 'ba', 'ca', 'cb', null],
  unused: 'never',
  tells: ({ method }) => method === 'get',
}

/** The model of strings taken apart: its foresight, and what a search has to go by that knows none. */
export const { foresight: kvForesight, ...plainKvModel } = kvModel

/** The partition that a call of these models concerns. */
export function partitionOf<State>({ model }: Subject<State>, { call: made }: Event): string {
  return model.concerns(made, undefined).partitions[0] ?? ''
}

/** The states by partition, where another than the initial one. */
type States<State> = ReadonlyMap<string, State>

/** Whether some order of the calls is legal. */
export function isLegalByForce<State>(
  subject: Subject<State>,
  left: readonly Event[],
  states: States<State> = new Map(),
): boolean {
  if (left.every(({ outcome }) => outcome.status === 'unknown')) return true
  return left.some((first) => {
    if (left.some((other) => other.returned < first.invoked)) return false
    const partition = partitionOf(subject, first)
    const before = states.get(partition) ?? subject.model.initial(partition, claims)
    const rest = left.filter((other) => other !== first)
    return after(subject, before, first).some((state) =>
      isLegalByForce(subject, rest, new Map([...states, [partition, state]])),
    )
  })
}

function after<State>(
  { model }: Subject<State>,
  state: State,
  { call: made, outcome, ...span }: Event,
): readonly State[] {
  if (outcome.status === 'unknown') return model.unseen(state, made, span)
  const judged = model.step(state, made, outcome.status === 'ok' ? outcome.value : undefined, span)
  return judged.legal ? [judged.state] : []
}

interface Running {
  readonly actor: number
  readonly call: Call
  readonly invoked: number
  answer: Json | undefined
}

/** Draws a history of `size` calls by up to three actors: a store that keeps its word, but for lost replies and, maybe, lies. */
export function draw<State>(
  subject: Subject<State>,
  seed: number,
  size: number,
  { lies }: { readonly lies: boolean },
): readonly Event[] {
  const random = new Random(seed)
  const states = new Map<string, State>()
  const running: Running[] = []
  const events: Event[] = []
  const [lostOf, liesOf] = [3 + random.below(6), 2 + random.below(4)]
  let [now, started] = [0, 0]
  while (started < size || running.length > 0) {
    const one = running[random.below(3)]
    if (!one) {
      const next = subject.calls[random.below(subject.calls.length)]
      if (next && running.length < 3 && started < size)
        running.push({ actor: started++, call: next, invoked: now++, answer: undefined })
    } else if (one.answer === undefined && random.below(4) > 0) one.answer = happen(subject, states, one.call)
    else {
      running.splice(running.indexOf(one), 1)
      const isLost = one.answer === undefined || random.below(lostOf) === 0
      const isLie = lies && subject.tells(one.call) && random.below(liesOf) === 0
      const answer = isLie ? subject.answers[random.below(subject.answers.length)] : one.answer
      events.push(event(one.call, answer, one.invoked, isLost ? Infinity : now++, one.actor))
    }
  }
  return events.toSorted((left, right) => left.invoked - right.invoked)
}

/** Lets a call happen, and finds its answer: the one that the model allows. */
function happen<State>(subject: Subject<State>, states: Map<string, State>, made: Call): Json {
  const { model, answers } = subject
  const [partition = ''] = model.concerns(made, undefined).partitions
  const before = states.get(partition) ?? model.initial(partition, claims)
  const span = { fromMs: 0, toMs: 0 }
  for (const answer of [...answers, before as Json]) {
    const judged = model.step(before, made, answer, span)
    if (!judged.legal) continue
    states.set(partition, judged.state)
    return answer
  }
  throw new Error(`no answer to ${made.method} is legal`)
}

/**
 * Registers: the smallest model that a checker can be tried on. `read` gives the value, `write` takes one, `swap` does
 * both in one step. The brute force below knows nothing of the checker: it tries every order.
 */
import type { Call, Claims, Event, Judge, Model, Outcome } from '../../../../contracts/index.ts'
import { modelJudge } from '../../../../src/harness/linearizability/judge.ts'
import { Random } from '../../../../src/harness/random.ts'

export const claims: Claims = { survives: 'process', sharing: 'host', ports: {} }

function next(state: number, { method, args }: Call): number {
  return method === 'read' ? state : Number(args[1])
}

function answer(state: number, { method }: Call): unknown {
  return method === 'write' ? 'done' : state
}

const registers: Model<number> = {
  initial: () => 0,
  step(state, call, value) {
    const expected = answer(state, call)
    return value === expected ? { legal: true, state: next(state, call) } : { legal: false, expected: String(expected) }
  },
  unseen: (state, call) => (call.method === 'read' ? [] : [next(state, call)]),
  concerns: ({ args }) => ({ everywhere: false, partitions: [JSON.stringify(args[0])] }),
  key: String,
}

/** The checker under test, on registers. */
export const judge: Judge = modelJudge(registers, claims)

export function read(name = 'x'): Call {
  return { port: 'registers', method: 'read', args: [name] }
}

export function write(value: number, name = 'x'): Call {
  return { port: 'registers', method: 'write', args: [name, value] }
}

export function swap(value: number, name = 'x'): Call {
  return { port: 'registers', method: 'swap', args: [name, value] }
}

/** A call of a history, in flight from one position to another; of unknown outcome where it never returned. */
export function event(call: Call, value: unknown, invoked: number, returned: number = invoked + 1, actor = 0): Event {
  const outcome: Outcome = returned === Infinity ? { status: 'unknown', why: 'killed' } : { status: 'ok', value }
  return { actor, call, outcome, invoked, returned, fromMs: 0, toMs: 0 }
}

/** Whether some order of the calls is legal: every order that respects real time, and every choice of lost calls. */
export function legalByForce(left: readonly Event[], state: ReadonlyMap<string, number> = new Map()): boolean {
  if (left.every(({ outcome }) => outcome.status === 'unknown')) return true
  return left.some((first) => {
    if (left.some((other) => other.returned < first.invoked)) return false
    const { call, outcome } = first
    const name = JSON.stringify(call.args[0])
    const before = state.get(name) ?? 0
    if (outcome.status === 'ok' && outcome.value !== answer(before, call)) return false
    const rest = left.filter((other) => other !== first)
    return legalByForce(rest, new Map([...state, [name, next(before, call)]]))
  })
}

function anyCall(random: Random): Call {
  const name = random.below(3) === 0 ? 'y' : 'x'
  const value = 1 + random.below(3)
  return [read(name), read(name), write(value, name), swap(value, name)][random.below(4)] ?? read(name)
}

interface Running {
  readonly call: Call
  readonly actor: number
  readonly invoked: number
  effect: unknown
  happened: boolean
}

/** How a history is drawn. */
interface Drawing {
  readonly random: Random
  readonly state: Map<string, number>
  readonly running: Running[]
  readonly events: Event[]
  now: number
}

function happen(of: Drawing, one: Running): void {
  const name = JSON.stringify(one.call.args[0])
  const before = of.state.get(name) ?? 0
  one.effect = answer(before, one.call)
  one.happened = true
  of.state.set(name, next(before, one.call))
}

/** Ends a call: most return what they saw, some lie, and some are never heard of again. */
function end(of: Drawing, at: number): void {
  const [one] = of.running.splice(at, 1)
  if (!one) return
  const { random } = of
  const isLost = random.below(5) === 0
  if (!one.happened && (!isLost || random.below(2) === 0)) happen(of, one)
  const lie = random.below(6) === 0 && one.call.method !== 'write' ? random.below(4) : one.effect
  of.events.push(event(one.call, lie, one.invoked, isLost ? Infinity : of.now++, one.actor))
}

/** A history of `size` calls by up to three actors: legal for the most part, with lies and lost replies among them. */
export function drawn(seed: number, size: number): readonly Event[] {
  const random = new Random(seed)
  const of: Drawing = { random, state: new Map(), running: [], events: [], now: 0 }
  for (let started = 0; started < size || of.running.length > 0;) {
    const start = started < size && of.running.length < 3 && random.below(3) > 0
    const some = of.running[random.below(Math.max(1, of.running.length))]
    if (start) {
      of.running.push({ call: anyCall(random), actor: started, invoked: of.now++, effect: undefined, happened: false })
      started += 1
    } else if (some && !some.happened && random.below(2) === 0) {
      happen(of, some)
    } else {
      end(of, random.below(Math.max(1, of.running.length)))
    }
  }
  return of.events.toSorted((left, right) => left.invoked - right.invoked)
}

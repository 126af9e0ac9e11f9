/**
 * The lab as a law sees it. What actors do is data (a script), so that the same law runs in one thread, in several and
 * in killed processes, and so that a case shrinks and replays.
 */
import type { AnyPort, Call } from './port.ts'
import type { Tier } from './tier.ts'
import type { Json } from './values.ts'
import type { Claims } from './adapter.ts'

/** One step of a script. Commands are the contract's own, with symbolic references to what earlier steps gave. */
export type Step<Command = Json> =
  | { readonly actor: number; readonly does: Command }
  /** the clock of the place moves by `turn` ms, backwards if negative; all that stands before has ended, at 0 too */
  | { readonly turn: number }
  /** the actor closes its session and opens another on the same place */
  | { readonly reopen: number }

/** What actors do, in order. Under concurrency the order holds for each actor only. */
export type Script<Command = Json> = readonly Step<Command>[]

/** What the lab asks of a generator; which of these can show anything depends on the tier. */
export interface Shape {
  /** number of actors, 1 to 4 */
  readonly actors: number
  /** number of commands, 1 to 20 */
  readonly steps: number
  /** whether `reopen` steps may come */
  readonly reopen: boolean
  /** whether `turn` steps may come */
  readonly turns: boolean
}

/** Makes `count` scripts from a seed; the same seed gives the same scripts. */
export type Generator<Command = Json> = (shape: Shape, seed: number, count: number) => readonly Script<Command>[]

/** How a call ended. `unknown`: its actor was killed, dropped or cut off before the reply; it may have taken effect. */
export type Outcome =
  | { readonly status: 'ok'; readonly value: unknown }
  | {
      readonly status: 'fail'
      readonly error: { readonly name: string; readonly code?: string; readonly message: string }
    }
  | { readonly status: 'unknown'; readonly why: string }

/** One recorded call. */
export interface Event {
  readonly actor: number
  readonly call: Call
  readonly outcome: Outcome
  /** position of the invocation in one monotonic count over all actors */
  readonly invoked: number
  /** position of the return; `Infinity` while the outcome is unknown */
  readonly returned: number
  /** the place's time at invocation and at return, ms */
  readonly fromMs: number
  readonly toMs: number
}

/** Calls in the order of their invocation. */
export type History = readonly Event[]

/** Where a history went wrong. */
export interface Broken {
  /** index of the first event that cannot be */
  readonly at: number
  readonly expected: string
  readonly observed: string
  /** how far the model goes along, where it was the model that refused */
  readonly explanation?: Explanation
}

/**
 * Why no order of the calls of one partition is one that the model allows: the longest order that it does allow, and the
 * calls that could come next in time and that it then refuses.
 */
export interface Explanation {
  readonly partition: string
  /** the state before the first call, as a person reads it */
  readonly initial: string
  /** the longest order; calls of unknown outcome stand in it where they must have taken effect */
  readonly order: readonly PlacedCall[]
  /** the state behind it, in which all goes wrong */
  readonly before: string
  /** the calls that could come next, that which returned first before the others: it had to come */
  readonly stuck: readonly StuckCall[]
}

/** A call in an order. */
export interface PlacedCall {
  /** index of the event */
  readonly at: number
  /** the state behind it, cut where it is long */
  readonly after: string
}

/** A call that the model refuses. */
export interface StuckCall {
  /** index of the event */
  readonly at: number
  readonly expected: string
  readonly observed: string
}

/** Decides a history; undefined where nothing is wrong with it. */
export type Judge = (history: History) => Broken | undefined

/** What of a history is left to the model: some of its events, as it is to take them, and where each stood before. */
export interface Recast {
  readonly history: History
  readonly places: readonly number[]
}

/** One way to try a law. */
export interface Search<Command = Json> {
  /** what the actors do */
  readonly scripts: Generator<Command>
  /** the actors overlap at every tier that has more than one: sessions that are interleaved, processes that race */
  readonly race?: true
  /** what must hold of every history; without one, the contract's model must explain it */
  readonly judge?: Judge
  /** what is wrong with a history at once, or else what of it the model must explain in its place */
  readonly recast?: (history: History) => Broken | Recast
  /** changes of every kind come first, and at least one kill lands at each point of each call that changes something */
  readonly everyPoint?: true
  /** the faults to bring where the tier has them: all of them but errors where absent */
  readonly faults?: readonly Fault['action'][]
  /** the only call in which faults come: that in which every script has its pause */
  readonly struck?: StruckCall
  /** the only kind of error that is brought by `throw`; every kind but `rolled-back` where absent */
  readonly errors?: ErrorKind
  /**
   * Which calls may fail, by a code, where an error or a fault of the server comes in one: where absent that one, and after
   * a fault of the server one more of each session that was open
   */
  readonly failures?: 'none' | 'any'
  /** so many scripts show what there is to be seen, once all marks are reached; as many as time allows where absent */
  readonly enough?: number
  /** the clocks of the actors are apart by up to an hour, where they follow each other */
  readonly skewed?: true
}

/** The `call`-th call (from 1) of an actor. */
export interface StruckCall {
  readonly actor: number
  readonly call: number
}

/**
 * Kinds of errors that ask for more than to be told. conflict: transactions are in each other's way, and the one that is
 * told has done nothing and may be made again; no call fails by it. rolled-back: no error at all, but a commit that the
 * store answers by undoing its transaction.
 */
export type ErrorKind = 'conflict' | 'rolled-back'

/** What is done to the server of a place. */
export type ServerFault = 'restart' | 'disconnect'

/** A fault, addressed so that it can be brought again: the `hit`-th time (from 1) that the actor comes to the point. */
export interface Fault {
  readonly actor: number
  readonly point: string
  readonly hit: number
  /**
   * kill: SIGKILL of the actor's process. drop: the session is abandoned there, without close; what a kill is below T4.
   * park: the actor stands still there while the others go on. stop: the same by SIGSTOP of its process, and SIGCONT.
   * throw: the call beneath the adapter throws `error`, before its effect at a point `:before`, else after it.
   * delay: the answer of an asynchronous call beneath the adapter is held back until nothing else of the actor moves.
   * restart, disconnect: that is done to the server of the place while the actor stands there, and then it goes on.
   */
  readonly action: 'kill' | 'drop' | 'park' | 'stop' | 'throw' | 'delay' | ServerFault
  /** of `throw`: the code of the error, as whoever is beneath the adapter names it: ENOSPC, SQLITE_IOERR_FSYNC */
  readonly error?: string
}

/** A place and the sessions on it, for examples that are not a script. */
export interface Bench {
  /**
   * Opens a session on the place; closed by the lab at the end if it still is open. `beneath` stands between the
   * shell and the adapter's own port, and those that a part stands on: what a store gives back that has come to harm.
   */
  open(beneath?: (inner: AnyPort, port: string) => AnyPort): Promise<BenchSession>
  /** turns the clock of the place, where it can be turned */
  turn(ms: number): Promise<void>
  /** the time of the place, ms */
  now(): number
  /**
   * How many bytes the process of the trial has written and sent so far; undefined where the system does not count them. What
   * a server writes of what it was sent is not among them.
   */
  written(): number | undefined
  /** whether the server of the place can be made to keep changes from returning */
  readonly stalls: boolean
  /** Keeps changes of the outputs that lie there from returning until what comes back is called; undefined where it cannot. */
  stall(): Promise<(() => Promise<void>) | undefined>
}

/** A session in an example. */
export interface BenchSession {
  /**
   * makes a call and gives its outcome; never rejects for what the store does. Arguments without a text, such as a value
   * with a cycle, are given as they are
   */
  call(method: string, ...args: readonly unknown[]): Promise<Outcome>
  /** the same on another port of this session, which the adapter offers */
  beside(port: string, method: string, ...args: readonly unknown[]): Promise<Outcome>
  close(): Promise<void>
}

/** An example that went wrong. */
export interface Surprise {
  readonly expected: string
  readonly observed: string
}

/** What a law is given. */
export interface Lab {
  readonly tier: Tier
  readonly claims: Claims
  /** searches for a history that breaks the law, at this lab's tier, until budget or runs are used up */
  hunt<Command>(search: Search<Command>): Promise<void>
  /** runs one fixed program on `places` fresh places (T0); what it returns is what went wrong */
  example(places: number, program: (places: readonly Bench[]) => Promise<Surprise | undefined>): Promise<void>
}

/** Runs an example on one session of one new place: what most examples are. */
export function onOneSession(
  lab: Lab,
  program: (session: BenchSession, place: Bench) => Promise<Surprise | undefined>,
): Promise<void> {
  return lab.example(1, async ([place]) =>
    place ? program(await place.open(), place) : { expected: 'a place', observed: 'none' },
  )
}

/** Runs an example on two new places, with one session on each. */
export function onTwoPlaces(
  lab: Lab,
  program: (here: BenchSession, there: BenchSession) => Promise<Surprise | undefined>,
): Promise<void> {
  return lab.example(2, async ([one, other]) =>
    one && other ? program(await one.open(), await other.open()) : { expected: 'two places', observed: 'fewer' },
  )
}

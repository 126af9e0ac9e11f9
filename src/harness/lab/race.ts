/**
 * Cases whose actors race: processes on one place, or threads of this process, stand at a barrier, each with its first
 * call in hand, are let go within microseconds, and then go on freely. A turn of the clock is a barrier: what stands before it in the script has
 * ended, and what follows starts together again.
 *
 * A call is recorded as invoked before the gate opens and as returned after its answer came, so that the record holds
 * the time in which it really ran. Nothing here repeats itself: a fault whose point is not come to has not happened.
 */
import { availableParallelism } from 'node:os'
import type { Call, Event, Fault, History, Outcome, Script, Step } from '../../../contracts/index.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Case } from '../case.ts'
import { actorOf } from '../case.ts'
import { all, eachWithin, within } from '../deadline.ts'
import { isOpening } from '../tracer.ts'
import { processCrew, racerCrew } from './crew.ts'
import { isFresh } from './sequential.ts'
import { callAt } from './sites.ts'
import type { Numbered, Stage } from './stage.ts'
import { onStage } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

type Move = Exclude<Step<unknown>, { turn: number }>

/** What lies between two turns of the clock: the moves of each actor. */
export interface Heat {
  /** the turn before it, ms */
  readonly turn: number
  readonly lanes: ReadonlyMap<number, readonly Move[]>
}

/** The heats of a script. */
export function heatsOf(script: Script<unknown>): readonly Heat[] {
  const heats = [{ turn: 0, lanes: new Map<number, Move[]>() }]
  for (const step of script) {
    const lanes = heats.at(-1)?.lanes
    const index = actorOf(step)
    if ('turn' in step) heats.push({ turn: step.turn, lanes: new Map() })
    else if (lanes && index !== undefined) lanes.set(index, [...(lanes.get(index) ?? []), step])
  }
  return heats
}

/** Processes of races that keep a core busy: fewer would leave it idle while they wait for each other and the disk. */
const racersPerCore = 2

/** How many races of so many processes each run at once. */
export function racesAtOnce(actors: number): number {
  return Math.max(1, Math.floor((racersPerCore * availableParallelism()) / actors))
}

/**
 * How often a script is raced: without a fault, with a pause and with a kill. Of pauses there are more: who stands still
 * between two steps is passed by others for certain, where a race without a fault must hit a window of microseconds.
 * Most of them are early, when all that the others do is still to come; some of these are in calls that are wanted to meet
 * others. A kill costs a process.
 */
const perScript = { plain: 2, wanted: 3, early: 6, park: 2, kill: 2 }

/** A case with its fault. */
type Faulty = Case & { readonly fault: Fault }

/**
 * The pauses that can show something: between two calls of a driver the store is the same at each point, so that of
 * those one is enough, the one before a call.
 */
function pausesOf(faulty: readonly Faulty[]): readonly Faulty[] {
  const parks = faulty.filter(({ fault }) => fault.action === 'park' || fault.action === 'stop')
  const before = parks.filter(({ fault }) => fault.point.endsWith(':before'))
  return before.length > 0 ? before : parks
}

/** How many moves each actor makes before there are others beside it. */
function movesAlone(script: Script<unknown>, actor: number): number {
  const heats = heatsOf(script)
  const first = heats.findIndex(({ lanes }) => lanes.size > 1)
  return heats.slice(0, Math.max(0, first)).reduce((total, { lanes }) => total + (lanes.get(actor)?.length ?? 0), 0)
}

/**
 * The races of one script that was run once, of these faults as many as fit; of methods that are `unmet` no call met another
 * yet. No two of them take the same course.
 */
export function racesOf(
  plain: Case,
  faulty: readonly Faulty[],
  { points }: Pick<Ran, 'points'>,
  unmet: readonly string[],
): readonly Case[] {
  const callOf = ({ fault }: Faulty): ReturnType<typeof callAt> => callAt(fault, points[fault.actor] ?? [])
  // Whoever stands still while nobody is beside it is passed by nobody.
  const isBeside = (of: Faulty): boolean => (callOf(of)?.begun ?? Infinity) > movesAlone(plain.script, of.fault.actor)
  const pauses = pausesOf(faulty).filter(isBeside)
  const byHit = pauses.toSorted((left, right) => left.fault.hit - right.fault.hit)
  const wanted = pauses.filter((of) => unmet.includes(callOf(of)?.method ?? '')).slice(0, perScript.wanted)
  const early = byHit.filter((of) => !wanted.includes(of)).slice(0, perScript.early - wanted.length)
  const others = pauses.filter((of) => !wanted.includes(of) && !early.includes(of)).slice(0, perScript.park)
  const kills = faulty
    .filter(({ fault }) => fault.action === 'kill' && !isOpening(fault.point))
    .slice(0, perScript.kill)
  return [...Array.from({ length: perScript.plain }, () => plain), ...wanted, ...early, ...others, ...kills]
}

/**
 * Whether a script, having run so, can have a call of these methods meet another: one that is made when there are others
 * beside its actor. Where there are no such methods any script can.
 */
export function canShow(script: Script<unknown>, history: History, unmet: readonly string[]): boolean {
  const calls = new Map<number, number>()
  const isBeside = ({ actor }: Event): boolean => {
    const made = (calls.get(actor) ?? 0) + 1
    calls.set(actor, made)
    return made > movesAlone(script, actor)
  }
  return unmet.length === 0 || history.filter(isBeside).some(({ call }) => unmet.includes(call.method))
}

/** While others run and none of them has been answered for this long, they wait for who is parked. It decides no verdict. */
const stallMs = 20

/** The runners of one heat, as one that stands still among them sees them. */
class Field {
  #running: number
  #answers = 0
  #tellAlone: () => void = () => {}
  readonly #alone: Promise<void>

  constructor(running: number) {
    this.#running = running
    this.#alone = new Promise((resolve) => {
      this.#tellAlone = resolve
    })
    this.#look()
  }

  #look(): void {
    if (this.#running <= 1) this.#tellAlone()
  }

  answered(): void {
    this.#answers += 1
  }

  ended(): void {
    this.#running -= 1
    this.#look()
  }

  /** Until the others have ended, or wait for the one that stands still. */
  async passed(): Promise<void> {
    for (let answers = -1; answers !== this.#answers;) {
      answers = this.#answers
      try {
        return await within(stallMs, 'those who run beside a parked actor', this.#alone)
      } catch (error) {
        if (!isHarnessError(error, 'DEADLINE')) throw error
      }
    }
    return undefined
  }
}

/** One actor in one heat. */
class Runner {
  readonly #stage: Stage
  readonly #index: number
  readonly #moves: Move[]
  readonly #field: Field
  #stood = false

  constructor(stage: Stage, index: number, moves: readonly Move[], field: Field) {
    this.#stage = stage
    this.#index = index
    this.#moves = [...moves]
    this.#field = field
  }

  /** Comes to the barrier with a call in hand; what it gives runs from there to the end. */
  async ready(): Promise<() => Promise<void>> {
    const first = await this.#next()
    if (!first) return async () => this.#field.ended()
    const { numbered, call } = first
    const go = await numbered.actor.ready?.(call)
    return () => this.#run(numbered, call, go)
  }

  async #run(numbered: Numbered, call: Call, go?: () => Promise<Outcome>): Promise<void> {
    try {
      await this.#make(numbered, call, go)
      for (let next = await this.#next(); next; next = await this.#next()) await this.#make(next.numbered, next.call)
    } finally {
      this.#field.ended()
    }
  }

  /** The next call, bound to what the history gave so far, and who makes it. */
  async #next(): Promise<{ readonly numbered: Numbered; readonly call: Call } | undefined> {
    for (let move = this.#moves.shift(); move; move = this.#moves.shift()) {
      const numbered = await this.#stage.actor(this.#index)
      const call = 'reopen' in move ? await numbered.actor.reopen() : await this.#stage.bind(move)
      if (call) return { numbered, call }
    }
    return undefined
  }

  /** Makes a call. An actor that is gone after it is retired. */
  async #make(numbered: Numbered, call: Call, go?: () => Promise<Outcome>): Promise<void> {
    const { actor } = numbered
    const ended = this.#stage.perform(numbered, call, go)
    await Promise.race([ended, actor.stopped])
    if (actor.stop === 'parked' && !this.#stood) {
      this.#stood = true
      await this.#field.passed()
      actor.resume()
    }
    const { status } = await ended
    this.#field.answered()
    if (status !== 'unknown' && actor.stop !== 'killed') return
    await actor.gone
    this.#stage.retire(this.#index)
  }
}

async function run(stage: Stage, { turn, lanes }: Heat): Promise<void> {
  await stage.turn(turn)
  const field = new Field(lanes.size)
  const runners = [...lanes].map(([index, moves]) => new Runner(stage, index, moves, field))
  const starts = await all(runners.map((runner) => runner.ready()))
  await all(starts.map((start) => start()))
}

async function race(stage: Stage, fresh: boolean): Promise<readonly number[]> {
  for (const heat of heatsOf(stage.case.script)) await run(stage, heat)
  await stage.readByEach()
  await stage.recover(fresh)
  return []
}

/** Runs a case whose actors race: processes, or threads of this one. */
export function runRace(subject: Subject, of: Case, turn: number): Promise<Ran> {
  const patience = eachWithin(subject.callMs)
  const crew = of.overlap === 'threads' ? racerCrew : processCrew
  return onStage(subject, of, { crew, patience, run: (stage) => race(stage, isFresh(turn)) })
}

/** What every way of running a case shares: a place, its recorder, its actors, and the reads at the end. */
import type { Call, Fault, Outcome, Step } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Actor } from '../actors/actor.ts'
import type { Case } from '../case.ts'
import { isRace } from '../case.ts'
import type { Patience } from '../deadline.ts'
import { breathe } from '../deadline.ts'
import { frozen } from '../crossing.ts'
import { Recorder } from '../history.ts'
import type { Place } from '../places.ts'
import type { Crew } from './crew.ts'
import type { Ran, Subject } from './subject.ts'

/** An actor with the number under which its calls are recorded. A number is never used again once its actor is gone. */
export interface Numbered {
  readonly number: number
  readonly actor: Actor
}

/** One case while it runs. */
export class Stage {
  readonly subject: Subject
  readonly case: Case
  readonly place: Place
  readonly crew: Crew
  readonly recorder: Recorder
  readonly #actors = new Map<number, Numbered>()
  /** by index; one whose every call was shrunk away never came */
  readonly #first: (Actor | undefined)[] = []
  #numbers: number
  #struckIn: number | undefined
  #recoverer: Actor | undefined
  #recoveryKills = 0
  /** what `points` were before actors read at the end */
  #racedPoints: readonly (readonly string[])[] | undefined

  constructor(subject: Subject, of: Case, place: Place, crew: Crew) {
    this.subject = subject
    this.case = of
    this.place = place
    this.crew = crew
    // A server goes on with what it was asked.
    this.recorder = new Recorder(place.clock, [], admits(subject.adapter.claims.sharing, 'network'))
    this.#numbers = of.actors
  }

  /** The actor with this index, where it is there. */
  known(index: number): Numbered | undefined {
    return this.#actors.get(index)
  }

  /** The actor with this index; a new one, under a new number, where the former is gone or did not get its session. */
  async actor(index: number): Promise<Numbered> {
    const known = this.known(index)
    if (known) return known
    const { fault, skews } = this.case
    const isFirst = this.#first[index] === undefined
    const number = isFirst ? index : this.#numbers++
    const armed = isFirst && fault?.actor === index ? fault : undefined
    const actor = await this.crew.hire({ fault: armed, skewMs: skews?.[index] })
    const numbered = this.put(index, { number, actor })
    return (await this.retireStopped(index)) ? this.actor(index) : numbered
  }

  /** Forgets the actor whose fault came while its session opened, and tells whether it did. */
  async retireStopped(index: number): Promise<boolean> {
    const actor = this.known(index)?.actor
    if (actor?.stop === undefined) return false
    if (actor.stop === 'killed') await actor.gone
    this.retire(index)
    return true
  }

  /** whether the fault of the case came to pass; true where it has none */
  get fired(): boolean {
    const { fault, recovery } = this.case
    if (!fault) return true
    return this.#first[fault.actor]?.struck === true && (!recovery || this.#recoverer?.struck === true)
  }

  /** Makes this actor the one with the index. */
  put(index: number, numbered: Numbered): Numbered {
    this.#first[index] ??= numbered.actor
    this.#actors.set(index, numbered)
    return numbered
  }

  /** Forgets an actor that is gone. */
  retire(index: number): void {
    this.#actors.delete(index)
  }

  /** The call that a step makes now; undefined where it refers to nothing. */
  bind(step: Extract<Step<unknown>, { actor: number }>): Call | Promise<Call> | undefined {
    const { port, commands } = this.subject.contract
    const call = commands.resolve(step.does, this.recorder.history(), this.subject.adapter.claims)
    return call ? frozen(port, call) : undefined
  }

  async turn(ms: number): Promise<void> {
    if (ms === 0) return
    await this.place.clock.turn(ms)
    this.recorder.noteTime()
  }

  /**
   * Makes a call and records it; an actor that stands ready to make it is let `go`. Rejects where its process ended though
   * no fault was to end it.
   */
  async perform({ number, actor }: Numbered, call: Call, go?: () => Promise<Outcome>): Promise<Outcome> {
    const wasStruck = actor.struck
    const at = this.recorder.history().length
    const returned = this.recorder.invoke(number, call)
    const outcome = await (go ? go() : actor.call(call))
    if (actor.struck && !wasStruck) this.#struckIn = at
    returned(outcome, actor.times)
    // Nobody stopped it: what it left unknown would excuse whatever is found.
    if (outcome.status === 'unknown' && actor.stop === undefined) throw new Error(endedIn(call))
    return outcome
  }

  /**
   * Looks at what the case left: once, and after a kill once more. Where the recovery has a fault too, two more are killed
   * by it before, the second if it comes to the same point.
   */
  async recover(fresh: boolean): Promise<void> {
    const { fault, recovery } = this.case
    if (recovery) for (const isFresh of [fresh, false]) await this.probe(isFresh, recovery)
    await this.probe(fresh && !recovery)
    if (this.fired && (fault?.action === 'kill' || fault?.action === 'drop')) await this.probe(false)
  }

  /** Reads all that the history touched, by an actor that never saw the place. */
  async probe(fresh: boolean, fault?: Fault): Promise<void> {
    if (!this.#together) await this.#closeAll()
    const actor = await this.crew.recoverer(fresh, fault)
    this.#recoverer ??= actor
    const numbered = { number: this.#numbers++, actor }
    await this.#readBy(numbered)
    if (actor.stop === 'killed') {
      this.#recoveryKills += 1
      await actor.gone
    }
    await actor.close()
  }

  /**
   * Reads all that the history touched by each actor that is there, one after another: what one keeps for itself shows. One
   * whose fault is still to come is left out: there it would come where nobody is beside it.
   */
  async readByEach(): Promise<void> {
    this.#racedPoints = this.#points.map((points) => [...points])
    const armed = this.case.fault?.actor
    for (const [index, numbered] of this.#actors)
      if (index !== armed || this.#first[index]?.struck) await this.#readBy(numbered)
  }

  async #readBy(numbered: Numbered): Promise<void> {
    const { port, commands } = this.subject.contract
    const calls = commands.probes(this.recorder.history(), this.subject.adapter.claims)
    for (const call of calls)
      if (numbered.actor.stop === undefined) await this.perform(numbered, await frozen(port, call))
  }

  /** The points that each actor came to so far. */
  get #points(): readonly (readonly string[])[] {
    return [...this.#first].map((actor) => actor?.points() ?? [])
  }

  /** Whether sessions of this case's actors may be open at once. */
  get #together(): boolean {
    return admits(this.subject.adapter.claims.sharing, this.case.tier === 'T4' ? 'host' : 'thread')
  }

  async #closeAll(): Promise<void> {
    for (const { actor } of this.#actors.values()) await actor.close()
    this.#actors.clear()
  }

  /** The points at which an actor waited for whoever was told; undefined where there are none. */
  #awaited(): ReadonlySet<string> | undefined {
    let awaited: Set<string> | undefined
    for (const actor of this.#first) {
      for (const point of actor?.awaited() ?? []) {
        awaited ??= new Set()
        awaited.add(point)
      }
    }
    return awaited
  }

  /** What came of it. */
  ran(choices: readonly number[], stuck?: string): Ran {
    const ran: Ran = {
      history: this.recorder.history(),
      fired: this.fired,
      points: this.#racedPoints ?? this.#points,
      awaited: this.#awaited(),
      choices,
      recoveryKills: this.#recoveryKills,
      ...(this.#recoverer ? { recovered: this.#recoverer.points() } : {}),
      ...(this.#struckIn === undefined ? {} : { struckIn: this.#struckIn }),
    }
    const raced = isRace(this.case) ? { ...ran, measured: this.recorder.measured() } : ran
    return stuck === undefined ? raced : { ...raced, stuck }
  }
}

function endedIn({ port, method }: Call): string {
  return `the process ended by itself inside ${port}.${method}`
}

/** How a case is run on its stage; gives the choices that were made. */
export interface Play {
  readonly crew: (subject: Subject, place: Place, patience: Patience) => Crew
  readonly patience: Patience
  readonly run: (stage: Stage) => Promise<readonly number[]>
}

/** Runs a case on a new place and removes the place, whatever happens. */
export async function onStage(subject: Subject, of: Case, play: Play): Promise<Ran> {
  const { patience } = play
  await breathe()
  let stage: Stage | undefined
  const all = async (): Promise<Ran> => {
    // Below T4 nothing has to outlive its process, and a disk would be most of what a case costs.
    const place = await (of.tier === 'T4' ? subject.places.make(patience) : subject.places.makeQuick(patience))
    stage = new Stage(subject, of, place, play.crew(subject, place, patience))
    // Told before its actors are handed on to the next case.
    const ran = stage.ran(await play.run(stage))
    await stage.crew.dismiss()
    await place.remove()
    return ran
  }
  try {
    return await patience.over(all())
  } catch (error) {
    const stuck = stuckBy(error)
    if (!stage) return { history: [], fired: true, points: [], choices: [], stuck }
    const ran = stage.ran([], stuck)
    await cleared(stage, patience)
    return ran
  }
}

/** Ends what still runs after a case that came to a stop. The case is over: what is said now changes no verdict. */
async function cleared({ crew, place }: Stage, patience: Patience): Promise<void> {
  await patience.over(crew.dismiss()).catch(() => {})
  await patience.over(place.remove()).catch(() => {})
}

/** What a case was stuck at; faults of the harness itself go on. */
export function stuckBy(error: unknown): string {
  const harness = isHarnessError(error) && error.code !== 'DEADLINE'
  if (harness || !(error instanceof Error)) throw error
  return error.message
}

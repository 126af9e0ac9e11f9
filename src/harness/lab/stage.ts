/** What every way of running a case shares: a place, its recorder, its actors, and the reads at the end. */
import type { Call, Outcome, Step } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Actor } from '../actors/actor.ts'
import type { Case } from '../case.ts'
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
  readonly #first: Actor[] = []
  #numbers: number
  fired = false

  constructor(subject: Subject, of: Case, place: Place, crew: Crew) {
    this.subject = subject
    this.case = of
    this.place = place
    this.crew = crew
    this.recorder = new Recorder(place.clock)
    this.#numbers = of.actors
  }

  /** The actor with this index; a new one, under a new number, where the former is gone. */
  async actor(index: number): Promise<Numbered> {
    const known = this.#actors.get(index)
    if (known) return known
    const number = this.#first[index] ? this.#numbers++ : index
    const actor = await this.crew.hire()
    const { fault } = this.case
    if (!this.#first[index] && fault?.actor === index) await actor.arm(fault)
    this.#first[index] ??= actor
    return this.put(index, { number, actor })
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
  async bind(step: Extract<Step<unknown>, { actor: number }>): Promise<Call | undefined> {
    const { port, commands } = this.subject.contract
    const call = commands.resolve(step.does, this.recorder.history(), this.subject.adapter.claims)
    return call ? frozen(port, call) : undefined
  }

  async turn(ms: number): Promise<void> {
    if (ms === 0) return
    await this.place.clock.turn(ms)
    this.recorder.noteTime()
  }

  /** Makes a call and records it; an actor that stands ready to make it is let `go`. */
  async perform({ number, actor }: Numbered, call: Call, go?: () => Promise<Outcome>): Promise<Outcome> {
    const returned = this.recorder.invoke(number, call)
    const outcome = await (go ? go() : actor.call(call))
    returned(outcome, actor.times)
    return outcome
  }

  /** Reads all that the history touched, by an actor that never saw the place. */
  async probe(fresh: boolean): Promise<void> {
    if (!this.#together) await this.#closeAll()
    const numbered = { number: this.#numbers++, actor: await this.crew.recoverer(fresh) }
    const { port, commands } = this.subject.contract
    const calls = commands.probes(this.recorder.history(), this.subject.adapter.claims)
    for (const call of calls) await this.perform(numbered, await frozen(port, call))
    await numbered.actor.close()
  }

  /** Whether sessions of this case's actors may be open at once. */
  get #together(): boolean {
    return admits(this.subject.adapter.claims.sharing, this.case.tier === 'T4' ? 'host' : 'thread')
  }

  async #closeAll(): Promise<void> {
    for (const { actor } of this.#actors.values()) await actor.close()
    this.#actors.clear()
  }

  /** What came of it. */
  ran(schedule: string, stuck?: string): Ran {
    const ran = {
      history: this.recorder.history(),
      fired: this.fired || !this.case.fault,
      points: this.#first.map((actor) => actor.points()),
      schedule,
      ...(this.case.overlap === 'processes' ? { measured: this.recorder.measured() } : {}),
    }
    return stuck === undefined ? ran : { ...ran, stuck }
  }
}

/** Runs a case on a new place and removes the place, whatever happens. */
export async function onStage(
  subject: Subject,
  of: Case,
  crewFor: (subject: Subject, place: Place) => Crew,
  run: (stage: Stage) => Promise<string>,
): Promise<Ran> {
  const place = await subject.places.make().catch(stuckBy)
  if (typeof place === 'string') return { history: [], fired: true, points: [], schedule: '', stuck: place }
  const ran = await onPlace(subject, of, place, crewFor(subject, place), run)
  const unremoved = await place.remove().then(() => undefined, stuckBy)
  return unremoved === undefined ? ran : { stuck: unremoved, ...ran }
}

async function onPlace(
  subject: Subject,
  of: Case,
  place: Place,
  crew: Crew,
  run: (stage: Stage) => Promise<string>,
): Promise<Ran> {
  const stage = new Stage(subject, of, place, crew)
  try {
    return stage.ran(await run(stage))
  } catch (error) {
    return stage.ran('', stuckBy(error))
  } finally {
    await crew.dismiss()
  }
}

/** What a case was stuck at; faults of the harness itself go on. */
function stuckBy(error: unknown): string {
  const harness = isHarnessError(error) && error.code !== 'DEADLINE'
  if (harness || !(error instanceof Error)) throw error
  return error.message
}

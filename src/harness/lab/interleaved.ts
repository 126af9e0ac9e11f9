/**
 * Cases whose actors overlap in one thread: every port call and reply is a point at which an actor waits until it is
 * chosen, and so is the start of each of its steps. Which one goes on is data, and so is how far it comes before the next
 * is chosen. A turn of the clock is a barrier: what stands before it in the script has ended.
 *
 * Whoever comes to a point makes the next choice there, so that a step costs no waiting of anybody else. Only calls that
 * need no other thread are wholly under control here; a driver that does real input and output answers when it answers,
 * and the schedule says so by choosing among fewer actors.
 */
import type { Step } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { actorOf } from '../case.ts'
import { CaseWatch } from '../deadline.ts'
import { Schedule } from '../schedules/schedule.ts'
import { threadCrew } from './crew.ts'
import type { Numbered, Stage } from './stage.ts'
import { onStage } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/**
 * Ways to go on after an actor was let go: 0 waits until it stands or has ended, n > 0 goes on after n - 1 turns of the
 * microtask queue, in the middle of what it does.
 */
const pauses = 6

/** Turns of the event loop after which an actor that neither stands nor ended is left to run. */
const turnsMax = 8

type Move = Exclude<Step<unknown>, { turn: number }>

/** Told when an actor stands at a point or has ended a step, or of what a step threw. */
interface Told {
  arrived(dancer: Dancer): void
  failed(error: Error): void
}

/** One actor among others. */
class Dancer {
  readonly index: number
  readonly #stage: Stage
  readonly #told: Told
  #steps: Move[] = []
  #next = 0
  #gate: (() => void) | undefined
  isBusy = false

  constructor(stage: Stage, index: number, told: Told) {
    this.#stage = stage
    this.index = index
    this.#told = told
  }

  /** The point at which the actor waits until it is chosen. */
  readonly stand = (): Promise<void> =>
    new Promise((resolve) => {
      this.#gate = resolve
      this.#told.arrived(this)
    })

  add(step: Move): void {
    this.#steps.push(step)
  }

  get canMove(): boolean {
    return this.#gate !== undefined || (!this.isBusy && this.#next < this.#steps.length)
  }

  /** Lets the actor go on to its next point, or starts its next step. */
  go(): void {
    const gate = this.#gate
    this.#gate = undefined
    if (gate) gate()
    else void this.#start()
  }

  async #start(): Promise<void> {
    const step = this.#steps[this.#next]
    if (!step) return
    this.#next += 1
    this.isBusy = true
    try {
      const numbered = this.#stage.known(this.index) ?? (await this.#stage.actor(this.index))
      await this.#make(numbered, step)
      this.isBusy = false
      this.#told.arrived(this)
    } catch (error) {
      this.#told.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #make(numbered: Numbered, step: Move): Promise<unknown> | undefined {
    if ('reopen' in step) return numbered.actor.reopen()
    const call = this.#stage.bind(step)
    if (call instanceof Promise) return call.then((bound) => this.#stage.perform(numbered, bound))
    return call && this.#stage.perform(numbered, call)
  }
}

/** What lies between two barriers of a script: the actors move until all of them have ended. */
class Dance implements Told {
  readonly #stage: Stage
  readonly #schedule: Schedule
  readonly #watch: CaseWatch
  readonly #dancers: readonly Dancer[]
  /** whose arrival the next choice waits for; nobody's while a pause runs, anybody's where nobody could move */
  #awaited: Dancer | 'nobody' | 'anybody' = 'nobody'
  #look: NodeJS.Immediate | undefined
  #turns = 0
  #over: () => void = () => {}
  #fail: (error: Error) => void = () => {}

  constructor(stage: Stage, schedule: Schedule, watch: CaseWatch) {
    this.#stage = stage
    this.#schedule = schedule
    this.#watch = watch
    this.#dancers = Array.from({ length: stage.case.actors }, (_, index) => new Dancer(stage, index, this))
  }

  async run(): Promise<void> {
    for (const dancer of this.#dancers) {
      const actor = await this.#stage.crew.hire(dancer.stand)
      this.#stage.put(dancer.index, { number: dancer.index, actor })
    }
    for (const step of this.#stage.case.script) {
      const index = actorOf(step)
      if ('turn' in step) {
        await this.#drain()
        await this.#stage.turn(step.turn)
      } else if (index !== undefined) {
        this.#dancers[index]?.add(step)
      }
    }
    await this.#drain()
    await this.#stage.probe(false)
  }

  /** Runs everything that was added, one choice at a time. */
  async #drain(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#over = resolve
        this.#fail = reject
        this.#look = setImmediate(() => this.#turn())
        this.#decide()
      })
    } finally {
      clearImmediate(this.#look)
    }
  }

  #decide(): void {
    const movable = this.#movable()
    this.#turns = 0
    this.#watch.moved()
    const dancer = movable === 0 ? undefined : this.#dancers[this.#schedule.pick(movable)]
    if (!dancer) {
      this.#awaited = 'anybody'
      if (!this.#dancers.some(({ isBusy }) => isBusy)) this.#over()
      return
    }
    const pause = this.#schedule.pause(pauses)
    this.#awaited = pause === 0 ? dancer : 'nobody'
    dancer.go()
    if (pause > 0) void this.#decideAfter(pause)
  }

  /** Chooses again after so many turns of the microtask queue, while the one that was let go is on its way. */
  async #decideAfter(pause: number): Promise<void> {
    for (let turn = 1; turn < pause; turn += 1) await undefined
    this.#decide()
  }

  arrived(dancer: Dancer): void {
    if (this.#awaited === dancer || this.#awaited === 'anybody') this.#decide()
  }

  failed(error: Error): void {
    this.#fail(error)
  }

  /** A bit for each actor that can move. */
  #movable(): number {
    let bits = 0
    for (const dancer of this.#dancers) if (dancer.canMove) bits |= 1 << dancer.index
    return bits
  }

  /** The event loop came round, so nobody moves any more: who was let go waits for the world outside. */
  #turn(): void {
    this.#look = setImmediate(() => this.#turn())
    this.#turns += 1
    if (this.#turns === turnsMax && this.#movable() !== 0) this.#decide()
  }
}

/** Runs a case by its choices, or by the plan that a schedule began with. */
export function runInterleaved(subject: Subject, of: Case, schedule?: Schedule): Promise<Ran> {
  const decides = schedule ?? begun(of)
  const watch = new CaseWatch(subject.callMs)
  return onStage(subject, of, {
    crew: threadCrew,
    patience: watch,
    async run(stage) {
      await new Dance(stage, decides, watch).run()
      return decides.choices()
    },
  })
}

function begun({ plan, choices = [] }: Case): Schedule {
  const schedule = new Schedule()
  schedule.begin(plan ?? { kind: 'list', choices })
  return schedule
}

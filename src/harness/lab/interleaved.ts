/**
 * Cases whose actors overlap in one thread: every port call and reply is a point at which an actor waits until it is
 * chosen. Which one goes on is data, and so is how far it comes before the next is chosen. A turn of the clock is a barrier: what stands before it in the script has ended.
 *
 * Only calls that need no other thread are wholly under control here; a driver that does real input and output answers
 * when it answers, and the schedule says so by choosing among fewer actors.
 */
import type { Step } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { actorOf } from '../case.ts'
import { turnOfLoop } from '../deadline.ts'
import { threadCrew } from './crew.ts'
import type { Stage } from './stage.ts'
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

/** One actor among others. */
class Dancer {
  readonly index: number
  readonly #stage: Stage
  readonly #steps: Move[] = []
  #gate: (() => void) | undefined
  #running: Promise<void> | undefined
  /** what a step threw; it stops the case */
  failure: Error | undefined

  constructor(stage: Stage, index: number) {
    this.#stage = stage
    this.index = index
  }

  /** The point at which the actor waits until it is chosen. */
  readonly stand = (): Promise<void> =>
    new Promise((resolve) => {
      this.#gate = resolve
    })

  add(step: Move): void {
    this.#steps.push(step)
  }

  get canMove(): boolean {
    return this.#gate !== undefined || (this.#running === undefined && this.#steps.length > 0)
  }

  get isBusy(): boolean {
    return this.#running !== undefined
  }

  /** Lets the actor go on to its next point, or starts its next step. */
  go(): void {
    const gate = this.#gate
    this.#gate = undefined
    if (gate) gate()
    else this.#start()
  }

  #start(): void {
    const step = this.#steps.shift()
    if (!step) return
    this.#running = this.#make(step)
      .catch((error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => {
        this.#running = undefined
      })
  }

  async #make(step: Move): Promise<void> {
    const numbered = await this.#stage.actor(this.index)
    if ('reopen' in step) return numbered.actor.reopen()
    const call = await this.#stage.bind(step)
    if (call) await this.#stage.perform(numbered, call)
  }

  /** Waits until the actor stands at a point or its step has ended, for a few turns of the loop. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < turnsMax && this.#running && !this.#gate; turn += 1) await turnOfLoop()
  }
}

class Dance {
  readonly #stage: Stage
  readonly #dancers: readonly Dancer[]
  readonly #taken: string[] = []
  #last = 0
  #position = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.#dancers = Array.from({ length: stage.case.actors }, (_, index) => new Dancer(stage, index))
  }

  async run(): Promise<string> {
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
    return this.#taken.join('')
  }

  /** Runs everything that was added, one choice at a time. */
  async #drain(): Promise<void> {
    for (;;) {
      const movable = this.#movable()
      const [first] = movable
      if (first) {
        const chosen = movable.length > 1 ? movable[this.#choose(movable.length)] : first
        await this.#advance(chosen ?? first, this.#choose(pauses))
      } else if (this.#dancers.some(({ isBusy }) => isBusy)) {
        // Somebody runs on: at its next turn it stands, has ended, or waits for the world outside.
        await turnOfLoop()
        this.#raise()
      } else {
        return
      }
    }
  }

  /** The next choice of the case, of so many; 0 where the list has ended. */
  #choose(of: number): number {
    const choice = (this.#stage.case.choices?.[this.#position] ?? 0) % of
    this.#position += 1
    this.#taken.push(choice.toString(36))
    return choice
  }

  #movable(): readonly Dancer[] {
    const from = this.#dancers.slice(this.#last)
    return [...from, ...this.#dancers.slice(0, this.#last)].filter(({ canMove }) => canMove)
  }

  async #advance(dancer: Dancer, pause: number): Promise<void> {
    this.#last = dancer.index
    dancer.go()
    if (pause === 0) await dancer.settle()
    else for (let turn = 1; turn < pause; turn += 1) await Promise.resolve()
    this.#raise()
  }

  /** Throws what a step threw. */
  #raise(): void {
    const failure = this.#dancers.find((dancer) => dancer.failure !== undefined)?.failure
    if (failure) throw failure
  }
}

/** Runs a case by its choices. */
export function runInterleaved(subject: Subject, of: Case): Promise<Ran> {
  return onStage(subject, of, threadCrew, (stage) => new Dance(stage).run())
}

/** One thread's side of a batch: its session, its part of every round, and for the leader what lies between them. */
import type { Adapter, AnyContract, Call } from '../../../contracts/index.ts'
import { SharedClock } from '../clock.ts'
import { frozen } from '../crossing.ts'
import { turnOfLoop } from '../deadline.ts'
import { Ledger } from '../ledger.ts'
import type { Worn } from '../mutate.ts'
import { forget } from '../mutate.ts'
import { Gate } from '../schedules/gate.ts'
import type { Portfolio } from '../schedules/portfolio.ts'
import { Schedule } from '../schedules/schedule.ts'
import type { Tracer } from '../schedules/trace.ts'
import { seam } from '../seams/seam.ts'
import { restoreTimeouts } from '../seams/sqlite-connection.ts'
import type { Batch, BatchMemory, Move, Segment } from './batch.ts'
import { segmentsOf } from './batch.ts'
import type { TracedSession } from './session.ts'
import { openSession } from './session.ts'

/** What a runner is given. */
export interface Running {
  readonly batch: Batch
  readonly memory: BatchMemory
  readonly actor: number
  readonly adapter: Adapter
  readonly contract: AnyContract
  readonly worn: Worn | undefined
  readonly tracer: Tracer
  /** chooses the schedules, where they are not written down */
  readonly portfolio: Portfolio | undefined
}

/** A list of choices holds so many; a round begins only where it surely has room. */
const choicesEnough = 3_000

/** The actor that leads. */
const leader = 0

/** Runs one actor's side of a batch. */
export class Runner {
  readonly #given: Running
  readonly #schedule: Schedule
  readonly #gate: Gate
  readonly #ledger: Ledger
  readonly #clock: SharedClock
  readonly #segments: readonly Segment[]
  #session: TracedSession | undefined
  #choices = 0

  constructor(given: Running) {
    const { batch, memory, actor, adapter } = given
    this.#given = given
    this.#schedule = new Schedule(memory.schedule)
    this.#gate = new Gate(memory.gate, this.#schedule, actor)
    this.#ledger = new Ledger(memory.ledger)
    this.#clock = new SharedClock(batch.time, memory.time, async (ms) => adapter.clock?.turn(batch.place, ms))
    this.#segments = segmentsOf(batch.script, batch.actors)
  }

  async run(): Promise<void> {
    try {
      await (this.#given.actor === leader ? this.#lead() : this.#follow())
    } finally {
      seam.listen(undefined)
      restoreTimeouts()
      forget(this.#given.batch.place)
    }
  }

  /** The leader's batch. Sessions are opened and closed one after another. */
  async #lead(): Promise<void> {
    const { batch } = this.#given
    await this.#enter()
    this.#passRound()
    for (let round = 0; round < batch.rounds && this.#hasRoom(); round += 1) {
      if (round > 0) await this.#clock.turn(batch.restMs)
      await this.#round()
    }
    this.#gate.end()
    this.#passRound()
    await this.#leave()
    await this.#probe()
  }

  /** Lets every other thread do what is next for it, each in its turn. */
  #passRound(): void {
    for (let other = 1; other < this.#given.batch.actors; other += 1) {
      this.#gate.pass(other)
      this.#gate.wait()
    }
  }

  #hasRoom(): boolean {
    return this.#ledger.hasRoom && this.#choices <= choicesEnough
  }

  async #round(): Promise<void> {
    const { portfolio, batch } = this.#given
    this.#ledger.beginRound()
    const plan = batch.plan.kind === 'portfolio' ? portfolio?.next() : batch.plan
    if (plan) this.#schedule.begin(plan)
    for (const segment of this.#segments) await this.#open(segment)
    if (plan) portfolio?.note(plan, this.#schedule)
    const choices = this.#schedule.choices()
    this.#choices += choices.length
    this.#ledger.endRound(choices)
  }

  /** Lets everybody do its part of a segment, then turns the clock. */
  async #open({ parts, turnMs }: Segment): Promise<void> {
    const movable = parts.reduce((bits, { length }, actor) => (length > 0 ? bits | (1 << actor) : bits), 0)
    if (movable !== 0) {
      this.#schedule.rest()
      const first = this.#gate.open(movable)
      if (first !== leader) this.#await(first)
      // Woken, the leader is to do its own part, or everybody has ended.
      if (this.#gate.isReady) await this.#part(parts[leader] ?? [])
    }
    if (turnMs !== undefined) await this.#clock.turn(turnMs)
  }

  #await(actor: number): void {
    this.#gate.pass(actor)
    this.#gate.wait()
  }

  /** A follower's batch: every time that it is woken, the next thing is due. */
  async #follow(): Promise<void> {
    const { actor } = this.#given
    this.#gate.wait()
    await this.#enter()
    this.#gate.pass(leader)
    const parts = this.#segments.flatMap(({ parts: all }) => (all[actor]?.length ? [all[actor]] : []))
    for (let turn = 0; ; turn += 1) {
      this.#gate.wait()
      const part = parts[turn % parts.length]
      if (this.#gate.isOver || !part) break
      await this.#part(part)
    }
    await this.#leave()
    this.#gate.pass(leader)
  }

  /** What an actor does in a segment. What it put off to the next turn of its event loop belongs to it. */
  async #part(moves: readonly Move[]): Promise<void> {
    for (const [index, move] of moves.entries()) {
      this.#gate.begin()
      this.#note('start')
      if (index > 0) this.#gate.stand()
      await this.#make(move)
    }
    await turnOfLoop()
    this.#handOn(this.#gate.finish())
  }

  #handOn(next: number | undefined): void {
    const { actor } = this.#given
    if (next === undefined && actor !== leader) this.#gate.pass(leader)
    if (next !== undefined) this.#gate.pass(next)
    // The leader is woken again where all have ended.
    if (next !== undefined && actor === leader) this.#gate.wait()
  }

  async #make(move: Move): Promise<void> {
    if ('reopen' in move) {
      await this.#close()
      return this.#openSession()
    }
    const { contract, adapter, actor } = this.#given
    const call = contract.commands.resolve(move.does, this.#ledger.history(), adapter.claims)
    if (call) await this.#perform(actor, await frozen(contract.port, call))
  }

  async #perform(actor: number, call: Call): Promise<void> {
    const session = this.#session
    if (!session) throw new Error('no session is open')
    this.#ledger.invoke(actor, call, this.#clock.now())
    const outcome = await session.call(call)
    this.#ledger.end(actor, outcome, this.#clock.now())
  }

  #note(point: string): void {
    const { tracer, memory, actor } = this.#given
    tracer.note(memory.trace, actor, point)
  }

  async #enter(): Promise<void> {
    await this.#openSession()
    const at = (point: string): void => this.#at(point)
    seam.listen(at, this.#gate)
  }

  /**
   * After a driver call nobody is stopped: up to the next one the actor does nothing that another could see, so that a
   * stop at either is the same schedule, and to try both would double the length of every search. In the middle of a write
   * only a kill can stop anybody.
   */
  #at(point: string): void {
    this.#note(point)
    if (!point.endsWith(':after') && !point.endsWith(':half')) this.#gate.stand()
  }

  async #leave(): Promise<void> {
    seam.listen(undefined)
    restoreTimeouts()
    await this.#close()
  }

  async #openSession(): Promise<void> {
    const { adapter, batch, worn } = this.#given
    const { place } = batch
    const at = (point: string): void => {
      if (seam.turns) this.#at(point)
    }
    this.#session = await openSession({ adapter, place, clock: this.#clock, worn, at })
  }

  async #close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    try {
      await session?.close()
    } finally {
      session?.giveUp()
    }
  }

  /** Reads all that was touched, by a session that never saw the place. */
  async #probe(): Promise<void> {
    const { contract, adapter, batch } = this.#given
    await this.#openSession()
    for (const call of contract.commands.probes(this.#ledger.history(), adapter.claims))
      await this.#perform(batch.actors, await frozen(contract.port, call))
    await this.#close()
  }
}

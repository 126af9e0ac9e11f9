/** The lab that a law is given, at one tier: it searches, counts, and stops at the first history that breaks the law. */
import { availableParallelism } from 'node:os'
import type {
  Bench,
  Broken,
  Claims,
  Fault,
  Generator,
  History,
  Judge,
  Lab,
  Script,
  Search,
  Shape,
  Surprise,
  Tier,
} from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Budget } from '../budget.ts'
import type { Case } from '../case.ts'
import { contention } from '../contention.ts'
import { EvidenceCount } from '../evidence.ts'
import { modelJudge } from '../linearize.ts'
import { Random, seedFor, shuffled } from '../random.ts'
import { isInFlight } from '../tracer.ts'
import { Examples } from './examples.ts'
import { runInterleaved } from './interleaved.ts'
import { racesOf, runRace } from './race.ts'
import { runSequential } from './sequential.ts'
import type { Ran, Subject } from './subject.ts'

/** A case that broke the law. */
export interface Found {
  readonly case: Case
  readonly broken: Broken
  readonly history: History
}

/** What a lab needs to know besides its subject. */
export interface LabOptions {
  readonly tier: Tier
  readonly seed: number
  readonly budget: Budget
  /** marks that the trial must reach */
  readonly wants: readonly string[]
  /** told of each case before it runs, in a way that survives a hang */
  readonly announce: (of: Case) => void
}

/** What was due where a case came to a stop before its end. */
export const stuckExpected = 'sessions that open and calls that answer'

/** How many scripts are drawn at once. */
const batch = 16

/** Choices are below this: a multiple of every number of actors and ways to go on. */
const choiceMax = 60

/** How many schedules are tried for one script at T2. */
const schedulesPerScript = 8

/** Processes of races that keep a core busy: fewer would leave it idle while they wait for each other and the disk. */
const racersPerCore = 2

/** The lab at one tier. */
export class Laboratory implements Lab {
  readonly tier: Tier
  readonly claims: Claims
  readonly evidence: EvidenceCount = new EvidenceCount()
  readonly #subject: Subject
  readonly #options: LabOptions
  #judge: Judge
  #turns = 0
  found: Found | undefined
  /** whether processes that stand still must be seen inside a call */
  contends = false
  /** whether the actors of the search overlap, and must have been seen to */
  races = false
  /** why nothing can be said, where that is so */
  undecided: string | undefined

  constructor(subject: Subject, options: LabOptions) {
    this.tier = options.tier
    this.claims = subject.adapter.claims
    this.#subject = subject
    this.#options = options
    this.#judge = modelJudge(subject.contract.model, this.claims)
  }

  async hunt<Command>(search: Search<Command>): Promise<void> {
    this.#judge = search.judge ?? this.#judge
    const faults = search.faults ?? ['kill', 'park', 'drop']
    this.races = this.tier === 'T2' || (search.race === true && this.#raceable)
    this.contends = this.tier === 'T4' && !this.races && faults.includes('park') && admits(this.claims.sharing, 'host')
    for (const script of this.#scripts(search.scripts)) {
      if (this.#isOver()) return
      await this.#try(script, faults)
      this.#options.budget.noteScript()
    }
  }

  #isOver(): boolean {
    if (this.found || this.undecided !== undefined) return true
    const overlapped = !this.races || (this.evidence.overlapped && this.evidence.uncontended.length === 0)
    const reached = overlapped && this.#options.wants.every((mark) => this.evidence.reached(mark))
    return this.#options.budget.isOver(this.evidence.cases, reached)
  }

  /** Whether this tier has more than one actor that could overlap: sessions in one thread, or processes. */
  get #raceable(): boolean {
    const apart = { T3: 'thread', T4: 'host' } as const
    return (this.tier === 'T3' || this.tier === 'T4') && admits(this.claims.sharing, apart[this.tier])
  }

  *#scripts<Command>(scripts: Generator<Command>): Iterable<Script<Command>> {
    const { seed } = this.#options
    for (let drawn = 0; ; drawn += 1) {
      yield* scripts(this.#shape(drawn), seedFor(seed, String(drawn)), batch)
    }
  }

  #shape(drawn: number): Shape {
    const { sharing } = this.claims
    const rest = { reopen: this.tier === 'T3', turns: this.#subject.places.turnable }
    if (this.races && this.tier === 'T4') return { actors: 2 + (drawn % 3), steps: 6 + ((drawn * 3) % 7), ...rest }
    const many = admits(sharing, this.tier === 'T4' ? 'host' : 'thread')
    const actors = many ? (this.tier === 'T2' ? 2 + (drawn % 2) : 1 + ((drawn + 1) % 3)) : 1
    const steps = { T0: 1, T1: 12, T2: 6, T3: 8, T4: 1 + ((drawn * 3 + 3) % 8), T5: 1 }[this.tier]
    return { actors, steps, ...rest }
  }

  async #try(script: Script<unknown>, faults: readonly Fault['action'][]): Promise<void> {
    const actors =
      1 + Math.max(0, ...script.map((step) => ('turn' in step ? 0 : 'reopen' in step ? step.reopen : step.actor)))
    const plain: Case = { tier: this.tier, actors, script }
    if (this.tier === 'T2') return this.#interleave(plain)
    if (this.races && this.tier === 'T3') return this.#interleave({ ...plain, overlap: 'calls' })
    const first: Case = this.races ? { ...plain, overlap: 'processes' } : plain
    const ran = await this.#run(first)
    const all = ran ? faultsOf(ran, this.tier, this.#possible(faults), actors) : []
    // In no order of theirs, so that a budget which ends in the middle has seen points of every kind.
    const random = new Random(seedFor(this.#options.seed, JSON.stringify(script)))
    const faulty = shuffled(all, random).map((fault) => ({ ...first, fault }))
    const cases: Case[] = this.races ? shuffled(racesOf(first, faulty), random) : faulty
    await Promise.all(Array.from({ length: this.#lanes(actors) }, () => this.#runAll(cases)))
  }

  /** How many cases run at once. At T4 a case costs processes, not turns of this loop: two at a time keep two cores busy. */
  #lanes(actors: number): number {
    if (this.tier !== 'T4') return 1
    return this.races ? Math.max(1, Math.floor((racersPerCore * availableParallelism()) / actors)) : 2
  }

  /** A dropped session stays open: where one at a time is admitted, nobody could look at what it left. */
  #possible(faults: readonly Fault['action'][]): readonly Fault['action'][] {
    return faults.filter((action) => action !== 'drop' || admits(this.claims.sharing, 'thread'))
  }

  /** Takes cases from the list until it is empty or the search has ended. */
  async #runAll(cases: Case[]): Promise<void> {
    for (let of = cases.shift(); of; of = cases.shift()) {
      if (this.#isOver()) return
      const ran = await this.#run(of)
      if (!ran) return
      // No race takes the same course twice: one that came past the point was a race without a fault.
      if (ran.fired || of.overlap === 'processes') continue
      const { point = '', hit = 0 } = of.fault ?? {}
      this.undecided = `the point ${point} (${hit}) was not reached again: the adapter does not repeat itself`
    }
  }

  async #interleave(plain: Case): Promise<void> {
    const random = new Random(seedFor(this.#options.seed, JSON.stringify(plain.script)))
    for (let schedule = 0; schedule < schedulesPerScript; schedule += 1) {
      if (this.#isOver()) return
      const choices = Array.from({ length: 12 * plain.script.length }, () => random.below(choiceMax))
      if (!(await this.#run({ ...plain, choices }))) return
    }
  }

  /** Runs and judges a case; undefined where it ended the search. */
  async #run(of: Case): Promise<Ran | undefined> {
    if (this.found) return undefined
    this.#options.announce(of)
    const ran = await this.play(of)
    const broken = this.judge(ran)
    const { contract } = this.#subject
    this.evidence.note(of, ran, broken ? [] : contract.commands.marks(ran.history))
    if (ran.measured && !broken) this.evidence.noteContention(contention(ran.measured, contract))
    if (broken) this.found ??= { case: of, broken, history: ran.history }
    return broken || this.undecided !== undefined ? undefined : ran
  }

  /** Runs a case of this tier. */
  play(of: Case): Promise<Ran> {
    this.#turns += 1
    if (of.overlap === 'processes') return runRace(this.#subject, of, this.#turns)
    const interleaved = of.tier === 'T2' || of.overlap === 'calls'
    return interleaved ? runInterleaved(this.#subject, of) : runSequential(this.#subject, of, this.#turns)
  }

  /** What is wrong with what came of a case. */
  judge(ran: Ran): Broken | undefined {
    const { history, stuck } = ran
    if (stuck !== undefined) return { at: Math.max(0, history.length - 1), expected: stuckExpected, observed: stuck }
    try {
      return this.#judge(history)
    } catch (error) {
      if (!isHarnessError(error, 'DEADLINE')) throw error
      this.undecided = error.message
      return undefined
    }
  }

  /** Runs the case that an earlier search found, with the judge of the law that `check` names. */
  async repeat(check: (lab: Lab) => Promise<void>, of: Case): Promise<void> {
    const probe: Lab = {
      tier: this.tier,
      claims: this.claims,
      hunt: async (search) => {
        this.#judge = search.judge ?? this.#judge
        await this.#run(of)
      },
      example: (places, program) => this.example(places, program),
    }
    await check(probe)
  }

  async example(count: number, program: (places: readonly Bench[]) => Promise<Surprise | undefined>): Promise<void> {
    const of: Case = { tier: this.tier, actors: 1, script: [] }
    this.#options.announce(of)
    const examples = new Examples(this.#subject)
    const surprise = await examples.run(count, program)
    this.evidence.noteExample(examples.history().length)
    if (surprise)
      this.found = {
        case: of,
        broken: { at: Math.max(0, examples.history().length - 1), ...surprise },
        history: examples.history(),
      }
  }
}

/** Every fault that a recorded run offers at this tier: each (actor, point, hit) with each action that fits. */
function faultsOf(ran: Ran, tier: Tier, wanted: readonly Fault['action'][], actors: number): readonly Fault[] {
  const actions = faultsAt[tier]?.filter((action) => wanted.includes(action)) ?? []
  return actions.flatMap((action) => {
    const points = ran.points.flatMap((seen, actor) =>
      addressed(seen).map(({ point, hit }) => ({ actor, point, hit, action })),
    )
    // Who stands before a call or after it does nothing: beside it there is nothing to see.
    return action === 'park' ? points.filter(({ point }) => actors > 1 && isInFlight(point)) : points
  })
}

/** The faults that a tier has; below T4 a kill is a session that is dropped. */
const faultsAt: { readonly [tier in Tier]?: readonly Fault['action'][] } = { T3: ['drop'], T4: ['park', 'kill'] }

/** Points with the number of times that each was come to. */
function addressed(points: readonly string[]): readonly { readonly point: string; readonly hit: number }[] {
  const hits = new Map<string, number>()
  return points.map((point) => {
    const hit = (hits.get(point) ?? 0) + 1
    hits.set(point, hit)
    return { point, hit }
  })
}

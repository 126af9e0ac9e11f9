/** The lab that a law is given, at one tier: it searches, counts, and stops at the first history that breaks the law. */
import type { Bench, Claims, Fault, Lab, Script, Search, Surprise, Tier } from '../../../contracts/index.ts'
import { admits } from '../../../contracts/claims.ts'
import type { Budget } from '../budget.ts'
import type { Case } from '../case.ts'
import { isRace, listed } from '../case.ts'
import { contention } from '../contention.ts'
import { all } from '../deadline.ts'
import { EvidenceCount } from '../evidence.ts'
import { modelJudge } from '../linearizability/judge.ts'
import { Random, seedFor, shuffled } from '../random.ts'
import type { Plan } from '../schedules/schedule.ts'
import { runDriver } from './driver.ts'
import { CallsSearch } from './calls-search.ts'
import type { Searching } from './driver-search.ts'
import { DriverSearch } from './driver-search.ts'
import { Examples } from './examples.ts'
import { faultsOf, possible, recoveryOf, unendable, usualFaults } from './faults.ts'
import { runInterleaved } from './interleaved.ts'
import { canShow, racesAtOnce, racesOf, runRace } from './race.ts'
import { PowerSearch } from './power.ts'
import { Readings } from './readings.ts'
import { runSequential } from './sequential.ts'
import { ServerTrial, lackOf, meaningless } from './server-faults.ts'
import { scriptsOf } from './scripts.ts'
import { skewsOf } from './shape.ts'
import { Sites } from './sites.ts'
import type { Found, Ran, Subject } from './subject.ts'
import { ThreadRaces } from './thread-races.ts'

export type { Found }

/** What a lab needs to know besides its subject. */
export interface LabOptions {
  readonly tier: Tier
  readonly seed: number
  readonly budget: Budget
  /** marks that the trial must reach */
  readonly wants: readonly string[]
  /** told of each case before it runs, in a way that survives a hang */
  readonly announce: (of: Case, plans?: readonly Plan[]) => void
}

/** Why a case whose fault did not happen has tried nothing. */
const missedPoint = 'the point of its fault was not come to'

/** The lab at one tier. */
export class Laboratory implements Lab {
  readonly tier: Tier
  readonly claims: Claims
  readonly evidence: EvidenceCount = new EvidenceCount()
  readonly #subject: Subject
  readonly #options: LabOptions
  readonly #readings: Readings
  readonly #atDriver: DriverSearch
  readonly #atCalls: CallsSearch
  readonly #inThreads: ThreadRaces
  readonly #power: PowerSearch
  #turns = 0
  found: Found | undefined
  /** whether processes that stand still must be seen inside a call */
  contends = false
  /** whether the actors of the search overlap, and must have been seen to */
  races = false
  /** whether the search brings errors and nothing else, so that there must be some that can come */
  fails = false
  /** what the law asks for besides its scripts */
  #wish: Omit<Search, 'scripts'> = {}
  #unreached: string | undefined
  #missed: string | undefined
  #atServer: ServerTrial | undefined

  constructor(subject: Subject, options: LabOptions) {
    this.tier = options.tier
    this.claims = subject.adapter.claims
    this.#subject = subject
    this.#options = options
    const { model, commands } = subject.contract
    this.#readings = new Readings(modelJudge(model, this.claims), (history) => commands.marks(history))
    const searching: Searching = {
      ...options,
      evidence: this.evidence,
      isOver: () => this.#isOver(),
      isLate: () => options.budget.isSpent,
      read: (of, ran) => this.#readings.of(of, ran),
      readOnce: (ran) => this.#readings.once(ran),
    }
    this.#atDriver = new DriverSearch(subject, searching)
    this.#atCalls = new CallsSearch(subject, searching)
    this.#inThreads = new ThreadRaces(subject, searching, options.tier)
    this.#power = new PowerSearch(subject, searching)
  }

  /** why losses of power proved nothing, where that is so */
  get unpowered(): string | undefined {
    return this.#power.emptiness
  }

  /** what must be said of how losses of power were tried, where something must */
  get remark(): string | undefined {
    return this.tier === 'T5' ? this.#subject.power().remark : undefined
  }

  /** why the faults that were to be brought mean nothing to this adapter, where that is so */
  get meaningless(): string | undefined {
    if (this.evidence.faults > 0 || this.found) return undefined
    if (!this.fails) return unendable(this.tier, this.#wish.faults ?? usualFaults, this.claims)
    return meaningless(this.#subject, this.#wish.errors)
  }

  /** why nothing was shown of a server to which something was to be done in the middle of calls, where that is so */
  get sparedServer(): string | undefined {
    return this.#atServer?.spared(this.evidence.faults)
  }

  /** why actors that were to overlap showed nothing, where that is so */
  get unmet(): string | undefined {
    return this.races ? this.evidence.unmet(this.#inThreads.isDue) : undefined
  }

  /** why a case that was run again was not tried by that, where it did not come to what it is about */
  get missed(): string | undefined {
    return this.#missed ?? this.#power.missed
  }

  /** why nothing can be said, where that is so */
  get undecided(): string | undefined {
    return this.#unreached ?? this.#readings.undecided ?? this.#power.lacking
  }

  async hunt<Command>(search: Search<Command>): Promise<void> {
    this.#readings.heed(search)
    const faults = search.faults ?? usualFaults
    this.#wish = search
    if (search.everyPoint && this.tier === 'T4') this.evidence.sites = Sites.of(this.#subject.contract, this.claims)
    this.#atServer = ServerTrial.of(this.#subject, faults)
    this.#unreached = await lackOf(this.#subject, faults)
    this.fails = faults.length > 0 && faults.every((action) => action === 'throw')
    this.#inThreads.isWanted = search.race === true
    this.races = this.tier === 'T2' || (search.race === true && this.#raceable)
    this.contends = this.tier === 'T4' && !this.races && faults.includes('park') && admits(this.claims.sharing, 'host')
    const { tier, races } = this
    for (const script of scriptsOf(this.#subject, { tier, races, seed: this.#options.seed }, search)) {
      if (this.#isOver()) return
      await this.#try(script, faults)
      this.#options.budget.noteScript()
    }
  }

  /** whether the trial saw all that it must see */
  get #hasReached(): boolean {
    const { sites, faults, isUnstruck } = this.evidence
    if (this.unmet !== undefined || (isUnstruck && this.#isFaultDue)) return false
    if ((sites?.unmet ?? []).length > 0 || this.#atServer?.isMet(faults) === false) return false
    return this.#options.wants.every((mark) => this.evidence.reached(mark))
  }

  /** whether a trial without a fault in the middle of a call shows nothing, though one can come there */
  get #isFaultDue(): boolean {
    return this.tier === 'T4' || (this.fails && this.meaningless === undefined)
  }

  #isOver(): boolean {
    if (this.found || this.undecided !== undefined || this.evidence.surelyWavers) return true
    const reached = this.#hasReached
    const { budget } = this.#options
    if (reached && budget.hasShown(this.#wish.enough ?? Infinity)) return true
    return budget.isOver(this.evidence.cases, reached, this.evidence.sites?.isOpen)
  }

  /** Whether this tier has more than one actor that could overlap: sessions in one thread, or processes. */
  get #raceable(): boolean {
    const apart = { T3: 'thread', T4: 'host' } as const
    return (this.tier === 'T3' || this.tier === 'T4') && admits(this.claims.sharing, apart[this.tier])
  }

  async #try(script: Script<unknown>, faults: readonly Fault['action'][]): Promise<void> {
    const actors =
      1 + Math.max(0, ...script.map((step) => ('turn' in step ? 0 : 'reopen' in step ? step.reopen : step.actor)))
    if (this.races && this.tier !== 'T4') {
      this.found = await this.#overlap(actors, script)
      return
    }
    const random = new Random(seedFor(this.#options.seed, JSON.stringify(script)))
    const plain: Case = { tier: this.tier, actors, script, ...(this.#wish.skewed ? skewsOf(actors, random) : {}) }
    if (this.tier === 'T5') {
      this.found = await this.#power.try(plain, this.#options.seed)
      return
    }
    const first: Case = this.races ? { ...plain, overlap: 'processes' } : plain
    const ran = await this.#run(first)
    const unmet = this.evidence.uncontended
    // Past its share a trial goes on for what it has not seen, and races no script that cannot show it.
    if (!ran || (this.races && this.#options.budget.isSpent && !canShow(script, ran.history, unmet))) return
    const { errors, struck } = this.#wish
    const offering = { tier: this.tier, wanted: possible(faults, this.claims), actors, errors, struck }
    const offered = faultsOf(ran, offering, random)
    const ordered = (this.evidence.sites ?? this.#atServer?.sites)?.freshFirst(offered, ran) ?? offered
    const faulty = ordered.map((fault) => ({ ...first, fault }))
    const cases: Case[] = this.races ? shuffled(racesOf(first, faulty, ran, unmet), random) : faulty
    const lane = (): Promise<void> =>
      this.#runAll(cases).catch((error: unknown) => {
        cases.length = 0
        throw error
      })
    await all(Array.from({ length: this.#lanes(actors) }, lane))
  }

  /** Lets the actors of a script overlap: sessions in one thread, or threads. */
  async #overlap(actors: number, script: Script<unknown>): Promise<Found | undefined> {
    const { seed } = this.#options
    if (this.tier === 'T3') return this.#atCalls.try({ tier: 'T3', actors, script, overlap: 'calls' }, seed)
    if (this.#inThreads.takes()) return this.#inThreads.try({ actors, script })
    return (await this.#atDriver.takes(actors))
      ? this.#atDriver.try({ actors, script, seed: seedFor(seed, JSON.stringify(script)) })
      : this.#atCalls.try({ tier: 'T2', actors, script }, seed)
  }

  /** How many cases run at once. At T4 a case costs processes, not turns of this loop: two at a time keep two cores busy. */
  #lanes(actors: number): number {
    if (this.tier !== 'T4') return 1
    return this.races ? racesAtOnce(actors) : 2
  }

  /** Takes cases until none is left or the search has ended. */
  async #runAll(cases: Case[]): Promise<void> {
    for (let of = cases.shift(); of; of = cases.shift()) {
      if (this.#isOver()) return
      const ran = await this.#run(of)
      if (!ran) return
      // No race takes the same course twice: one that came past the point was a race without a fault.
      if (isRace(of)) continue
      if (of.fault && !of.recovery) this.evidence.noteAim(ran.fired)
      const recovery = recoveryOf(of, ran, this.#options.seed)
      if (recovery) cases.unshift(recovery)
    }
  }

  /** Runs and judges a case; undefined where it ended the search. */
  async #run(of: Case): Promise<Ran | undefined> {
    if (this.found) return undefined
    this.#options.announce(of)
    const ran = await this.#play(of)
    const reading = this.#readings.of(of, ran)
    this.evidence.note(of, ran, reading)
    if (of.fault) (this.evidence.sites ?? this.#atServer?.sites)?.note(of.fault, ran.fired)
    const { broken } = reading
    const { history, choices, points, measured } = ran
    if (measured && !broken) this.evidence.noteContention(contention(measured, this.#subject.contract))
    if (broken) this.found ??= { case: listed(of, choices), broken, history, choices, points }
    return broken || this.undecided !== undefined ? undefined : ran
  }

  #play(of: Case): Promise<Ran> {
    this.#turns += 1
    if (of.overlap === 'driver') return runDriver(this.#subject, of)
    if (isRace(of)) return runRace(this.#subject, of, this.#turns)
    return of.tier === 'T2' || of.overlap === 'calls'
      ? runInterleaved(this.#subject, of)
      : runSequential(this.#subject, of, this.#turns)
  }

  /** Runs the case that an earlier search found, with the judge of the law that `check` names. */
  async repeat(check: (lab: Lab) => Promise<void>, of: Case): Promise<void> {
    const probe: Lab = {
      tier: this.tier,
      claims: this.claims,
      hunt: async (search) => {
        this.#readings.heed(search)
        if (of.tier === 'T5') this.found = await this.#power.repeat(of, this.#options.seed)
        else if ((await this.#run(of))?.fired === false) this.#missed = missedPoint
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
        choices: [],
        points: [],
      }
  }
}

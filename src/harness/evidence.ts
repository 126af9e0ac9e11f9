/** Evidence: what was done to reach a verdict, counted while it is done. */
import type { Evidence, Fault, History } from '../../contracts/index.ts'
import type { Case } from './case.ts'
import type { Explored } from './lab/explored.ts'
import type { Sites } from './lab/sites.ts'
import type { Reading } from './lab/readings.ts'
import type { Ran } from './lab/subject.ts'
import { isInFlight, isOpening } from './tracer.ts'

/** What counts of the history of a case. */
type Shown = Pick<Reading, 'marks' | 'overlap'>

type Counts = { [key: string]: number }

function add(into: Counts, more: { readonly [key: string]: number }): void {
  for (const [key, count] of Object.entries(more)) into[key] = (into[key] ?? 0) + count
}

/** `<port>.<method> @ <point>` of a kill: the call in flight, and where in it. */
function killedAt(history: History, { point }: Fault): string {
  const call = history.find(({ outcome }) => outcome.status === 'unknown')?.call
  if (isOpening(point)) return `open @ ${point}`
  // After an acknowledgement no call is in flight; the point names the one that was acknowledged.
  return `${call ? `${call.port}.${call.method}` : point.replace(/:acked$/, '')} @ ${point}`
}

/** Points that were looked at, and whether each lies inside a call: the names are few, and come by the million. */
const inside = new Map<string, boolean>()

/** Whether a point lies inside a call of the port: one of a driver, or of a wrapper's own calls. */
function isInside(point: string): boolean {
  const known = inside.get(point)
  if (known !== undefined) return known
  const is = !isOpening(point) && !/^[^ ]+:(call|reply|acked)$/.test(point)
  inside.set(point, is)
  return is
}

/** Of fewer faults that did not find their point again nothing can be said: on a server a session may not need each connection. */
const missedMin = 8

/** Faults after which no more are needed to say so. */
const aimedEnough = 64

/** Counts for one law at one tier. */
export class EvidenceCount {
  readonly #startedAt = performance.now()
  #script: Case['script'] = []
  readonly #schedules = new Set<string>()
  #schedulesBefore = 0
  readonly #killsByPoint: Counts = {}
  readonly #overlap: Counts = {}
  readonly #overlappedIn = new Set<Case['overlap']>()
  readonly #contention: Counts = {}
  readonly #marks: Counts = {}
  readonly #steps: Counts = {}
  #cases = 0
  #operations = 0
  #kills = 0
  #faults = 0
  #aimed = 0
  #missed = 0
  #reruns = 0
  #diverged = 0
  #images = 0
  #seesInside = false
  /** where kills land, in a search that is to kill at every point */
  sites: Sites | undefined

  /** Counts one case that ran. */
  note(of: Case, ran: Ran, shown: Shown): void {
    const { history, choices, fired, recoveryKills = 0 } = ran
    this.#cases += 1
    this.#noteRan(of, ran, shown)
    if (of.tier === 'T2') add(this.#steps, { [of.overlap ?? 'calls']: 1 })
    if (choices.length > 0) this.#scheduled(of, choices)
    if (fired && of.fault && isInFlight(of.fault.point)) this.#faults += 1
    if (fired && of.fault?.action === 'kill') this.#kill(history, of.fault)
    if (of.recovery && recoveryKills > 0) this.#killRecoverers(of.recovery, recoveryKills)
  }

  /** Counts the rounds of a script on one place, each as a case. */
  noteRounds(of: Case, { ran, rounds }: Pick<Explored, 'ran' | 'rounds'>, shown: Shown): void {
    this.#cases += rounds.length
    this.#noteRan(of, ran, shown)
    add(this.#steps, { [of.overlap ?? 'calls']: rounds.length })
    for (const choices of rounds) this.#scheduled(of, choices)
  }

  #noteRan(of: Case, { history, points }: Ran, { marks, overlap }: Shown): void {
    this.#operations += history.length
    this.#seesInside ||= points.some((seen) => seen.some(isInside))
    add(this.#overlap, overlap)
    if (Object.keys(overlap).length > 0) this.#overlappedIn.add(of.overlap)
    for (const mark of marks) this.#marks[mark] = (this.#marks[mark] ?? 0) + 1
  }

  /** Schedules are told apart within their script; scripts come one after another. */
  #scheduled({ script }: Case, choices: readonly number[]): void {
    if (script !== this.#script) {
      this.#script = script
      this.#schedulesBefore += this.#schedules.size
      this.#schedules.clear()
    }
    this.#schedules.add(choices.join())
  }

  /** Counts a fault that was brought to a point, and whether the point was come to again. */
  noteAim(fired: boolean): void {
    this.#aimed += 1
    if (!fired) this.#missed += 1
  }

  /** Counts how often calls of each method that changes something met another call. */
  noteContention(counts: { readonly [method: string]: number }): void {
    add(this.#contention, counts)
  }

  /** methods that change something, were called in races, and never met another call */
  get uncontended(): readonly string[] {
    return Object.keys(this.#contention).filter((method) => this.#contention[method] === 0)
  }

  #kill(history: History, fault: Fault): void {
    // A kill before the call started or after it was acknowledged has landed in no operation; it is shown, not counted.
    if (isInFlight(fault.point)) this.#kills += 1
    add(this.#killsByPoint, { [killedAt(history, fault)]: 1 })
  }

  /** A recovery is an operation: its kills land inside of it. */
  #killRecoverers({ point }: Fault, kills: number): void {
    this.#kills += kills
    add(this.#killsByPoint, { [`recovery @ ${point}`]: kills })
  }

  /** Counts a list of choices that was run again. */
  noteRerun(isSame: boolean): void {
    this.#reruns += 1
    if (!isSame) this.#diverged += 1
  }

  /** Counts an image of a place that was opened. */
  noteImage(): void {
    this.#images += 1
  }

  /** Counts an example, which has no history. */
  noteExample(operations: number): void {
    this.#cases += 1
    this.#operations += operations
  }

  get cases(): number {
    return this.#cases
  }

  /** why faults show little, where so many of them did not find their point again */
  get wavering(): string | undefined {
    const isMost = this.#missed >= missedMin && this.#missed * 2 > this.#aimed
    return isMost
      ? `${this.#missed} of ${this.#aimed} points were not come to again: the adapter does not repeat itself`
      : undefined
  }

  /** whether that is so whatever else is tried */
  get surelyWavers(): boolean {
    return this.#aimed >= aimedEnough && this.wavering !== undefined
  }

  /** whether points inside calls were seen, and no fault came in the middle of a call */
  get isUnstruck(): boolean {
    return this.#seesInside && this.#faults === 0
  }

  /** whether any point was seen inside a call: of a driver, or of a wrapper's own calls */
  get seesInside(): boolean {
    return this.#seesInside
  }

  /** how many faults happened where they were meant to */
  get faults(): number {
    return this.#faults
  }

  /** why actors that were to overlap did not, where that is so */
  get apart(): string | undefined {
    return this.#overlappedIn.size === 0 ? 'no two calls overlapped' : undefined
  }

  /** why actors that were to overlap showed nothing, where that is so; `threads` were to as well, where they are asked for */
  unmet(threads: boolean): string | undefined {
    const { apart, uncontended } = this
    if (apart !== undefined) return apart
    if (threads && !this.#overlappedIn.has('threads')) return 'no two calls of threads overlapped'
    return uncontended.length === 0 ? undefined : `no call of ${uncontended.join(', ')} met another while it ran`
  }

  reached(mark: string): boolean {
    return Object.hasOwn(this.#marks, mark)
  }

  /** The counts so far. */
  total(): Evidence {
    return {
      cases: this.#cases,
      operations: this.#operations,
      schedules: this.#schedulesBefore + this.#schedules.size,
      steps: { ...this.#steps },
      reruns: this.#reruns,
      diverged: this.#diverged,
      aimed: this.#aimed,
      missed: this.#missed,
      kills: this.#kills,
      killsByPoint: { ...this.#killsByPoint },
      sites: this.sites?.counts.seen ?? 0,
      killedSites: this.sites?.counts.killed ?? 0,
      images: this.#images,
      histories: this.#cases,
      overlap: { ...this.#overlap },
      marks: { ...this.#marks },
      ms: Math.round(performance.now() - this.#startedAt),
    }
  }
}

/** What is one number, and adds up. */
type Counted = { [Key in keyof Evidence]: Evidence[Key] extends number ? Key : never }[keyof Evidence]

/** The sum of several counts. */
export function sum(all: readonly Evidence[]): Evidence {
  const [killsByPoint, overlap, marks, steps]: [Counts, Counts, Counts, Counts] = [{}, {}, {}, {}]
  for (const one of all) {
    add(steps, one.steps)
    add(killsByPoint, one.killsByPoint)
    add(overlap, one.overlap)
    add(marks, one.marks)
  }
  const of = (key: Counted): number => all.reduce((total, one) => total + one[key], 0)
  return {
    cases: of('cases'),
    operations: of('operations'),
    schedules: of('schedules'),
    steps,
    reruns: of('reruns'),
    diverged: of('diverged'),
    aimed: of('aimed'),
    missed: of('missed'),
    kills: of('kills'),
    killsByPoint,
    sites: of('sites'),
    killedSites: of('killedSites'),
    images: of('images'),
    histories: of('histories'),
    overlap,
    marks,
    ms: of('ms'),
  }
}

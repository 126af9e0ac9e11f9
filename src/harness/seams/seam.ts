/**
 * The seam beneath an adapter: where what it calls, a driver or the file system, can be seen, stopped and rewritten. One a
 * thread, since each thread loads the native addon of a driver for itself.
 */
import type { Control, DriverBend, FileBend, PortMutant, SeamMutant } from '../../../contracts/index.ts'
import type { FileRecorder } from './fs-recorder.ts'

/**
 * Told of every call beneath the adapter, before it (`:before`) and after its effect (`:after`). What it throws, the call
 * throws; what it gives, an asynchronous call waits for (`isAwaited`), and a synchronous one cannot.
 */
export type AtSeam = (point: string, isAwaited?: boolean) => Promise<void> | void

/** What actors that take turns do about a store that is busy: who could free it runs only when this one gives way. */
export interface Turns {
  /** Lets others go on until one of them may have freed the store; false where nobody is left who could. */
  giveWay(): boolean
  /** Tells that a call has left its connection outside any transaction. */
  freed(): void
}

/** The points on either side of a call. Behind one that changes nothing there is none. */
export interface Around {
  readonly before?: string
  readonly after?: string
}

/** The points around a call, by the name of the driver and of the call. */
export function pointsAround(driver: string, name: string): Required<Around> {
  return { before: `${driver} ${name}:before`, after: `${driver} ${name}:after` }
}

class Seam {
  #at: AtSeam | undefined
  #turns: Turns | undefined
  #rewrites: SeamMutant | undefined
  #watched: readonly string[] = []
  #recorder: FileRecorder | undefined
  #isPrompt = false
  readonly #touched = new Set<string>()
  readonly #spared = new WeakSet()

  /** From now on this one is told of the points; nobody is when undefined. */
  listen(at: AtSeam | undefined, turns?: Turns): void {
    this.#at = at
    this.#turns = turns
  }

  /** who waits for a busy store in place of the driver, where actors take turns */
  get turns(): Turns | undefined {
    return this.#turns
  }

  /** From now on what is beneath the adapter is changed as the mutant says, if it is one of a seam. */
  rewrite(wears: PortMutant | SeamMutant | Control | undefined): void {
    this.#rewrites = wears && 'kind' in wears && wears.kind === 'seam' ? wears : undefined
  }

  /** A statement as the driver is to see it. */
  statement(driver: string, text: string): string {
    const mutant = this.#rewrites
    if (!mutant || !('rewrite' in mutant) || mutant.seam !== driver) return text
    return mutant.rewrite.reduce((rewritten, { match, replace }) => rewritten.replaceAll(match, replace), text)
  }

  /** How what the file system is told is bent, where it is. */
  get bend(): FileBend | undefined {
    const mutant = this.#rewrites
    return mutant && 'bend' in mutant && mutant.seam === 'fs' ? mutant.bend : undefined
  }

  /** How what a driver tells is bent, where it is. */
  driverBend(driver: string): DriverBend | undefined {
    const mutant = this.#rewrites
    return mutant && 'tells' in mutant && mutant.seam === driver ? mutant.tells : undefined
  }

  /** The folders that hold the folders of places: only what lies below these is seen of the file system. */
  watch(folders: readonly string[]): void {
    this.#watched = folders
  }

  /** the folders that are watched, as absolute paths */
  get watched(): readonly string[] {
    return this.#watched
  }

  /** From now on this one is told of the calls on files of its place; nobody is when undefined. */
  record(recorder: FileRecorder | undefined): void {
    this.#recorder = recorder
  }

  /** who is told of the calls on files, where somebody is */
  get recorder(): FileRecorder | undefined {
    return this.#recorder
  }

  /** whether somebody is told of the points */
  get isHeard(): boolean {
    return this.#at !== undefined
  }

  /** who is told of the points: each call of an actor has one of its own */
  get listener(): AtSeam | undefined {
    return this.#at
  }

  /** From now on what is beneath a driver that has points of its own has none. */
  spare(thing: object): void {
    this.#spared.add(thing)
  }

  /** Whether a thing has no points, for the driver above it has. */
  isSpared(thing: object): boolean {
    return this.#spared.has(thing)
  }

  /** whether nobody asks for what the file system is told, and nobody bends it */
  get isIdle(): boolean {
    return !this.#at && !this.#recorder && !this.#isPrompt && this.bend === undefined
  }

  /**
   * From now on, or no longer, asynchronous calls of the file system have their effect at once, and only the answer comes
   * later: where actors overlap, an effect at a time of its own would come at another's, and no course would come twice.
   */
  hasten(isPrompt: boolean): void {
    this.#isPrompt = isPrompt
  }

  /** whether asynchronous calls have their effect at once; so they do where actors take turns */
  get isPrompt(): boolean {
    return this.#isPrompt || this.#turns !== undefined
  }

  /** Makes a call with a point on either side. */
  around<Value>(points: () => Around, call: () => Value): Value {
    const at = this.#at
    if (!at) return call()
    const { before, after } = points()
    if (before !== undefined) void at(before)
    const value = call()
    if (after !== undefined) void at(after)
    return value
  }

  /** Makes an asynchronous call with a point on either side; of one that fails there is no effect to stand after. */
  async aroundAsync<Value>(points: () => Around, call: () => Promise<Value>): Promise<Value> {
    const at = this.#at
    if (!at) return call()
    const { before, after } = points()
    if (before !== undefined) await at(before, true)
    const value = await call()
    // Whoever listens by now is another actor's.
    if (after !== undefined && this.#at === at) await at(after, true)
    return value
  }

  /** Tells of a point that stands alone. What comes back is to be waited for where that can be; `isAwaited`: it surely is. */
  stand(point: string, isAwaited = false): Promise<void> | undefined {
    return this.#at?.(point, isAwaited) ?? undefined
  }

  /** Tells that the driver was loaded in this thread, or a file of a place touched. */
  touch(driver: string): void {
    this.#touched.add(driver)
  }

  /** Whether the driver was loaded in this thread, or a file of a place touched. */
  touched(driver: string): boolean {
    return this.#touched.has(driver)
  }

  /** Whether any was. */
  get isTouched(): boolean {
    return this.#touched.size > 0
  }
}

/** The seam of this thread. */
export const seam: Seam = new Seam()

/** The scenes of the part: an error that is read, and calls that fail as they are told to. */
import { getEventListeners } from 'node:events'
import { isStoreError } from '../../errors.ts'
import type { AnyPort, Scenes } from '../../port.ts'
import type { Json } from '../../values.ts'
import type { ErrorData } from '../errors.ts'
import { errorOf } from '../errors.ts'
import { SceneClock } from '../scene-clock.ts'
import { failureOf } from './failures.ts'
import type { Failing } from './failures.ts'
import type { Dialect, RetryPart, RetryPartOptions, RetryPolicyNumbers } from './part.ts'
import { strangeThing } from './strange.ts'
import type { Strange } from './strange.ts'

/** An error to be read, or something strange that was thrown. */
export type ReadScene = { readonly dialect: Dialect } & ({ readonly error: ErrorData } | { readonly strange: Strange })

/** Calls of one operation. */
export type RetryScene = {
  readonly dialect: Dialect
  readonly policy: 'bulk' | RetryPolicyNumbers
  readonly idempotent: boolean
  /** the operation is one statement of a transaction that goes on around it */
  readonly unit?: 'statement'
  /** how the calls fail, in turn; those that come later do not */
  readonly failures: readonly Failing[]
  /** what is drawn by chance, in turn, from 0 to below 1; the last of them from then on */
  readonly draws: readonly number[]
  /** when the caller gives up, ms; at 0 before the first call */
  readonly abortMs?: number
  readonly deadlineMs?: number
  /** whether the connection can be mended */
  readonly mends: boolean
  /** the operation tries again by itself, by the same policy */
  readonly nested?: true
}

/** What happened, in order, each with the time of the scene in ms and a number: of the call, or of the retry. */
export type Moment = readonly [what: 'call' | 'mend' | 'mended' | 'told' | 'heard', atMs: number, number: number]

/** What was seen of a scene. */
export type RetrySeen = {
  readonly moments: readonly Moment[]
  /** `never`: nothing was left that could end it. `refused`: by a `StoreError` INVALID_ARGUMENT. */
  readonly ended: 'done' | 'failed' | 'reconnect' | 'aborted' | 'refused' | 'otherwise' | 'never'
  readonly endedMs: number
  /** of `failed`: the number of the call whose error it was. Of `otherwise` and `refused`: what was thrown. */
  readonly by?: number | string
  /** timers and listeners that the part left behind */
  readonly left: { readonly timers: number; readonly listeners: number }
}

/** How long the connection takes to be mended, and the hook to be run, in ms. */
export const hookMs = 1

/** One scene while it is played. */
class RetryPlay {
  readonly #part: RetryPart
  readonly #scene: RetryScene
  readonly #clock = new SceneClock()
  readonly #moments: Moment[] = []
  readonly #thrown: Error[] = []
  readonly #noRoute = new Error('no route to the server')
  readonly #controller = new AbortController()
  #draws = 0
  #calls = 0
  #mends = 0

  constructor(part: RetryPart, scene: RetryScene) {
    this.#part = part
    this.#scene = scene
  }

  #note(what: Moment[0], number: number): void {
    this.#moments.push([what, this.#clock.now(), number])
  }

  async #operation(): Promise<string> {
    const { dialect, failures } = this.#scene
    const failing = failures[this.#calls]
    this.#calls += 1
    this.#note('call', this.#calls)
    if (failing === undefined) return 'done'
    const error = errorOf(failureOf(dialect, failing))
    this.#thrown.push(error)
    throw error
  }

  async #mend(): Promise<void> {
    this.#mends += 1
    const number = this.#mends
    this.#note('mend', number)
    await this.#clock.wait(hookMs)
    if (!this.#scene.mends) throw this.#noRoute
    this.#note('mended', number)
  }

  async #hear(number: number): Promise<void> {
    this.#note('told', number)
    await this.#clock.wait(hookMs)
    this.#note('heard', number)
  }

  #draw(): number {
    const { draws } = this.#scene
    const drawn = draws[Math.min(this.#draws, draws.length - 1)] ?? 0
    this.#draws += 1
    return drawn
  }

  #options(): RetryPartOptions & { readonly signal: AbortSignal } {
    const { dialect, policy, idempotent, unit, deadlineMs } = this.#scene
    return {
      dialect,
      policy,
      idempotent,
      signal: this.#controller.signal,
      reconnect: () => this.#mend(),
      onRetry: (number) => this.#hear(number),
      random: () => this.#draw(),
      clock: this.#clock.forPart,
      ...(unit === undefined ? {} : { unit }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    }
  }

  async play(): Promise<RetrySeen> {
    const { abortMs, nested } = this.#scene
    const options = this.#options()
    if (abortMs === 0) this.#controller.abort('enough')
    else if (abortMs !== undefined) this.#clock.after(abortMs, () => this.#controller.abort('enough'))
    const operation = (): Promise<string> => this.#operation()
    const inside = nested ? (): Promise<string> => this.#part.retry(operation, options) : operation
    const work = this.#ending(this.#part.retry(inside, options))
    const came = (await this.#clock.until(work)) ? await work : ({ ended: 'never' } as const)
    const endedMs = this.#clock.now()
    return {
      moments: this.#moments,
      ...came,
      endedMs,
      left: { timers: this.#clock.pending, listeners: getEventListeners(options.signal, 'abort').length },
    }
  }

  async #ending(work: Promise<string>): Promise<Pick<RetrySeen, 'ended' | 'by'>> {
    try {
      await work
      return { ended: 'done' }
    } catch (error) {
      const call = this.#thrown.findIndex((thrown) => thrown === error)
      if (call >= 0) return { ended: 'failed', by: call + 1 }
      if (error === this.#noRoute) return { ended: 'reconnect' }
      if (!(error instanceof Error)) return { ended: 'otherwise', by: String(error) }
      if (isStoreError(error, 'INVALID_ARGUMENT')) return { ended: 'refused', by: error.message }
      if (error.name === 'RetryAborted' && error.cause === 'enough') return { ended: 'aborted' }
      return { ended: 'otherwise', by: `${error.name}: ${error.message}` }
    }
  }
}

function partOf(part: AnyPort): RetryPart {
  // What a runtime offers under this name serves the part.
  return part as unknown as RetryPart
}

export const retryScenes: Scenes = {
  async reads(part, argument) {
    const scene = argument as ReadScene
    const thrown = 'error' in scene ? errorOf(scene.error) : strangeThing(scene.strange)
    return { ...(await partOf(part).classify(thrown, scene.dialect)) }
  },
  async plays(part, argument) {
    return new RetryPlay(partOf(part), argument as RetryScene).play()
  },
} satisfies Record<string, (part: AnyPort, argument: Json) => Promise<Json>>

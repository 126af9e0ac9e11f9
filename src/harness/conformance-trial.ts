/** The run of one adapter on behalf of a test runner, which gives it up after a while: then no process of it goes on. */
import type { Adapter, Report } from '../../contracts/index.ts'
import { Registry } from './registry.ts'
import { runMsMax } from './run-bounds.ts'
import type { VerifyOptions } from './run-options.ts'
import { verify } from './verify.ts'

/** What a run takes besides its trial processes, ms: a server is started and stopped, and what was counted is added up. */
const slackMs = 120_000

/** The longest time that a timer can wait, ms. */
const timerMsMax = 2 ** 31 - 1

/** A run that can be given up. */
export class ConformanceTrial {
  readonly #options: VerifyOptions
  readonly #adapter: Adapter
  readonly #ending = new AbortController()
  #running: Promise<Report> | undefined

  constructor(adapter: Adapter, options: Omit<VerifyOptions, 'adapters'>) {
    const signal = options.signal ? AbortSignal.any([options.signal, this.#ending.signal]) : this.#ending.signal
    this.#adapter = adapter
    this.#options = { ...options, adapters: [adapter], signal }
  }

  /** how long the run may take at most, ms */
  get msMax(): number {
    const ms = runMsMax(this.#options, this.#adapter, new Registry(this.#options.plugins))
    return Math.min(timerMsMax, ms + slackMs)
  }

  run(): Promise<Report> {
    this.#running = verify(this.#options)
    return this.#running
  }

  /** Ends the run where it goes on, and waits until nothing of it does. */
  async end(): Promise<void> {
    this.#ending.abort()
    // Whoever asked for the report was told what went wrong.
    await this.#running?.catch(() => {})
  }
}

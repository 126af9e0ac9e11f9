/** A clock for retries that stands still between its timers. */
import type { RetryClock } from '../../../src/core/retry.ts'

/** Timers of it fire in the next microtask, at their time; or never, where it is told to hold them. */
export class StillClock implements RetryClock {
  readonly #holds: boolean
  #now = 0
  /** every wait that was asked for, ms */
  readonly waits: number[] = []
  /** timers that neither fired nor were taken back */
  pending = 0

  constructor(does: 'fires' | 'holds' = 'fires') {
    this.#holds = does === 'holds'
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    this.waits.push(ms)
    this.pending += 1
    let open = true
    const end = (): boolean => {
      const was = open
      if (open) this.pending -= 1
      open = false
      return was
    }
    if (!this.#holds)
      queueMicrotask(() => {
        if (!end()) return
        this.#now += ms
        run()
      })
    return end
  }
}

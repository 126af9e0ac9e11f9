/** A clock for retries and lanes that stands still between its timers. */
import type { PartClock } from '../../../contracts/runtime/scene-clock.ts'

/** Timers of it fire in the next microtask, at their time; or when time is told to pass, where it is told to hold them. */
export class StillClock implements PartClock {
  readonly #held = new Map<() => void, number>()
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
      this.#held.delete(fire)
      return was
    }
    const fire = (): void => {
      if (!end()) return
      run()
    }
    if (this.#holds) this.#held.set(fire, this.#now + ms)
    else
      queueMicrotask(() => {
        this.#now += open ? ms : 0
        fire()
      })
    return end
  }

  /** Lets `ms` pass: whatever was held until then fires. */
  pass(ms: number): void {
    this.#now += ms
    for (const [fire, atMs] of this.#held) if (atMs <= this.#now) fire()
  }
}

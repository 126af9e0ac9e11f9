/** Places: made for one case, with a clock of their own, and removed after it. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter, Json } from '../../contracts/index.ts'
import { StillClock, StoreClock } from './clock.ts'
import type { LabClock } from './clock.ts'
import { within } from './deadline.ts'
import { forget } from './mutate.ts'

/** A place and its clock. */
export interface Place {
  readonly json: Json
  readonly clock: LabClock
  remove(): Promise<void>
}

/** Makes the places of one adapter in one folder. */
export class Places {
  readonly #adapter: Adapter
  readonly #root: string
  readonly #quickRoot: string
  readonly #callMs: number
  #goesByLab = true
  #clockStepMs = 1
  #made = 0

  /** `quickRoot` is a folder in memory, where there is one. */
  constructor(adapter: Adapter, root: string, callMs: number, quickRoot: string = root) {
    this.#adapter = adapter
    this.#root = root
    this.#quickRoot = quickRoot
    this.#callMs = callMs
  }

  /** Whether sessions go by the clock that they are given; from now on places have the clock that fits. */
  set goesByLab(value: boolean) {
    this.#goesByLab = value
  }

  /** From now on the clocks of places go in steps of so many ms. */
  set clockStepMs(value: number) {
    this.#clockStepMs = value
  }

  get clockStepMs(): number {
    return this.#clockStepMs
  }

  /** Whether the time of a place can be turned at all. */
  get turnable(): boolean {
    return this.#goesByLab || this.#adapter.clock !== undefined
  }

  /** A new, empty place. */
  make(): Promise<Place> {
    return this.#make(this.#root)
  }

  /** A new, empty place in memory, where there is a folder for it: for trials in which nothing but speed hangs on it. */
  makeQuick(): Promise<Place> {
    return this.#make(this.#quickRoot)
  }

  async #make(root: string): Promise<Place> {
    this.#made += 1
    const id = `p${process.pid}-${this.#made}`
    const dir = join(root, id)
    await mkdir(dir, { recursive: true })
    const json = await within(this.#callMs, `create of ${this.#adapter.name}`, this.#adapter.create({ id, dir }))
    const clock =
      this.#goesByLab && !this.#adapter.clock
        ? new StillClock(`${dir}.clock`, this.#clockStepMs)
        : new StoreClock(this.#adapter, json)
    return { json, clock, remove: () => this.#remove(json, clock, dir) }
  }

  async #remove(json: Json, clock: LabClock, dir: string): Promise<void> {
    clock.close()
    forget(json)
    await within(this.#callMs, `destroy of ${this.#adapter.name}`, this.#adapter.destroy(json))
    await rm(dir, { recursive: true, force: true })
    await rm(`${dir}.clock`, { force: true })
  }
}

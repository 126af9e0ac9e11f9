/** Places: made for one case, with a clock of their own, and removed after it. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter, CreateOptions, Json } from '../../contracts/index.ts'
import { StillClock, StoreClock } from './clock.ts'
import type { LabClock } from './clock.ts'
import type { Patience } from './deadline.ts'
import { forget } from './mutate.ts'
import { inside } from './seams/fs-course.ts'

const dayMs = 86_400_000

/** A place and its clock. */
export interface Place {
  readonly json: Json
  readonly clock: LabClock
  /** its own folder, which is there only where the adapter asked for it */
  readonly folder: string
  remove(): Promise<void>
}

/** The folder below `root` that holds the folders of places, and nothing else. */
export function folderOfPlaces(root: string): string {
  return join(root, 'places')
}

/** Makes the places of one adapter in one folder. */
export class Places {
  readonly #adapter: Adapter
  readonly #root: string
  readonly #quickRoot: string
  readonly #server: Json | undefined
  #goesByLab = true
  #clockStepMs = 1
  #made = 0

  /** `quickRoot` is a folder in memory, where there is one; `server` is where that of the run is, for an adapter with one. */
  constructor(adapter: Adapter, root: string, quickRoot: string = root, server?: Json) {
    this.#adapter = adapter
    this.#root = root
    this.#quickRoot = quickRoot
    this.#server = server
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

  /** by how much the clock is turned between rounds on one place, ms: what the last round took and kept has run out */
  get restMs(): number {
    return this.turnable ? dayMs : 0
  }

  /** the folders that hold those of places */
  get roots(): readonly string[] {
    return [this.#root, this.#quickRoot].map(folderOfPlaces)
  }

  /** A new, empty place. Its folder is made when the adapter asks for it: one that keeps no files costs none. */
  make(patience: Patience): Promise<Place> {
    return this.#make(this.#root, patience)
  }

  /** A new, empty place in memory, where there is a folder for it: for trials in which nothing but speed hangs on it. */
  makeQuick(patience: Patience): Promise<Place> {
    return this.#make(this.#quickRoot, patience)
  }

  /** The path of a new folder in memory, which is none of those that hold places; it is not made yet. */
  spareFolder(): string {
    this.#made += 1
    return join(this.#quickRoot, 'images', `i${process.pid}-${this.#made}`)
  }

  async #make(root: string, patience: Patience): Promise<Place> {
    this.#made += 1
    const id = `p${process.pid}-${this.#made}`
    const folder = new Folder(folderOfPlaces(root), id)
    const options = new LazyOptions(id, folder, this.#server)
    const json = await patience.wait(`create of ${this.#adapter.name}`, this.#adapter.create(options))
    const clock =
      this.#goesByLab && !this.#adapter.clock
        ? new StillClock(`${root}/${id}.clock`, this.#clockStepMs)
        : new StoreClock(this.#adapter, json)
    return { json, clock, folder: folder.path, remove: () => this.#remove(json, clock, folder, patience) }
  }

  async #remove(json: Json, clock: LabClock, folder: Folder, patience: Patience): Promise<void> {
    clock.close()
    forget(json)
    await patience.wait(`destroy of ${this.#adapter.name}`, this.#adapter.destroy(json))
    folder.remove()
  }
}

/** What `create` is given. The getter is one for all instances: a shape of its own for each would burden the collector. */
class LazyOptions implements CreateOptions {
  readonly id: string
  declare readonly dir: string
  declare readonly server?: Json
  readonly #folder: Folder

  constructor(id: string, folder: Folder, server: Json | undefined) {
    this.id = id
    this.#folder = folder
    if (server !== undefined) this.server = server
    Object.defineProperty(this, 'dir', LazyOptions.#dir)
  }

  static readonly #dir: PropertyDescriptor & ThisType<LazyOptions> = {
    enumerable: true,
    get() {
      return this.#folder.made()
    },
  }
}

/** The folder of a place. */
class Folder {
  readonly #root: string
  readonly #name: string
  #isMade = false

  constructor(root: string, name: string) {
    this.#root = root
    this.#name = name
  }

  get path(): string {
    return join(this.#root, this.#name)
  }

  /** The path of the folder, which is there from now on. */
  made(): string {
    if (!this.#isMade) inside(() => mkdirSync(this.path, { recursive: true }))
    this.#isMade = true
    return this.path
  }

  remove(): void {
    // The harness removes it, and not the adapter: the seam at the file system is to see nothing of it.
    if (this.#isMade) inside(() => rmSync(this.path, { recursive: true, force: true }))
  }
}

/**
 * How the file operations of an adapter become known: where all of them go through Node, by the recorder in this thread;
 * else by strace; without it, of SQLite, by what its files held after each call. What is known must explain all that lies
 * in the folder at the end, or nothing is said.
 */
import { existsSync } from 'node:fs'
import type { Json } from '../../../contracts/index.ts'
import type { ProcessOptions } from '../actors/process.ts'
import type { Case } from '../case.ts'
import { eachWithin } from '../deadline.ts'
import type { Subject } from '../lab/subject.ts'
import type { Place } from '../places.ts'
import { seam } from '../seams/seam.ts'
import type { Present } from './file-table.ts'
import { differenceOf } from './images.ts'
import type { Recording } from './recording.ts'
import { diskOf } from './recording.ts'
import type { Told } from './routes.ts'
import { bySnapshots, byRecorder, byTrace } from './routes.ts'
import { scan } from './scan.ts'
import { TracedProcess, whyNoTrace } from './tracing.ts'
import { holdsSqlite } from './wal.ts'

/** Why there is no recording. */
export interface Lacking {
  readonly lacking: string
}

/** A recording, whose place stays until it is removed. */
export type Recorded = Recording & { remove(): Promise<void> }

/** How operations become known. */
type Route = 'recorder' | 'strace' | 'WAL images'

/** Records runs for one adapter and what it wears. */
export class PowerMeans {
  readonly #options: ProcessOptions
  readonly #path: string
  #route: Route | undefined
  #traced: Promise<TracedProcess> | undefined

  /** `path` is the start of the paths of its own files. */
  constructor(options: ProcessOptions, path: string) {
    this.#options = options
    this.#path = path
  }

  /** what must be said of the way in which losses of power were tried, where it shows less than another would */
  get remark(): string | undefined {
    if (this.#route !== 'WAL images') return undefined
    return `by WAL images, which do not show whether commits are synced: ${whyNoTrace()}`
  }

  /** Runs a script step by step and records it, by the first route that tells all. */
  async record(subject: Subject, of: Case): Promise<Recorded | Lacking> {
    let lacking: Lacking = { lacking: 'nothing tells the file operations of this adapter' }
    for (const route of this.#route ? [this.#route] : this.#routes()) {
      const told = await this.#recordBy(route, subject, of)
      if ('lacking' in told) {
        lacking = told
        continue
      }
      // Who did nothing yet has not shown that all is told.
      if (told.disk.operations.length > 0) this.#route = route
      return told
    }
    return lacking
  }

  #routes(): readonly Route[] {
    const native = whyNoTrace() === undefined ? 'strace' : 'WAL images'
    // Who keeps its places by the driver alone shows the recorder nothing.
    return seam.touched('better-sqlite3') && !seam.touched('fs') ? [native] : ['recorder', native]
  }

  async #recordBy(route: Route, subject: Subject, of: Case): Promise<Recorded | Lacking> {
    const patience = eachWithin(subject.callMs)
    const place = await subject.places.makeQuick(patience)
    try {
      const found = await this.#onPlace(route, subject, of, place)
      if (!('lacking' in found)) return { ...found, remove: () => place.remove() }
      await place.remove()
      return found
    } catch (error) {
      await place.remove().catch(() => {})
      throw error
    }
  }

  async #onPlace(route: Route, subject: Subject, of: Case, place: Place): Promise<Recording | Lacking> {
    const { json, folder, clock } = place
    if (!existsSync(folder)) return { lacking: 'the adapter keeps no files in the folder of its place' }
    if (!names(json, folder)) return { lacking: 'the place does not name its folder, so that it cannot be moved' }
    const present = scan(folder)
    const { history, recorded, strangers, cuts } = await this.#told(route, subject, of, place, present)
    const left = scan(folder)
    if (route === 'WAL images' && !holdsSqlite(left)) return { lacking: whyNoTrace() ?? '' }
    const untold = (name: string): Lacking => ({ lacking: `the ${route} does not tell all that happens to ${name}` })
    // Of operations in folders that nobody knows no disk can be made.
    const [stranger] = strangers
    if (stranger !== undefined) return untold(stranger)
    const known = diskOf(present, recorded)
    const image = known.disk.image({ profile: 'posix', cut: known.disk.operations.length, lost: [] })
    const unlike = differenceOf(image, left)
    if (unlike !== undefined) return untold(unlike)
    const all = Array.from({ length: known.disk.operations.length + 1 }, (_, cut) => cut)
    return { ...known, history, cuts: cuts ?? all, place: json, folder, clock }
  }

  async #told(route: Route, subject: Subject, of: Case, place: Place, present: readonly Present[]): Promise<Told> {
    switch (route) {
      case 'recorder':
        return byRecorder(subject, of, place, present)
      case 'strace':
        return byTrace(subject, of, place, present, await this.#tracedProcess())
      case 'WAL images':
        return bySnapshots(subject, of, place, present)
    }
  }

  /** The process that is traced; a new one where the adapter has ended the last. */
  async #tracedProcess(): Promise<TracedProcess> {
    const last = await this.#traced
    if (last && !last.actor.alive) await this.close()
    this.#traced ??= TracedProcess.start(this.#options, this.#path)
    return this.#traced
  }

  /** Ends the process. */
  async close(): Promise<void> {
    const traced = this.#traced
    this.#traced = undefined
    await traced?.then(
      (running) => running.end(),
      () => {},
    )
  }
}

function names(json: Json, folder: string): boolean {
  return JSON.stringify(json).includes(JSON.stringify(folder).slice(1, -1))
}

/**
 * How the file operations of an adapter become known: where all of them go through Node, by the recorder in this thread;
 * else by strace. What is known must explain all that lies in the folder at the end, or nothing is said.
 */
import { existsSync } from 'node:fs'
import type { Json } from '../../../contracts/index.ts'
import type { Actor } from '../actors/actor.ts'
import type { ProcessOptions } from '../actors/process.ts'
import type { Case } from '../case.ts'
import { eachWithin } from '../deadline.ts'
import type { Crew } from '../lab/crew.ts'
import { threadCrew } from '../lab/crew.ts'
import { Stage } from '../lab/stage.ts'
import type { Subject } from '../lab/subject.ts'
import type { Place } from '../places.ts'
import { FileRecorder } from '../seams/fs-recorder.ts'
import { seam } from '../seams/seam.ts'
import type { Present } from './file-table.ts'
import { differenceOf } from './images.ts'
import { invokeMark, returnMark } from './marks.ts'
import type { Recorded } from './operation.ts'
import type { Recording } from './recording.ts'
import { diskOf } from './recording.ts'
import { scan } from './scan.ts'
import { readTrace } from './trace.ts'
import { TracedProcess, whyNoTrace } from './tracing.ts'

/** Why there is no recording. */
export interface Lacking {
  readonly lacking: string
}

/** How operations become known. */
type Route = 'recorder' | 'strace'

/** What one route told of a run. */
interface Told {
  readonly recorded: readonly Recorded[]
  /** a name in the folder of which it does not tell all */
  readonly stranger: string | undefined
}

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

  /** Runs a script step by step and records it. The place stays until `remove` is called. */
  async record(subject: Subject, of: Case): Promise<(Recording & { remove(): Promise<void> }) | Lacking> {
    if (this.#route !== 'strace') {
      const here = await this.#recordBy('recorder', subject, of)
      if (!('lacking' in here)) {
        if (here.disk.operations.length > 0) this.#route = 'recorder'
        return here
      }
      if (this.#route) return here
    }
    const lacking = whyNoTrace()
    if (lacking !== undefined) return { lacking }
    const traced = await this.#recordBy('strace', subject, of)
    if (!('lacking' in traced)) this.#route = 'strace'
    return traced
  }

  async #recordBy(
    route: Route,
    subject: Subject,
    of: Case,
  ): Promise<(Recording & { remove(): Promise<void> }) | Lacking> {
    const patience = eachWithin(subject.callMs)
    const place = await subject.places.makeQuick(patience)
    try {
      const found = await this.#onPlace(route, subject, of, place)
      if ('lacking' in found) await place.remove()
      return 'lacking' in found ? found : { ...found, remove: () => place.remove() }
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
    const told = {
      recorder: () => byRecorder(subject, of, place),
      strace: () => this.#byTrace(subject, of, place, present),
    }
    const { history, recorded, stranger } = await told[route]()
    if (stranger !== undefined) return { lacking: `the ${route} does not tell all that happens to ${stranger}` }
    const known = diskOf(present, recorded)
    const left = known.disk.image({ profile: 'posix', cut: known.disk.operations.length, lost: [] })
    const unlike = differenceOf(left, scan(folder))
    if (unlike !== undefined) return { lacking: `the ${route} does not tell all that happens to ${unlike}` }
    return { ...known, history, place: json, folder, clock }
  }

  async #byTrace(
    subject: Subject,
    of: Case,
    place: Place,
    present: readonly Present[],
  ): Promise<Told & Pick<Recording, 'history'>> {
    this.#traced ??= TracedProcess.start(this.#options, this.#path)
    const traced = await this.#traced
    traced.take()
    const history = await played(new Stage(subject, of, place, tracedCrew(traced, place)), () => {})
    const { recorded, strangers } = readTrace(traced.take(), { folder: place.folder, marks: traced.marks, present })
    return { history, recorded, stranger: strangers[0] }
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

async function byRecorder(subject: Subject, of: Case, place: Place): Promise<Told & Pick<Recording, 'history'>> {
  const recorded: Recorded[] = []
  const recorder = new FileRecorder(place.folder, (operation) => recorded.push(operation))
  seam.record(recorder)
  try {
    const crew = threadCrew(subject, place, eachWithin(subject.callMs))
    const history = await played(new Stage(subject, of, place, crew), (mark) => recorded.push({ op: 'mark', mark }))
    return { history, recorded, stranger: recorder.strangers[0] }
  } finally {
    seam.record(undefined)
  }
}

/** The one actor of a script, a process that serves many places. */
function tracedCrew({ actor }: TracedProcess, { json, clock }: Place): Crew {
  const hire = async (): Promise<Actor> => {
    await actor.open(json, clock.file)
    return actor
  }
  return { hire, recoverer: hire, dismiss: () => actor.close() }
}

/** Plays the script, one step after another, and ends its sessions. */
async function played(stage: Stage, note: (mark: string) => unknown): Promise<Recording['history']> {
  try {
    for (const step of stage.case.script) {
      if ('turn' in step) {
        await stage.turn(step.turn)
        continue
      }
      const numbered = await stage.actor('reopen' in step ? step.reopen : step.actor)
      if ('reopen' in step) {
        await numbered.actor.reopen()
        continue
      }
      const call = await stage.bind(step)
      if (!call) continue
      note(invokeMark)
      await stage.perform(numbered, call)
      note(returnMark)
    }
  } finally {
    await stage.crew.dismiss()
  }
  return stage.recorder.history()
}

/** The ways in which the file operations of a run become known. In each the script is played by one actor, step by step. */
import type { History } from '../../../contracts/index.ts'
import type { Actor } from '../actors/actor.ts'
import type { Case } from '../case.ts'
import { eachWithin } from '../deadline.ts'
import type { Crew } from '../lab/crew.ts'
import { processCrew, threadCrew } from '../lab/crew.ts'
import { Stage } from '../lab/stage.ts'
import type { Subject } from '../lab/subject.ts'
import type { Place } from '../places.ts'
import { FileRecorder } from '../seams/fs-recorder.ts'
import { seam } from '../seams/seam.ts'
import type { Present } from './file-table.ts'
import { invokeMark, returnMark } from './marks.ts'
import type { Recorded } from './operation.ts'
import { scan } from './scan.ts'
import { readTrace } from './trace.ts'
import type { TracedProcess } from './tracing.ts'
import { Snapshots } from './wal.ts'

/** What one route told of a run. */
export interface Told {
  readonly history: History
  readonly recorded: readonly Recorded[]
  /** names in the folder of which it does not tell all */
  readonly strangers: readonly string[]
  /** moments at which the files may be looked at, as numbers of operations made; all of them where absent */
  readonly cuts?: readonly number[]
}

/** By the recorder at the seam of the file system, with sessions in this thread. */
export async function byRecorder(subject: Subject, of: Case, place: Place, present: readonly Present[]): Promise<Told> {
  const recorded: Recorded[] = []
  const recorder = new FileRecorder(place.folder, present, (operation) => recorded.push(operation))
  seam.record(recorder)
  try {
    const crew = threadCrew(subject, place, eachWithin(subject.callMs))
    const history = await played(new Stage(subject, of, place, crew), (mark) => recorded.push({ op: 'mark', mark }))
    return { history, recorded, strangers: recorder.strangers }
  } finally {
    seam.record(undefined)
  }
}

/** By the system calls of a process under strace. */
export async function byTrace(
  subject: Subject,
  of: Case,
  place: Place,
  present: readonly Present[],
  traced: TracedProcess,
): Promise<Told> {
  const hire = async (): Promise<Actor> => {
    await traced.actor.open({ place: place.json, clockFile: place.clock.file })
    return traced.actor
  }
  const crew: Crew = { hire, recoverer: hire, dismiss: () => traced.actor.close() }
  traced.take()
  const history = await played(new Stage(subject, of, place, crew), () => {})
  return { history, ...readTrace(traced.take(), { folder: place.folder, marks: traced.marks, present }) }
}

/**
 * By what lies in the folder before and after each call, read by this process, which has none of these files open, while the
 * actor's process stands still.
 */
export async function bySnapshots(
  subject: Subject,
  of: Case,
  place: Place,
  present: readonly Present[],
): Promise<Told> {
  const recorded: Recorded[] = []
  const cuts: number[] = []
  const snapshots = new Snapshots(present)
  let count = 0
  const look = (mark?: string): void => {
    const { operations, inWal } = snapshots.next(scan(place.folder))
    recorded.push(...operations)
    // What a store does to its other files, it does in an order that nobody saw.
    if (mark === returnMark) for (let made = 1; made <= inWal; made += 1) cuts.push(count + made)
    count += operations.length
    cuts.push(count)
  }
  const history = await played(new Stage(subject, of, place, processCrew(subject, place)), (mark) => {
    look(mark)
    recorded.push({ op: 'mark', mark })
  })
  look()
  return { history, recorded, strangers: [], cuts: [...new Set(cuts)] }
}

/** Plays the script, one step after another, and ends its sessions; `note` is told of the marks. */
async function played(stage: Stage, note: (mark: string) => unknown): Promise<History> {
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

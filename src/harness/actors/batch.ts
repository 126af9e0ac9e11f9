/**
 * What threads are told to do: one place, one script, and so many rounds of it, each by a schedule of its own. The
 * rounds follow each other on the place, so that what really ran is one long script, and replays as one.
 */
import type { Json, Script, Step, Tier } from '../../../contracts/index.ts'
import type { HarnessCode } from '../../../contracts/errors.ts'
import type { SharedTime } from '../clock.ts'
import type { Case } from '../case.ts'
import type { Counting } from '../coverage/files.ts'
import type { LedgerMemory } from '../ledger.ts'
import { ledgerMemory } from '../ledger.ts'
import type { Reference } from '../load.ts'
import type { Wearing } from '../mutate.ts'
import { gateCells } from '../schedules/gate.ts'
import type { Plan } from '../schedules/schedule.ts'
import { Schedule } from '../schedules/schedule.ts'
import { traceMemory } from '../schedules/trace.ts'

/** Memory that the threads and their parent share; for one batch at a time. */
export interface BatchMemory {
  readonly schedule: Int32Array
  readonly gate: Int32Array
  readonly trace: Int32Array
  readonly ledger: LedgerMemory
  readonly time: Float64Array
}

/** How each round is scheduled: the only one by a plan, or by a portfolio; the batches of one search share theirs. */
export type BatchPlan = Plan | { readonly kind: 'portfolio'; readonly seed: number; readonly search: number }

/** What threads do. */
export interface Batch {
  readonly place: Json
  readonly time: SharedTime
  readonly actors: number
  readonly script: Script<unknown>
  readonly rounds: number
  /** by how much the clock is turned between rounds */
  readonly restMs: number
  readonly plan: BatchPlan
  /** URL of the module of the contract whose commands the script holds */
  readonly contract: string
  readonly wearing: Wearing | undefined
}

/** A step that an actor makes. */
export type Move = Exclude<Step<unknown>, { turn: number }>

/** What lies between two barriers: what each actor does, and by how much the clock is turned then. */
export interface Segment {
  readonly parts: readonly (readonly Move[])[]
  readonly turnMs: number | undefined
}

/** Takes a script apart at its turns of the clock. */
export function segmentsOf(script: Script<unknown>, actors: number): readonly Segment[] {
  const segments: Segment[] = []
  let parts: Move[][] = Array.from({ length: actors }, () => [])
  const cut = (turnMs: number | undefined): void => {
    segments.push({ parts, turnMs })
    parts = Array.from({ length: actors }, () => [])
  }
  for (const step of script) {
    if ('turn' in step) cut(step.turn)
    else parts['reopen' in step ? step.reopen : step.actor]?.push(step)
  }
  cut(undefined)
  return segments
}

/** A script that is made round after round on one place. */
export interface RoundsOf extends Pick<Batch, 'actors' | 'script' | 'restMs'> {
  readonly tier: Tier
  readonly overlap?: NonNullable<Case['overlap']>
}

/** The case that rounds are, by the choices of each. */
export function caseOf({ script, restMs, ...how }: RoundsOf, rounds: readonly (readonly number[])[]): Case {
  const long = rounds.flatMap((_, round) => (round === 0 ? script : [{ turn: restMs }, ...script]))
  return { ...how, script: long, choices: rounds.flat() }
}

/** New memory. */
export function batchMemory(): BatchMemory {
  const shared = (cells: number): Int32Array =>
    new Int32Array(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT))
  return {
    schedule: Schedule.shared().memory,
    gate: shared(gateCells),
    trace: traceMemory(),
    ledger: ledgerMemory(),
    time: new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)),
  }
}

/** Makes memory ready for another batch. */
export function cleared(memory: BatchMemory, startMs: number): BatchMemory {
  memory.gate.fill(0)
  memory.trace[0] = 0
  memory.ledger.length[0] = 0
  memory.time[0] = startMs
  return memory
}

/** What a thread is told. */
export type Bidding =
  | ({
      readonly do: 'load'
      readonly actor: number
      readonly counting: Counting | undefined
      readonly watched: readonly string[]
    } & Reference)
  | { readonly do: 'batch'; readonly batch: Batch; readonly memory: BatchMemory }
  | { readonly do: 'end' }

/** What a thread answers. */
export type Answer =
  | { readonly say: 'loaded' }
  /** its part of the batch is over; `points` are names that its trace has for the first time */
  | { readonly say: 'done'; readonly points: readonly string[] }
  /** something went wrong; a code tells a fault of the harness from one of the adapter */
  | { readonly say: 'failed'; readonly message: string; readonly code?: HarnessCode }

/** A run of a script of which all file operations are known, in one order with its calls. */
import type { Call, History, Json } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import type { LabClock } from '../clock.ts'
import { Disk } from './disk.ts'
import type { Present } from './file-table.ts'
import { invokeMark, returnMark } from './marks.ts'
import type { FileOperation, Recorded } from './operation.ts'

/** How many operations had been made when a call was invoked, and when it was acknowledged. */
export interface Span {
  readonly invokedAt: number
  readonly returnedAt: number
}

/** What is recorded. */
export interface Recording {
  readonly disk: Disk
  /** the calls that were made, one after another */
  readonly history: History
  /** one for each of them */
  readonly spans: readonly Span[]
  /** moments at which a loss of power can be told, as numbers of operations made */
  readonly cuts: readonly number[]
  /** the place, and the folder that its paths start with */
  readonly place: Json
  readonly folder: string
  readonly clock: LabClock
}

/** Takes marks and operations apart. Throws a `HarnessError` INTERNAL where the marks are not one pair after another. */
export function apart(recorded: readonly Recorded[]): {
  readonly operations: readonly FileOperation[]
  readonly spans: readonly Span[]
} {
  const operations: FileOperation[] = []
  const spans: Span[] = []
  let invokedAt: number | undefined
  for (const one of recorded) {
    if (one.op !== 'mark') {
      operations.push(one)
    } else if (one.mark === invokeMark && invokedAt === undefined) {
      invokedAt = operations.length
    } else if (one.mark === returnMark && invokedAt !== undefined) {
      spans.push({ invokedAt, returnedAt: operations.length })
      invokedAt = undefined
    } else {
      throw new HarnessError('INTERNAL', `expected calls one after another, got the mark ${one.mark}`)
    }
  }
  return { operations, spans }
}

/** The disk of what was recorded on a folder in which this was present. */
export function diskOf(present: readonly Present[], recorded: readonly Recorded[]): Pick<Recording, 'disk' | 'spans'> {
  const { operations, spans } = apart(recorded)
  return { disk: new Disk(present, operations), spans }
}

/** The history at a cut: calls that had returned as they were, one that was in flight of unknown outcome, and no others. */
export function historyAt({ history, spans }: Pick<Recording, 'history' | 'spans'>, cut: number): History {
  return history.flatMap((event, index) => {
    const { invokedAt, returnedAt } = spans[index] ?? { invokedAt: Infinity, returnedAt: Infinity }
    if (returnedAt <= cut) return [event]
    if (invokedAt >= cut) return []
    return [{ ...event, outcome: { status: 'unknown' as const, why: 'power lost' }, returned: Infinity }]
  })
}

/** A call as a person knows it. */
export function nameOf({ port, method }: Call): string {
  return `${port}.${method}`
}

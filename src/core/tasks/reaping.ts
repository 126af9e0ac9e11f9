/** A reap part by part, for a store that holds more claims than one step of it should take back. */
import type { TasksReaped } from '../../../contracts/index.ts'
import { isStoreError } from '../../../contracts/errors.ts'
import type { TaskRow } from './rows.ts'

/** Claims that are taken back in one step, at most. */
export const reapedMax = 100

/** Gives the tasks of these ids; one that came to harm is told of at the end, so that it keeps no other. */
export type SoundRows = (ids: readonly string[], get: (id: string) => TaskRow | undefined) => readonly TaskRow[]

/** What came of a part, and up to which id it went; the last part has none. */
export interface ReapedPart {
  readonly reaped: TasksReaped
  readonly upTo?: string | undefined
}

/** Reaps part by part, in the order of ids: each part goes on behind the one before it. */
export async function reapInParts(
  reapPart: (after: string, sound: SoundRows) => Promise<ReapedPart>,
): Promise<TasksReaped> {
  const harm: Error[] = []
  const sound: SoundRows = (ids, get) => ids.flatMap((id) => soundRow(id, get, harm) ?? [])
  const sum = { stalled: 0, failed: 0, timedOut: 0 }
  for (let after: string | undefined = ''; after !== undefined;) {
    const { reaped, upTo }: ReapedPart = await reapPart(after, sound)
    sum.stalled += reaped.stalled
    sum.failed += reaped.failed
    sum.timedOut += reaped.timedOut
    after = upTo
  }
  const [first] = harm
  if (first) throw first
  return sum
}

/** Up to which id a part of these goes; the last has fewer than a part may have. */
export function endOfPart(ids: readonly string[]): string | undefined {
  return ids.length < reapedMax ? undefined : ids.at(-1)
}

function soundRow(id: string, get: (id: string) => TaskRow | undefined, harm: Error[]): TaskRow | undefined {
  try {
    return get(id)
  } catch (error) {
    if (!isStoreError(error, 'CORRUPT')) throw error
    harm.push(error)
    return undefined
  }
}

/** A reap part by part, for a store that holds more claims than one step of it should take back. */
import type { TasksReaped } from '../../contracts/index.ts'
import { isStoreError } from '../../contracts/errors.ts'
import type { TaskRow } from './task-rows.ts'

/** Claims that are taken back in one step, at most. */
const partMax = 100

/** Gives the tasks of these ids; one that came to harm is told at the end, so that it keeps no other. */
export type SoundRows = (ids: readonly string[], get: (id: string) => TaskRow | undefined) => readonly TaskRow[]

/** Reaps these tasks, each part of them as `reapPart` does. */
export async function reapInParts(
  ids: readonly string[],
  reapPart: (ids: readonly string[], sound: SoundRows) => Promise<TasksReaped>,
): Promise<TasksReaped> {
  const harm: Error[] = []
  const sound: SoundRows = (some, get) => some.flatMap((id) => soundRow(id, get, harm) ?? [])
  const sum = { stalled: 0, failed: 0, timedOut: 0 }
  for (let from = 0; from < ids.length; from += partMax) {
    const { stalled, failed, timedOut } = await reapPart(ids.slice(from, from + partMax), sound)
    sum.stalled += stalled
    sum.failed += failed
    sum.timedOut += timedOut
  }
  const [first] = harm
  if (first) throw first
  return sum
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

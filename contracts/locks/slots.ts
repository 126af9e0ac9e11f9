/** What the mutants of locks with several holders share. */
import { all } from '../pages.ts'
import type { LockSnapshot, Locks } from './port.ts'

/** Every row of a name. */
export async function everyRow(locks: Locks, name: string): Promise<readonly LockSnapshot[]> {
  const pages = await all((query) => locks.list(query))
  return pages.flatMap((page) => page.locks.filter((row) => row.name === name))
}

/** Of some rows the one that becomes takeable first, and of those the one with the lower token. */
export function firstToLapse(rows: readonly LockSnapshot[]): LockSnapshot | undefined {
  return rows.toSorted((one, other) => one.takeableAtMs - other.takeableAtMs || one.token - other.token)[0]
}

/** What the mutants of locks with several holders share. */
import type { LockPage, LockSnapshot, Locks } from './port.ts'

/** Every row of a name. */
export async function everyRow(locks: Locks, name: string): Promise<readonly LockSnapshot[]> {
  const rows: LockSnapshot[] = []
  for (let page: LockPage | undefined; !page || page.cursor !== undefined;) {
    page = await locks.list(page?.cursor === undefined ? { limit: 1_000 } : { limit: 1_000, cursor: page.cursor })
    rows.push(...page.locks.filter((row) => row.name === name))
  }
  return rows
}

/** Of some rows the one that becomes takeable first, and of those the one with the lower token. */
export function firstToLapse(rows: readonly LockSnapshot[]): LockSnapshot | undefined {
  return rows.toSorted((one, other) => one.takeableAtMs - other.takeableAtMs || one.token - other.token)[0]
}

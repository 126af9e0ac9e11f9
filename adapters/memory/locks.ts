/** Locks in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { LockSnapshot } from '../../contracts/index.ts'
import type { LockRows } from '../../src/core/lock-rows.ts'

/** A row, held or freed: it stays when it is freed, for its token (durability:J5). */
interface Entry {
  readonly row: LockSnapshot
  readonly isHeld: boolean
}

/** New rows of locks. */
export function lockTable(): LockRows {
  const entries = new Map<string, Entry>()
  return {
    last: (name) => entries.get(name)?.row,
    held: () => [...entries.values()].filter(({ isHeld }) => isHeld).map(({ row }) => row),
    heldOf(name) {
      const entry = entries.get(name)
      return entry?.isHeld === true ? entry.row : undefined
    },
    put(row) {
      entries.set(row.name, { row, isHeld: true })
    },
    free(row) {
      entries.set(row.name, { row, isHeld: false })
    },
  }
}

/** Locks in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { LockSnapshot } from '../../contracts/index.ts'
import type { LockRows } from '../../src/core/lock-rows.ts'

/** A name: it stays when nobody holds it, for its last token (durability:J5). */
interface Entry {
  readonly last: { readonly token: number }
  readonly held: Map<number, LockSnapshot>
}

/** New rows of locks. */
export function lockTable(): LockRows {
  const entries = new Map<string, Entry>()
  return {
    last: (name) => entries.get(name)?.last,
    held: () => [...entries.values()].flatMap(({ held }) => [...held.values()]),
    heldOf: (name) => [...(entries.get(name)?.held.values() ?? [])],
    put(row, lapsed) {
      const { last, held } = entries.get(row.name) ?? { last: row, held: new Map<number, LockSnapshot>() }
      for (const { token } of lapsed) held.delete(token)
      held.set(row.token, row)
      entries.set(row.name, { last: row.token > last.token ? row : last, held })
    },
    free({ name, token }) {
      entries.get(name)?.held.delete(token)
    },
  }
}

/** Outputs in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { Clock, OutputRows } from '../../../contracts/index.ts'
import { pageOf } from '../pages.ts'

interface Row {
  readonly value: string
  readonly storedAtMs: number
}

/** Rows by the text of their scope, and in it by the text of their key. */
export type OutputTable = Map<string, Map<string, Row>>

export function outputTable(): OutputTable {
  return new Map()
}

/** A session's outputs on a table. */
export function openOutputs(table: OutputTable, clock: Clock): OutputRows {
  return {
    async get(scope, key) {
      const row = table.get(scope)?.get(key)
      return row ? { status: 'hit', ...row } : { status: 'miss' }
    },
    async put(scope, key, value) {
      const row = { value, storedAtMs: clock.now() }
      const rows = table.get(scope) ?? new Map<string, Row>()
      table.set(scope, rows.set(key, row))
      return { status: 'stored', storedAtMs: row.storedAtMs }
    },
    async delete(scope, key) {
      const rows = table.get(scope)
      const status = rows?.delete(key) === true ? 'deleted' : 'absent'
      if (rows?.size === 0) table.delete(scope)
      return { status }
    },
    async clear(scope) {
      const rows = table.get(scope)?.size ?? 0
      table.delete(scope)
      return { rows }
    },
    async prune({ olderThanMs }) {
      const oldest = clock.now() - olderThanMs
      let removed = 0
      for (const [scope, rows] of table) {
        for (const [key, { storedAtMs }] of rows) {
          if (storedAtMs <= oldest) removed += Number(rows.delete(key))
        }
        if (rows.size === 0) table.delete(scope)
      }
      return { rows: removed }
    },
    scopes: async (query) => pageOf('scopes', table.keys(), (scope) => scope, query),
    keys: async (scope, query) => pageOf('keys', table.get(scope)?.keys() ?? [], (key) => key, query),
  }
}

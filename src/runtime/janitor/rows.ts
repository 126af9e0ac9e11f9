/** All rows there are with what they refer to, page by page. */
import type { CorruptRow, OutputKey, Outputs, Ref, Scope } from '../../../contracts/index.ts'
import { collectRefs } from '../refs/index.ts'
import { paged } from '../paged.ts'

/** A row with its refs. */
export interface HeldRow {
  readonly scope: Scope
  readonly key: OutputKey
  readonly refs: readonly Ref[]
}

/** What a row refers to now; nothing where it is not there. Rejects with CORRUPT where it cannot be read. */
export async function refsOf(outputs: Outputs, scope: Scope, key: OutputKey): Promise<readonly Ref[]> {
  const row = await outputs.get(scope, key)
  return row.status === 'hit' ? collectRefs(row.value) : []
}

/** How rows are gone through. */
export interface Reading {
  /** reads what a row refers to */
  refsOf(scope: Scope, key: OutputKey): Promise<readonly Ref[]>
  /** told of each row, or scope of rows, that came to harm and cannot be named */
  harmed(row: CorruptRow): void
}

/** The rows of a scope that refer to something. */
export async function* rowsIn(outputs: Outputs, scope: Scope, reading: Reading): AsyncGenerator<HeldRow> {
  for await (const { keys, corrupt = [] } of paged((query) => outputs.keys(scope, query))) {
    for (const row of corrupt) reading.harmed(row)
    for (const key of keys) {
      const refs = await reading.refsOf(scope, key)
      if (refs.length > 0) yield { scope, key, refs }
    }
  }
}

/** The rows of all scopes that refer to something. */
export async function* allRows(outputs: Outputs, reading: Reading): AsyncGenerator<HeldRow> {
  for await (const { scopes, corrupt = [] } of paged((query) => outputs.scopes(query))) {
    for (const row of corrupt) reading.harmed(row)
    for (const scope of scopes) yield* rowsIn(outputs, scope, reading)
  }
}

/** Rows that change in few of their fields: what is written of them is what changed, so that no value is written again. */

/** The fields that changed; null for one that is there no more. Of a row that is new, every field. */
export type Patch<Row> = { readonly [Field in keyof Row]?: Row[Field] | null }

/** Rows by id, null for one that was removed. */
export type Patches<Row> = readonly (readonly [id: string, patch: Patch<Row> | null])[]

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}

/** What changed of a row. `absent` has every field that it may be without. */
export function patchOf<Row extends object>(absent: Patch<Row>, old: Row | undefined, row: Row): Patch<Row> {
  const now: Patch<Row> = { ...absent, ...row }
  if (!old) return now
  const before: Patch<Row> = { ...absent, ...old }
  const changed = Object.entries(now).filter(([field, value]) => !isSame(before[field as keyof Row], value))
  return Object.fromEntries(changed) as Patch<Row>
}

/** The fields that are there. */
export function present<Row extends object>(patch: Patch<Row>): Patch<Row> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null)) as Patch<Row>
}

/** The row after a patch. */
export function patched<Row extends object>(old: Row | undefined, patch: Patch<Row>): Row {
  // The first patch of a row has all that it must have.
  return present({ ...old, ...patch }) as Row
}

/** The patches of several changes as one; where that is all there is, without what is gone. */
export function mergedPatches<Row extends object>(all: readonly Patches<Row>[], isAll: boolean): Patches<Row> {
  const rows = new Map<string, Patch<Row> | null>()
  for (const [id, patch] of all.flat()) {
    const old = rows.get(id)
    rows.set(id, patch === null || !old ? patch : { ...old, ...patch })
  }
  if (!isAll) return [...rows]
  return [...rows].flatMap(([id, patch]) => (patch ? [[id, present(patch)] as const] : []))
}

/** What an upgrade of a place could not take over, and how it is told: a store has nobody else to tell it to. */

/** A row of the old form that came to harm, or never had the form that it should have. */
export interface UpgradeNote {
  /** the table, or the folder */
  readonly source: string
  readonly key: string
  readonly why: string
}

/** Whether these are the tables of a place of version 0, which has no mark of its own. */
export function isOfVersionZero(tables: readonly string[]): boolean {
  return tables.toSorted().join() === 'op_checkpoint,op_lock,op_output'
}

/** The code of the warning. */
export const passedOver = 'HOLDFAST_PASSED_OVER'

/** Keys that a warning names, at most. */
const namedMax = 5

/** Warns of what was passed over at a place; says nothing where that is nothing. */
export function warnOf(place: string, notes: readonly UpgradeNote[]): void {
  if (notes.length === 0) return
  const named = notes.slice(0, namedMax).map(({ source, key, why }) => `${source} ${JSON.stringify(key)}: ${why}`)
  const more = notes.length > namedMax ? [`and ${notes.length - namedMax} more`] : []
  process.emitWarning(
    `the upgrade of ${place} passed over what follows, which stays where it is; mend it and write it again: ` +
      [...named, ...more].join('; '),
    { code: passedOver },
  )
}

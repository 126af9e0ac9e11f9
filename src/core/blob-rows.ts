/** Rows of blobs as SQL gives them, read by one shape: the tables of our adapters call their columns alike. */
import type { BlobFacts, BlobsPage, StoredBlob } from '../../contracts/index.ts'
import { isScopeText } from '../../contracts/repository/scopes.ts'
import type { Column, RowReader } from './rows.ts'
import { pageIn } from './pages.ts'
import { moment, orNull, rowReader, text, wholeFrom } from './rows.ts'

/** A row of a blob. */
export interface BlobRow {
  readonly id: string
  readonly scope: string
  readonly mime: string | null
  /** bytes */
  readonly size: number
  /** when it was published, or a byte was last added to it, ms */
  readonly touched_at: number
}

/** The text of the scope that a blob is in. */
export const scopeText: Column<string> = { says: 'the text of a scope', holds: isScopeText }

/** Reads a row, by its id. */
export const readBlob: RowReader<BlobRow> = rowReader('blob', {
  id: text,
  scope: scopeText,
  mime: orNull(text),
  size: wholeFrom(0),
  touched_at: moment,
})

/** What a row says of a published blob. */
export function factsOf({ size, mime, touched_at }: BlobRow): BlobFacts {
  return { size, ...(mime === null ? {} : { mime }), storedAtMs: touched_at }
}

/** A page of rows, of which one more was asked for than it may have. */
export function blobsPage(found: readonly { readonly id: unknown }[], limit: number): BlobsPage<StoredBlob> {
  const idOf = ({ id }: { readonly id: unknown }): string => String(id)
  return pageIn('blobs', { found, limit }, idOf, (row, id) => {
    const blob = readBlob(row, id)
    return { scope: blob.scope, id: blob.id, ...factsOf(blob) }
  })
}

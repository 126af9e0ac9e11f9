/** All that lies in the tables of a place in memory. */
import type { Census } from '../../../contracts/index.ts'
import type { BlobTable } from './blobs.ts'
import type { OutputTable } from './outputs.ts'

/** Counts what lies in tables. A scope without a row belongs to nothing. */
export function censusOf({ outputs, blobs }: { readonly outputs: OutputTable; readonly blobs: BlobTable }): Census {
  return {
    rows: [...outputs].flatMap(([scope, rows]) => [...rows.keys()].map((key) => `${scope}\n${key}`)),
    blobs: [...blobs.keys()],
    temps: [...outputs].filter(([, rows]) => rows.size === 0).map(([scope]) => `output_table ${scope}`),
  }
}

/** The laws of blobs: the list of them all. */
import type { Law } from '../../law.ts'
import { agesLaws } from './laws-ages.ts'
import { bulkLaws } from './laws-bulk.ts'
import { bytesLaws } from './laws-bytes.ts'
import { readsLaws } from './laws-reads.ts'
import { refsLaws } from './laws-refs.ts'
import { placeLaws } from './laws-places.ts'
import { writesLaws } from './laws-writes.ts'

/** The laws of blobs, gates first, then from the ground up. */
export const blobsLaws: readonly Law[] = [
  ...placeLaws,
  ...bytesLaws,
  ...refsLaws,
  ...readsLaws,
  ...writesLaws,
  ...agesLaws,
  ...bulkLaws,
]

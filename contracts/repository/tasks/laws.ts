/** The laws of tasks, gates first, then from the ground up. */
import type { Law } from '../../law.ts'
import { bulkLaws } from './laws-bulk.ts'
import { claimLaws } from './laws-claims.ts'
import { graphLaws } from './laws-graph.ts'
import { laneLaws } from './laws-lanes.ts'
import { listingLaws } from './laws-listings.ts'
import { placeLaws } from './laws-places.ts'
import { valueLaws } from './laws-values.ts'

export const tasksLaws: readonly Law[] = [
  ...placeLaws,
  ...listingLaws,
  ...valueLaws,
  ...claimLaws,
  ...graphLaws,
  ...bulkLaws,
  ...laneLaws,
]

/** The laws of logs, gates first, then from the ground up. */
import type { Law } from '../../law.ts'
import { bulkLaws } from './laws-bulk.ts'
import { endLaws } from './laws-ends.ts'
import { growthLaws } from './laws-growth.ts'
import { placeLaws } from './laws-places.ts'
import { tailLaws } from './laws-tails.ts'

export const logsLaws: readonly Law[] = [...placeLaws, ...tailLaws, ...growthLaws, ...endLaws, ...bulkLaws]

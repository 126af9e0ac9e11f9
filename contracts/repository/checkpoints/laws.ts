/** The laws of checkpoints, gates first, then from the ground up. */
import type { Law } from '../../law.ts'
import { bulkLaws } from './laws-bulk.ts'
import { laneLaws } from './laws-lanes.ts'
import { placeLaws } from './laws-places.ts'
import { progressLaws } from './laws-progress.ts'
import { runLaws } from './laws-runs.ts'

export const checkpointsLaws: readonly Law[] = [...placeLaws, ...progressLaws, ...runLaws, ...bulkLaws, ...laneLaws]

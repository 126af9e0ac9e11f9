/** The laws of workers, gates first, then from the ground up. */
import type { Law } from '../law.ts'
import { endLaws } from './laws-ends.ts'
import { laneLaws } from './laws-lanes.ts'
import { placeLaws } from './laws-places.ts'
import { registryLaws } from './laws-registry.ts'
import { valueLaws } from './laws-values.ts'

export const workersLaws: readonly Law[] = [...placeLaws, ...valueLaws, ...registryLaws, ...endLaws, ...laneLaws]

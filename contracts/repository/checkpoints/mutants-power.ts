/** Known-bad ways to write beneath checkpoints: what they lose, they lose with the power only. */
import type { SeamMutant } from '../../contract.ts'
import { powerMutants } from '../../power.ts'

/** All of them must be refused by the law of a loss of power. */
export const checkpointsPowerMutants: readonly SeamMutant[] = powerMutants('checkpoints')

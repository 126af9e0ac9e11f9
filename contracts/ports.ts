/** The specs of the built-in ports. Every child process loads this, so no generator may stand behind it. */
import type { AnyPortSpec } from './port.ts'
import { locksPort } from './locks/port.ts'
import { checkpointsPort } from './repository/checkpoints/port.ts'
import { outputsPort } from './repository/outputs/port.ts'

export const portSpecs: readonly AnyPortSpec[] = [outputsPort, checkpointsPort, locksPort]

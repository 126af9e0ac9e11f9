/** The specs of the built-in ports. Every child process loads this, so no generator may stand behind it. */
import type { AnyPortSpec } from './port.ts'
import { locksPort } from './locks/port.ts'
import { blobsPort } from './repository/blobs/port.ts'
import { checkpointsPort } from './repository/checkpoints/port.ts'
import { logsPort } from './repository/logs/port.ts'
import { outputsPort } from './repository/outputs/port.ts'
import { tasksPort } from './repository/tasks/port.ts'
import { workersPort } from './workers/port.ts'

export const portSpecs: readonly AnyPortSpec[] = [
  outputsPort,
  blobsPort,
  checkpointsPort,
  tasksPort,
  logsPort,
  locksPort,
  workersPort,
]

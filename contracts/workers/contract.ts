/** Workers, with all that they promise. */
import { powerMutants, powerSources } from '../bends.ts'
import type { Contract } from '../contract.ts'
import { defineContract } from '../contract.ts'
import { errorSources } from '../derived.ts'
import { serversOf } from '../server-mutants.ts'
import { everyMove, races, workersCommands } from './commands.ts'
import { workersControls } from './controls.ts'
import { workersLaws } from './laws.ts'
import { workersModel } from './model.ts'
import type { WorkerCommand } from './moves.ts'
import { workersMutants } from './mutants.ts'
import { workersPort } from './port.ts'
import type { WorkersState } from './world.ts'

const workers: Contract<WorkersState, WorkerCommand> = defineContract({
  name: 'workers',
  module: import.meta.url,
  version: 1,
  says: 'registrations of processes that do one task each, reserved before they start and under a cap',
  port: workersPort,
  model: workersModel,
  commands: workersCommands,
  laws: workersLaws,
  mutants: workersMutants,
  controls: workersControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['workers~list-ignores-task'],
      marks: ['reserved', 'superseded', 'id-taken', 'task-taken', 'active', 'held', 'settled', 'released', 'evicted'],
    },
    survives: {
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
      mutants: ['workers~ack-before-write'],
      faultMarks: ['in-flight'],
    },
    outlasts: {
      source: powerSources,
      mutants: powerMutants('workers').map(({ id }) => id),
      marks: ['in-flight'],
    },
    linearizable: {
      source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
      mutants: ['workers~settle-answers-by-read', 'workers~inspect-revalidates', 'workers~fixed-name'],
      marks: ['reserved', 'task-taken', 'held', 'settled', 'released'],
      scripts: races,
    },
    errors: {
      source: ['durability:B10', ...errorSources],
      mutants: [
        'workers~inspect-error-is-absent',
        'workers~list-error-is-empty',
        'workers~count-error-is-none',
        'workers~reserve-error-is-superseded',
        'workers~beat-error-is-lost',
        'workers~release-error-is-released',
        'workers~makes-unknown-changes-again',
      ],
      scripts: everyMove,
    },
    servers: serversOf('workers', everyMove),
  },
  since: '0.1.0',
})

export default workers

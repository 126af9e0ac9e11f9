/** Checkpoints, with all that they promise. */
import { defineContract } from '../../contract.ts'
import type { Contract } from '../../contract.ts'
import { powerMutants, powerSources } from '../../bends.ts'
import { underGuards } from '../../guards/contract.ts'
import type { MoveUnderGuard } from '../../guards/moves.ts'
import { errorSources } from '../../derived.ts'
import { serversOf } from '../../server-mutants.ts'
import { checkpointsCommands, races } from './commands.ts'
import { checkpointsControls } from './controls.ts'
import { checkpointsLaws } from './laws.ts'
import { checkpointsModel } from './model.ts'
import type { CheckpointState } from './model.ts'
import type { CheckpointCommand } from './moves.ts'
import { checkpointsMutants } from './mutants.ts'
import { everyMove } from './generate.ts'
import { checkpointsPort } from './port.ts'

const checkpoints: Contract<CheckpointState, MoveUnderGuard<CheckpointCommand>> = defineContract(
  underGuards(
    {
      name: 'checkpoints',
      module: import.meta.url,
      version: 1,
      says: 'how far a long operation has come, as a set of items that a crash takes nothing from',
      port: checkpointsPort,
      model: checkpointsModel,
      commands: checkpointsCommands,
      laws: checkpointsLaws,
      mutants: checkpointsMutants,
      controls: checkpointsControls,
      derived: {
        agrees: {
          source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
          mutants: ['checkpoints~inspect-hides-streaks'],
          marks: ['begun', 'resumed', 'superseded', 'appended', 'failed', 'replaced', 'finished', 'moved'],
        },
        survives: {
          source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
          mutants: ['checkpoints~ack-before-write', 'checkpoints~torn-replace'],
          faultMarks: ['in-flight'],
        },
        outlasts: {
          source: powerSources,
          mutants: powerMutants('checkpoints').map(({ id }) => id),
          marks: ['in-flight'],
        },
        linearizable: {
          source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
          mutants: [
            'checkpoints~append-counts-by-read',
            'checkpoints~finish-checks-then-ends',
            'checkpoints~begin-joins',
            'checkpoints~fixed-name',
          ],
          marks: ['resumed', 'superseded', 'appended', 'finished'],
          scripts: races,
        },
        errors: {
          source: ['durability:B10', ...errorSources],
          mutants: [
            'checkpoints~failed-read-is-none',
            'checkpoints~failed-append-is-acknowledged',
            'checkpoints~failed-replace-is-superseded',
            'checkpoints~makes-unknown-changes-again',
          ],
          scripts: everyMove,
        },
        servers: serversOf('checkpoints', everyMove),
      },
      since: '0.1.0',
    },
    {
      before: [
        { call: 'begin', key: 'a', pin: 'p' },
        { call: 'append', key: 'a', back: 0, items: ['x'] },
      ],
      changes: [
        { call: 'begin', key: 'a', pin: 'q' },
        { call: 'append', key: 'a', back: 0, items: ['y'] },
        { call: 'fail', key: 'a', back: 0, items: ['z'] },
        { call: 'replace', key: 'a', back: 0, items: ['y', 'z'] },
        { call: 'finish', key: 'a', back: 0 },
        { call: 'purge', idleMs: 0 },
      ],
      reads: [{ call: 'inspect', key: 'a' }],
    },
  ),
)

export default checkpoints

/** Outputs, with all that they promise. */
import { defineContract } from '../../contract.ts'
import type { Contract } from '../../contract.ts'
import { powerMutants, powerSources } from '../../bends.ts'
import { underGuards } from '../../guards/contract.ts'
import type { MoveUnderGuard } from '../../guards/moves.ts'
import { errorSources } from '../../derived.ts'
import { serversOf } from '../../server-mutants.ts'
import { everyMove, outputsCommands, races } from './commands.ts'
import { outputsControls } from './controls.ts'
import { outputsLaws } from './laws.ts'
import { outputsModel } from './model.ts'
import type { OutputState } from './model.ts'
import type { OutputCommand } from './moves.ts'
import { outputsMutants } from './mutants.ts'
import { outputsPort } from './port.ts'
import { key, run } from './rows.ts'

const outputs: Contract<OutputState, MoveUnderGuard<OutputCommand>> = defineContract(
  underGuards(
    {
      name: 'outputs',
      module: import.meta.url,
      version: 1,
      says: 'the results of tasks by key, so that what was done once is found and not done again',
      port: outputsPort,
      model: outputsModel,
      commands: outputsCommands,
      laws: outputsLaws,
      mutants: outputsMutants,
      controls: outputsControls,
      derived: {
        agrees: {
          source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
          mutants: ['outputs~always-deleted'],
          marks: ['hit', 'miss', 'overwritten', 'deleted', 'absent'],
        },
        survives: {
          source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
          mutants: ['outputs~ack-before-write', 'outputs~torn-overwrite', 'outputs~scope-noted-in-second-step'],
          marks: ['overwritten'],
          faultMarks: ['in-flight'],
        },
        outlasts: {
          source: powerSources,
          mutants: powerMutants('outputs').map(({ id }) => id),
          marks: ['in-flight', 'overwritten'],
        },
        linearizable: {
          source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
          mutants: [
            'outputs~delete-answers-by-read',
            'outputs~prune-removes-new-write',
            'outputs~get-revalidates',
            'outputs~remembers-by-thread',
            'outputs~fixed-name',
          ],
          marks: ['overwritten', 'deleted', 'absent', 'hit', 'miss'],
          scripts: races,
        },
        errors: {
          source: ['durability:B10', ...errorSources],
          mutants: [
            'outputs~get-error-is-miss',
            'outputs~keys-error-is-empty',
            'outputs~put-error-is-stored',
            'outputs~delete-error-is-absent',
            'outputs~makes-unknown-changes-again',
          ],
          scripts: everyMove,
        },
        servers: serversOf('outputs', everyMove),
      },
      since: '0.1.0',
    },
    {
      before: [{ call: 'put', scope: run, key, value: 1 }],
      changes: [
        { call: 'put', scope: run, key, value: 2 },
        { call: 'delete', scope: run, key },
        { call: 'clear', scope: run },
        { call: 'prune', olderThanMs: 0 },
      ],
      reads: [{ call: 'get', scope: run, key }],
    },
  ),
)

export default outputs

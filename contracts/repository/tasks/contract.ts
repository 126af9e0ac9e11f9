/** Tasks, with all that they promise. */
import { defineContract } from '../../contract.ts'
import type { Contract } from '../../contract.ts'
import { powerMutants, powerSources } from '../../bends.ts'
import { underGuards } from '../../guards/contract.ts'
import type { MoveUnderGuard } from '../../guards/moves.ts'
import { errorSources } from '../../derived.ts'
import { serversOf } from '../../server-mutants.ts'
import { everyMove, tasksCommands } from './commands.ts'
import { tasksControls } from './controls.ts'
import { races } from './generate.ts'
import { tasksLaws } from './laws.ts'
import { tasksModel } from './model.ts'
import type { TasksState } from './model.ts'
import type { TaskCommand } from './moves.ts'
import { tasksMutants } from './mutants.ts'
import { tasksPort } from './port.ts'

const tasks: Contract<TasksState, MoveUnderGuard<TaskCommand>> = defineContract(
  underGuards(
    {
      name: 'tasks',
      module: import.meta.url,
      version: 1,
      says: 'work that waits to be done, is being done by one, or is over, with what waits for it',
      port: tasksPort,
      model: tasksModel,
      commands: tasksCommands,
      laws: tasksLaws,
      mutants: tasksMutants,
      controls: tasksControls,
      derived: {
        agrees: {
          source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
          mutants: ['tasks~list-ignores-states'],
          marks: ['inserted', 'claimed', 'none', 'completed', 'elsewhere', 'held', 'lost'],
        },
        survives: {
          source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
          mutants: ['tasks~insert-one-by-one', 'tasks~ack-before-write'],
          faultMarks: ['in-flight'],
        },
        outlasts: {
          source: powerSources,
          mutants: powerMutants('tasks').map(({ id }) => id),
          marks: ['in-flight'],
        },
        linearizable: {
          source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
          mutants: ['tasks~claims-join', 'tasks~move-answers-by-read', 'tasks~fixed-name'],
          marks: ['claimed', 'none', 'completed', 'superseded', 'held'],
          scripts: races,
        },
        errors: {
          source: ['durability:B10', ...errorSources],
          mutants: [
            'tasks~get-error-is-absent',
            'tasks~list-error-is-empty',
            'tasks~claim-error-is-none',
            'tasks~renewal-error-is-lost',
            'tasks~move-error-is-absent',
            'tasks~makes-unknown-changes-again',
          ],
          scripts: everyMove,
        },
        servers: serversOf('tasks', everyMove),
      },
      since: '0.1.0',
    },
    {
      before: [
        { call: 'insert', tasks: [{ id: 'a', queue: 'q', kind: 'k' }] },
        { call: 'claim', queue: 'q', claimId: 'c1' },
      ],
      changes: [
        { call: 'insert', tasks: [{ id: 'b', queue: 'q', kind: 'k' }] },
        { call: 'claim', queue: 'q', claimId: 'c2' },
        { call: 'heartbeat', of: { back: 0 }, progress: 1 },
        { call: 'end', of: { back: 0 }, to: 'failed' },
        { call: 'revive', id: 'a' },
        { call: 'reap', graceMs: 0 },
        { call: 'prune', olderThanMs: 0 },
      ],
      reads: [
        { call: 'get', id: 'a' },
        { call: 'list', limit: 1_000 },
      ],
    },
  ),
)

export default tasks

/** Logs, with all that they promise. */
import { defineContract } from '../../contract.ts'
import type { Contract } from '../../contract.ts'
import { powerMutants, powerSources } from '../../bends.ts'
import { underGuards } from '../../guards/contract.ts'
import type { MoveUnderGuard } from '../../guards/moves.ts'
import { errorSources } from '../../derived.ts'
import { serversOf } from '../../server-mutants.ts'
import { everyMove, logsCommands, races } from './commands.ts'
import { logsControls } from './controls.ts'
import { logsLaws } from './laws.ts'
import { logsModel } from './model.ts'
import type { LogState } from './model.ts'
import type { LogCommand } from './moves.ts'
import { logsMutants } from './mutants.ts'
import { logsPort } from './port.ts'
import { log } from './logs.ts'

function appending(times: number): LogCommand {
  return { call: 'append', ...log, by: 0, parts: [{ stream: 'out', latin1: 'x', times }] }
}

const logs: Contract<LogState, MoveUnderGuard<LogCommand>> = defineContract(
  underGuards(
    {
      name: 'logs',
      module: import.meta.url,
      version: 1,
      says: 'what a task says while it runs, as the bytes that came, within a limit that drops nothing in silence',
      port: logsPort,
      model: logsModel,
      commands: logsCommands,
      laws: logsLaws,
      mutants: logsMutants,
      controls: logsControls,
      derived: {
        agrees: {
          source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
          mutants: ['logs~always-dropped'],
          marks: ['appended', 'known', 'gap', 'sealed', 'empty', 'there', 'absent', 'dropped', 'nothing-dropped'],
        },
        survives: {
          source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
          mutants: ['logs~acknowledged-before-written', 'logs~counted-in-second-step'],
          marks: ['there'],
          faultMarks: ['in-flight'],
        },
        outlasts: {
          source: powerSources,
          mutants: powerMutants('logs').map(({ id }) => id),
          marks: ['in-flight', 'there'],
        },
        linearizable: {
          source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13', 'durability:Q10'],
          mutants: [
            'logs~appends-by-rewriting',
            'logs~drop-answers-by-read',
            'logs~remembers-by-thread',
            'logs~fixed-name',
          ],
          marks: ['appended', 'known', 'sealed', 'dropped', 'there'],
          scripts: races,
        },
        errors: {
          source: ['durability:B10', 'durability:Q10', 'durability:Q15', ...errorSources],
          mutants: [
            'logs~failed-tail-is-absent',
            'logs~failed-append-is-appended',
            'logs~failed-drop-is-absent',
            'logs~makes-unknown-changes-again',
          ],
          scripts: everyMove,
        },
        servers: serversOf('logs', everyMove),
      },
      since: '0.1.0',
    },
    {
      before: [appending(1)],
      changes: [appending(2), { call: 'seal', ...log }, { call: 'drop', ...log }, { call: 'prune', olderThanMs: 0 }],
      reads: [{ call: 'tail', ...log }],
    },
  ),
)

export default logs

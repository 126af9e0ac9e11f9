/** The janitor of rows with blobs, with all that it promises. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { errorSources } from '../../derived.ts'
import type { OutputState } from '../../repository/outputs/model.ts'
import { everyMove, janitorCommands } from './commands.ts'
import { janitorLaws } from './laws.ts'
import { janitorModel } from './model.ts'
import type { JanitorCommand } from './moves.ts'
import { janitorMutants } from './mutants.ts'
import { janitorPart } from './part.ts'

const janitor: Contract<OutputState, JanitorCommand> = defineContract({
  name: 'janitor',
  module: import.meta.url,
  version: 1,
  says: 'rows that refer to blobs: none ever dangles, and no blob stays to which none refers',
  port: janitorPart,
  model: janitorModel,
  commands: janitorCommands,
  laws: janitorLaws,
  mutants: janitorMutants,
  controls: controlsOf('janitor'),
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['janitor~stores-every-other'],
      enough: 40,
      marks: ['stored', 'overwritten', 'failed', 'deleted'],
    },
    errors: {
      source: errorSources,
      mutants: ['janitor~put-error-is-stored'],
      scripts: everyMove,
    },
  },
  since: '0.1.0',
})

export default janitor

/** Blobs, with all that they promise. */
import { defineContract } from '../../contract.ts'
import type { Contract } from '../../contract.ts'
import { powerMutants, powerSources } from '../../bends.ts'
import { errorSources } from '../../derived.ts'
import { serversOf } from '../../server-mutants.ts'
import { blobsCommands, everyMove, races } from './commands.ts'
import { blobsControls } from './controls.ts'
import { blobsLaws } from './laws.ts'
import { blobsModel } from './model.ts'
import type { BlobState } from './model.ts'
import type { BlobCommand } from './moves.ts'
import { blobsMutants } from './mutants.ts'
import { blobsPort } from './port.ts'

const blobs: Contract<BlobState, BlobCommand> = defineContract({
  name: 'blobs',
  module: import.meta.url,
  version: 1,
  says: 'bytes that are streamed in and out and found by a ref, all of them or none',
  port: blobsPort,
  model: blobsModel,
  commands: blobsCommands,
  laws: blobsLaws,
  mutants: blobsMutants,
  controls: blobsControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['blobs~always-deleted'],
      marks: ['written', 'there', 'absent', 'deleted', 'source-failed', 'aborted'],
    },
    survives: {
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit', 'cache:89', 'durability:Q11'],
      mutants: ['blobs~published-as-it-comes', 'blobs~delete-behind', 'blobs~torn-delete'],
      faultMarks: ['write-in-flight'],
    },
    outlasts: {
      source: powerSources,
      mutants: powerMutants('blobs').map(({ id }) => id),
      marks: ['write-in-flight', 'deleted'],
    },
    linearizable: {
      source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
      mutants: ['blobs~delete-answers-by-stat', 'blobs~stat-revalidates', 'blobs~fixed-name'],
      marks: ['written', 'deleted', 'there', 'dangling'],
      scripts: races,
    },
    errors: {
      source: ['durability:B10', ...errorSources],
      mutants: [
        'blobs~look-error-is-absent',
        'blobs~stream-error-is-end',
        'blobs~list-error-is-empty',
        'blobs~write-error-is-written',
        'blobs~delete-error-is-absent',
        'blobs~makes-unknown-changes-again',
      ],
      scripts: everyMove,
    },
    servers: serversOf('blobs', everyMove),
  },
  since: '0.1.0',
})

export default blobs

/** Locks, with all that they promise. */
import { defineContract } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { powerMutants, powerSources } from '../bends.ts'
import { errorSources } from '../derived.ts'
import { serversOf } from '../server-mutants.ts'
import { everyMove, locksCommands, races } from './commands.ts'
import type { LockCommand } from './moves.ts'
import { locksLaws } from './laws.ts'
import { locksModel } from './model.ts'
import type { LockState } from './model.ts'
import { locksControls } from './controls.ts'
import { locksMutants } from './mutants.ts'
import { locksPort } from './port.ts'

const locks: Contract<LockState, LockCommand> = defineContract({
  name: 'locks',
  module: import.meta.url,
  version: 1,
  says: 'named leases that a crash frees by expiry, with one holder each or as many as all of them admit',
  port: locksPort,
  model: locksModel,
  commands: locksCommands,
  laws: locksLaws,
  mutants: locksMutants,
  controls: locksControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['locks~inspect-hides-expired'],
      marks: ['busy', 'taken-over', 'superseded', 'renewed', 'released', 'evicted'],
    },
    survives: {
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
      mutants: ['locks~ack-before-write', 'locks~torn-takeover'],
      faultMarks: ['in-flight'],
    },
    outlasts: {
      source: powerSources,
      mutants: powerMutants('locks').map(({ id }) => id),
      marks: ['in-flight'],
    },
    linearizable: {
      source: ['Herlihy and Wing 1990, Linearizability', 'durability:T13'],
      mutants: [
        'locks~release-checks-then-removes',
        'locks~evict-checks-then-removes',
        'locks~inspect-revalidates',
        'locks~fixed-name',
      ],
      marks: ['busy', 'superseded', 'released', 'evicted', 'renewed'],
      scripts: races,
    },
    errors: {
      source: ['durability:J2', 'durability:B10', ...errorSources],
      mutants: [
        'locks~inspect-error-is-free',
        'locks~list-error-is-empty',
        'locks~acquire-error-is-busy',
        'locks~renew-error-is-lost',
        'locks~release-error-is-released',
        'locks~makes-unknown-changes-again',
      ],
      scripts: everyMove,
    },
    servers: serversOf('locks', everyMove),
  },
  since: '0.1.0',
})

export default locks

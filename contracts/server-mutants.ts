/** Known-bad ways to use a server, beneath any adapter of one or around any of its ports. */
import type { DerivedOfServers, DriverMutant, Mutant, PortMutant, StatementMutant } from './contract.ts'
import { isStoreError } from './errors.ts'
import type { AnyPort } from './port.ts'

const asynchronous = 'PostgreSQL documentation, Asynchronous Commit'
const torture = 'Zheng et al. 2014, Torturing Databases for Fun and Profit'
const study = 'Yuan et al. 2014, Simple Testing Can Prevent Most Critical Failures'

/** The mutants that the laws of a contract on servers must refuse. */
export function serverMutants(contract: string): readonly Mutant[] {
  const unsynced: StatementMutant = {
    id: `${contract}~synchronous-commit-off`,
    kind: 'seam',
    law: `${contract}/survives-restart`,
    says: 'Postgres acknowledges commits before its log is written, as it does with synchronous_commit = off',
    source: [asynchronous],
    seam: 'pg',
    rewrite: [
      // Whatever the session sets is set off, and who reads the setting back is told what it wants to hear.
      { match: /(synchronous_commit\s*(?:=|to)\s*)'?(?:on|local|remote_write|remote_apply)'?/gi, replace: '$1off' },
      { match: /set_config\(\s*'synchronous_commit'\s*,\s*'\w+'/gi, replace: "set_config('synchronous_commit', 'off'" },
      { match: /current_setting\(\s*'synchronous_commit'\s*\)/gi, replace: "'on'" },
      { match: /^\s*SHOW\s+synchronous_commit\s*;?\s*$/gi, replace: "SELECT 'on' AS synchronous_commit" },
      { match: /^\s*BEGIN\b(?!\s*;?\s*SET)([^;]*);?\s*$/gi, replace: 'BEGIN$1; SET LOCAL synchronous_commit = off' },
    ],
  }
  const told: DriverMutant[] = [
    {
      id: `${contract}~codes-hidden`,
      kind: 'seam',
      law: `${contract}/conflicts-are-retried`,
      says: 'the errors of the server come without their codes, so that a conflict of transactions is taken for a failure',
      source: ['Prefect#22597'],
      seam: 'pg',
      tells: 'no-codes',
    },
    {
      id: `${contract}~rollback-told-as-commit`,
      kind: 'seam',
      law: `${contract}/rolled-back-is-no-success`,
      says: 'a commit is acknowledged whatever the server answered to it, so that a transaction that was undone counts as made',
      source: ['postgres#1217'],
      seam: 'pg',
      tells: 'committed-tags',
    },
    {
      id: `${contract}~stays-broken`,
      kind: 'seam',
      law: `${contract}/survives-disconnect`,
      says: 'whoever has lost a connection gets no other, so that all later calls fail',
      source: [study],
      seam: 'pg',
      tells: 'locked-out',
    },
  ]
  return [unsynced, ...told]
}

/** A port that makes whatever failed again, though it may have happened. */
export function againMutant(contract: string): PortMutant {
  return {
    id: `${contract}~makes-unknown-changes-again`,
    kind: 'port',
    law: `${contract}/errors-are-no-absence`,
    says: 'a change whose outcome is unknown is made again at once, and answers for what it finds of itself',
    source: ['durability:B10'],
    wrap(inner) {
      const around: { [method: string]: AnyPort[string] } = {}
      for (const [method, call] of Object.entries(inner)) {
        around[method] = (...args) =>
          call(...args).catch((error: unknown) => {
            if (!isStoreError(error, 'IO')) throw error
            return call(...args)
          })
      }
      return around
    },
  }
}

/** What the laws of a contract on servers cite. */
export function serversOf<Command>(
  contract: string,
  scripts: NonNullable<DerivedOfServers<Command>['scripts']>,
): DerivedOfServers<Command> {
  return {
    conflicts: { source: ['Prefect#22597', 'graphile-worker 0.16.2'], mutants: [`${contract}~codes-hidden`] },
    rollbacks: {
      source: ['postgres#1217', 'rust-postgres#1334', 'pgo#131'],
      mutants: [`${contract}~rollback-told-as-commit`],
    },
    restarts: { source: [asynchronous, torture], mutants: [`${contract}~synchronous-commit-off`] },
    disconnects: { source: [study], mutants: [`${contract}~stays-broken`] },
    scripts,
  }
}

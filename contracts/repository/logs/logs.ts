/** The logs that scripts and examples use: a few that meet, and families of hostile ones that look like each other. */
import type { Scope } from '../../values.ts'
import { alikeKeys, alikeScopes, run, shared } from '../outputs/rows.ts'
import type { OnLog } from './scenes.ts'

/** The log that most scripts are about. */
export const log: OnLog = { scope: run, log: 'a' }

/** Another of the same run. */
export const beside: OnLog = { scope: run, log: 'b' }

/** Logs with nothing odd about them. */
export const plainLogs: readonly OnLog[] = [
  log,
  beside,
  { scope: shared, log: 'a' },
  { scope: { tenant: 't', run: 'q' }, log: 'a' },
  { scope: { tenant: 'u', run: 'r' }, log: 'a' },
]

/** Families of logs of one run that look alike. */
export const alikeNames: readonly (readonly OnLog[])[] = alikeKeys
  .map((rows) => rows.map(({ scope, key }) => ({ scope, log: key.task })))
  .filter((logs) => new Set(logs.map(({ log: name }) => name)).size === logs.length)

/** Families of logs whose scopes look alike, or make the same text when they are joined with the name. */
export const alikeLogs: readonly (readonly OnLog[])[] = alikeScopes.map((rows) =>
  rows.map(({ scope, key }) => ({ scope, log: key.task })),
)

/** What two names of a log have in common if and only if they are one. */
export function partitionOf({ scope: { tenant, run: ofRun }, log: name }: OnLog): string {
  return JSON.stringify([tenant, ofRun ?? null, name])
}

/** The log of a partition. */
export function logOf(partition: string): OnLog {
  const [tenant, ofRun, name] = JSON.parse(partition) as [string, string | null, string]
  return { scope: ofRun === null ? { tenant } : { tenant, run: ofRun }, log: name } satisfies {
    scope: Scope
    log: string
  }
}

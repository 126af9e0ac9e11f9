/** Known-bad logs that take one for another. */
import { posix } from 'node:path'
import type { Mutant } from '../../contract.ts'
import type { OnLog } from './scenes.ts'
import { logMutant, moved } from './wrap.ts'

/** Logs whose names are written another way. */
function renamed(to: (name: string) => string): ReturnType<typeof moved> {
  return moved(({ scope, log }) => ({ scope, log: to(log) || log }))
}

function joined({ scope: { tenant, run = '' }, log }: OnLog): OnLog {
  return { scope: { tenant: 'all' }, log: `${tenant}::${run}::${log}`.slice(0, 512) }
}

const exactNames = { law: 'logs/names-are-exact', source: ['durability:M8'] }
const exactScopes = { law: 'logs/scopes-are-exact', source: ['cache:G3'] }

/** Faults of scopes and names. */
export const namingMutants: readonly Mutant[] = [
  logMutant(
    'nul-ends-name',
    { ...exactNames, says: 'a name ends at its first NUL' },
    renamed((name) => name.split('\u0000')[0] ?? name),
  ),
  logMutant(
    'name-is-path',
    { ...exactNames, says: 'a name is a path, in which . and .. mean something' },
    renamed((name) => posix.join('/', name)),
  ),
  logMutant(
    'trims-name',
    { ...exactNames, says: 'space around a name is dropped' },
    renamed((name) => name.trim()),
  ),
  logMutant(
    'one-log-a-scope',
    {
      law: 'logs/names-are-exact',
      says: 'the name is left out where a log is looked for',
      source: ['durability:S6'],
    },
    renamed(() => 'log'),
  ),
  logMutant(
    'joined-scope',
    { ...exactScopes, says: 'tenant, run and name are joined by a separator that they may hold themselves' },
    moved(joined),
  ),
  logMutant(
    'folds-case',
    { ...exactScopes, says: 'runs are compared without case' },
    moved(({ scope: { tenant, run }, log }) => ({
      scope: run === undefined ? { tenant } : { tenant, run: run.toLowerCase() },
      log,
    })),
  ),
  logMutant(
    'no-tenant-axis',
    { ...exactScopes, says: 'logs are found by run and name, whatever the tenant' },
    moved(({ scope, log }) => ({ scope: { ...scope, tenant: 'everyone' }, log })),
  ),
]

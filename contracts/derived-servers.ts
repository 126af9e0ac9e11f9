/** The laws of servers that follow from the model and the commands of a contract, without being written by hand. */
import type { ContractDefinition, Derived, DerivedOfServers } from './contract.ts'
import type { Search, ServerFault } from './lab.ts'
import type { Law } from './law.ts'
import { portsOf } from './law.ts'

interface Said<Command> {
  readonly id: string
  readonly says: string
  readonly search: Pick<Search<Command>, 'faults' | 'errors' | 'failures'>
  /** what the law does to a server */
  readonly server?: ServerFault
}

/** The laws of servers that a contract has mutants for. */
export function serverLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { derived, commands, since, name, port } = definition
  const { servers } = derived
  if (!servers) return []
  const { scripts = commands.scripts } = servers
  const lawOf = ({ id, says, search, server }: Said<Command>, { source, mutants }: Derived): Law => ({
    id: `${name}/${id}`,
    says,
    suite: 'faults',
    level: 'must',
    from: 'T3',
    to: 'T3',
    needs: { ports: portsOf(port), ...(server ? { server } : {}) },
    source,
    mutants,
    since,
    check: (lab) => lab.hunt({ scripts, ...search }),
  })
  return laws<Command>(name).map(([key, said]) => lawOf(said, servers[key]))
}

type Key = Exclude<keyof DerivedOfServers<unknown>, 'scripts'>

function laws<Command>(name: string): readonly (readonly [Key, Said<Command>])[] {
  return [
    [
      'conflicts',
      {
        id: 'conflicts-are-retried',
        says: `no call of ${name} fails because transactions were in each other's way: the whole transaction is made again`,
        search: { faults: ['throw'], errors: 'conflict', failures: 'none' },
      },
    ],
    [
      'rollbacks',
      {
        id: 'rolled-back-is-no-success',
        says: `no call of ${name} is acknowledged whose transaction the store undid in place of committing it`,
        search: { faults: ['throw'], errors: 'rolled-back' },
      },
    ],
    [
      'restarts',
      {
        id: 'survives-restart',
        says: `what ${name} acknowledged is there after its server was killed at any point of a call and started again, the call in flight happened as its code says, and open sessions go on`,
        search: { faults: ['restart'] },
        server: 'restart',
      },
    ],
    [
      'disconnects',
      {
        id: 'survives-disconnect',
        says: `where the server ends every connection at any point of a call of ${name}, that call happened as its code says, and open sessions go on with new ones`,
        search: { faults: ['disconnect'] },
        server: 'disconnect',
      },
    ],
  ]
}

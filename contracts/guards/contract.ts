/** What a contract is made with whose port takes guards: moves, laws and mutants of guarded changes come to its own. */
import type { ContractDefinition } from '../contract.ts'
import type { GuardedMoves } from './generate.ts'
import { guardLaws } from './laws.ts'
import type { MoveUnderGuard } from './moves.ts'
import { besideLocks, guardedCommands } from './moves.ts'
import { pausedWriterMutants, staleGuardMutants } from './mutants.ts'

/** The definition with all that is promised of guards. */
export function underGuards<State, Command extends { readonly call: string }>(
  definition: ContractDefinition<State, Command>,
  moves: GuardedMoves<Command>,
): ContractDefinition<State, MoveUnderGuard<Command>> {
  const { port, model, commands, laws, mutants } = definition
  return {
    ...definition,
    model: besideLocks(model),
    commands: guardedCommands(port, commands),
    laws: [...laws, ...guardLaws(port, moves)],
    mutants: [...mutants, ...staleGuardMutants(port), ...pausedWriterMutants(port)],
  }
}

/** The laws that follow from the model and the commands of a contract, without being written by hand. */
import type { ContractDefinition, Derived } from './contract.ts'
import type { Law } from './law.ts'

/** The law of a loss of power, where the contract has one. */
function outlastsLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { name, derived, commands, since } = definition
  const { outlasts } = derived
  if (!outlasts) return []
  return [
    {
      id: `${name}/survives-power-loss`,
      says: `what ${name} acknowledged is there after a loss of power at any moment, and the call in flight happened whole or not at all`,
      suite: 'crash-resume',
      level: 'must',
      from: 'T5',
      needs: { ports: [name] },
      ...outlasts,
      since,
      check: (lab) => lab.hunt({ scripts: commands.scripts, faults: [], everyPoint: true }),
    },
  ]
}

/** The laws that come from model and commands, in the order in which a contract lists them. */
export function derivedLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { name, derived, commands, since } = definition
  const search = { scripts: commands.scripts }
  const marks = (from: Derived): { marks?: readonly string[] } => (from.marks ? { marks: from.marks } : {})
  const agrees: Law = {
    id: `${name}/agrees-with-model`,
    says: `every answer of ${name} is one that the model of the port allows`,
    suite: 'basics',
    level: 'must',
    from: 'T1',
    to: 'T3',
    needs: { ports: [name] },
    source: derived.agrees.source,
    mutants: derived.agrees.mutants,
    ...marks(derived.agrees),
    since,
    check: (lab) => lab.hunt({ ...search, faults: [] }),
  }
  const survives: Law = {
    id: `${name}/survives-kill`,
    says: `what ${name} acknowledged is there after a kill at any point, and the call in flight happened whole or not at all`,
    suite: 'crash-resume',
    level: 'must',
    from: 'T3',
    to: 'T4',
    needs: { ports: [name] },
    source: derived.survives.source,
    mutants: derived.survives.mutants,
    ...marks(derived.survives),
    since,
    check: (lab) => lab.hunt({ ...search, faults: ['kill', 'drop'], everyPoint: true }),
  }
  const { scripts = commands.scripts } = derived.linearizable
  const linearizable: Law = {
    id: `${name}/linearizable`,
    says: `whatever calls of ${name} overlap, there is one order of them, within their times, that the model allows`,
    suite: 'concurrent-writers',
    level: 'must',
    from: 'T2',
    to: 'T4',
    needs: { ports: [name], sharing: 'thread' },
    source: derived.linearizable.source,
    mutants: derived.linearizable.mutants,
    ...marks(derived.linearizable),
    since,
    check: (lab) => lab.hunt({ scripts, race: true }),
  }
  return [agrees, survives, ...outlastsLaws(definition), linearizable, ...errorLaws(definition)]
}

/** The law of errors that come from beneath an adapter, where the contract has mutants that it refuses. */
function errorLaws<State, Command>({
  name,
  derived,
  commands,
  since,
}: ContractDefinition<State, Command>): readonly Law[] {
  const { errors } = derived
  if (!errors) return []
  const { source, mutants, marks, scripts = commands.scripts } = errors
  const law: Law = {
    id: `${name}/errors-are-no-absence`,
    says: `whatever error comes from beneath ${name}, no call takes it for absence or success: it fails by a code, and what the code says is so`,
    suite: 'faults',
    level: 'must',
    from: 'T3',
    to: 'T4',
    needs: { ports: [name] },
    source,
    mutants,
    since,
    check: (lab) => lab.hunt({ scripts, faults: ['throw'] }),
  }
  return [marks ? { ...law, marks } : law]
}

/** The laws that follow from the model and the commands of a contract, without being written by hand. */
import type { Commands, ContractDefinition, Derived } from './contract.ts'
import { serverLaws } from './derived-servers.ts'
import type { Generator } from './lab.ts'
import type { Law } from './law.ts'
import { portsOf } from './law.ts'

/** What the laws of errors from beneath are about. */
export const errorSources: readonly string[] = [
  'durability:A14',
  'durability:T3',
  'Yuan et al. 2014, Simple Testing Can Prevent Most Critical Failures',
]

/** Scripts of a contract; the first of those that are drawn together makes every change, so that what it shows is seen early. */
export function led<Command>({ scripts, everyChange = [] }: Commands<Command>): Generator<Command> {
  return (shape, seed, count) => {
    const lead = everyChange.filter((step) => shape.turns || !('turn' in step))
    const drawn = scripts(shape, seed, count)
    return lead.length === 0 ? drawn : [lead, ...drawn.slice(1)]
  }
}

/** What a law cites. */
function citing({
  source,
  mutants,
  marks,
  faultMarks,
}: Derived): Pick<Law, 'source' | 'mutants' | 'marks' | 'faultMarks'> {
  return { source, mutants, ...(marks ? { marks } : {}), ...(faultMarks ? { faultMarks } : {}) }
}

function agreesLaw<State, Command>({ name, port, derived, commands, since }: ContractDefinition<State, Command>): Law {
  const enough = derived.agrees.enough === undefined ? {} : { enough: derived.agrees.enough }
  return {
    id: `${name}/agrees-with-model`,
    says: `every answer of ${name} is one that the model of the port allows`,
    suite: 'basics',
    level: 'must',
    from: 'T1',
    to: derived.agrees.to ?? 'T3',
    needs: { ports: portsOf(port) },
    ...citing(derived.agrees),
    since,
    check: (lab) => lab.hunt({ scripts: lab.tier === 'T1' ? led(commands) : commands.scripts, faults: [], ...enough }),
  }
}

function survivesLaw<State, Command>(definition: ContractDefinition<State, Command>, survives: Derived): Law {
  const { name, port, commands, since } = definition
  return {
    id: `${name}/survives-kill`,
    says: `what ${name} acknowledged is there after a kill at any point, and the call in flight happened whole or not at all`,
    suite: 'crash-resume',
    level: 'must',
    from: 'T3',
    to: 'T4',
    needs: { ports: portsOf(port) },
    ...citing(survives),
    since,
    check: (lab) => lab.hunt({ scripts: commands.scripts, faults: ['kill', 'drop'], everyPoint: true }),
  }
}

function linearizableLaw<State, Command>(
  definition: ContractDefinition<State, Command>,
  linearizable: Derived & { readonly scripts?: Generator<Command> },
): Law {
  const { name, port, commands, since } = definition
  const { scripts = commands.scripts } = linearizable
  return {
    id: `${name}/linearizable`,
    says: `whatever calls of ${name} overlap, there is one order of them, within their times, that the model allows`,
    suite: 'concurrent-writers',
    level: 'must',
    from: 'T2',
    to: 'T4',
    needs: { ports: portsOf(port), sharing: 'thread' },
    ...citing(linearizable),
    since,
    check: (lab) => lab.hunt({ scripts, race: true }),
  }
}

/** The law of a loss of power, where the contract has one. */
function outlastsLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { name, port, derived, commands, since } = definition
  const { outlasts } = derived
  if (!outlasts) return []
  return [
    {
      id: `${name}/survives-power-loss`,
      says: `what ${name} acknowledged is there after a loss of power at any moment, and the call in flight happened whole or not at all`,
      suite: 'crash-resume',
      level: 'must',
      from: 'T5',
      needs: { ports: portsOf(port) },
      ...citing(outlasts),
      since,
      check: (lab) => lab.hunt({ scripts: commands.scripts, faults: [], everyPoint: true }),
    },
  ]
}

/** The law of errors that come from beneath an adapter, where the contract has mutants that it refuses. */
function errorLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { name, port, derived, commands, since } = definition
  const { errors } = derived
  if (!errors) return []
  const { scripts = commands.scripts } = errors
  return [
    {
      id: `${name}/errors-are-no-absence`,
      says: `whatever error comes from beneath ${name}, no call takes it for absence or success: it fails by a code, and what the code says is so`,
      suite: 'faults',
      level: 'must',
      from: 'T3',
      to: 'T4',
      needs: { ports: portsOf(port) },
      ...citing(errors),
      since,
      check: (lab) => lab.hunt({ scripts, faults: ['throw'] }),
    },
  ]
}

/** The laws that come from model and commands, in the order in which a contract lists them. */
export function derivedLaws<State, Command>(definition: ContractDefinition<State, Command>): readonly Law[] {
  const { survives, linearizable } = definition.derived
  return [
    agreesLaw(definition),
    ...(survives ? [survivesLaw(definition, survives)] : []),
    ...outlastsLaws(definition),
    ...(linearizable ? [linearizableLaw(definition, linearizable)] : []),
    ...errorLaws(definition),
    ...serverLaws(definition),
  ]
}

/**
 * Contracts: a port with its promises. From the model and the commands of a contract come, without being written by
 * hand, the laws `<port>/agrees-with-model`, `<port>/survives-kill` and `<port>/linearizable`; and, where mutants are named
 * that they refuse, `<port>/survives-power-loss` and `<port>/errors-are-no-absence`.
 */
import { derivedLaws } from './derived.ts'
import type { AnyPort, AnyPortSpec, Call } from './port.ts'
import type { Law } from './law.ts'
import type { Generator, History, Script } from './lab.ts'
import type { Claims } from './adapter.ts'
import type { Sharing } from './claims.ts'
import type { Clock, Json, Value } from './values.ts'
import type { ServerFaults } from './server.ts'
import { HarnessError } from './errors.ts'

/** The store's time of a call's effect lies in this closed range; a single instant unless the clock moved meanwhile. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** What a model says of a call with its reply: it may be, and leads to this state; or it may not, and this was due. */
export type Judged<State> =
  { readonly legal: true; readonly state: State } | { readonly legal: false; readonly expected: string }

/**
 * What a port promises to anyone who sees only its calls: pure, and split into partitions (a name, a key), so that a
 * history is legal if and only if each of its parts is.
 */
export interface Model<State> {
  /** the state of a partition nobody touched yet, on a store with these claims */
  initial(partition: string, claims: Claims): State
  /** decides a call that was answered with `value` */
  step(state: State, call: Call, value: unknown, span: Span): Judged<State>
  /** the states in which a call may have left the partition if it took effect and its reply was never seen */
  unseen(state: State, call: Call, span: Span): readonly State[]
  /**
   * the partitions that a call concerns; `everywhere` where it concerns all of a history, and these besides. Asked with
   * undefined of a call that was not answered, and of any call as of its beginning
   */
  concerns(call: Call, value: unknown): { readonly everywhere: boolean; readonly partitions: readonly string[] }
  /** the same text for states that no call can tell apart */
  key(state: State): string
  /** a state as a person reads it; its key where absent */
  describe?(state: State): string
  /**
   * whether a call that was answered with `value` changes no state that allows it, whatever the state; no such call
   * where absent. What is said here makes the search shorter, and what is said wrongly is found out
   */
  reads?(call: Call, value: unknown): boolean
  /** what can be told of states to come; nothing where absent */
  readonly foresight?: Foresight<State>
}

/**
 * What a model can tell of states to come, so that a search turns back as soon as a read that it must place can never be.
 * Only a model has it that allows calls which do not read (`reads`) in every state.
 */
export interface Foresight<State> {
  /** whether a call, seen or lost, leaves the same state whatever state it found */
  overwrites(call: Call): boolean
  /** whether a read may be answered with `value` in this state, or in one to which calls lead that do not overwrite */
  mayCome(state: State, call: Call, value: unknown): boolean
}

/** The moves of a port: how they are made, bound to what went before, and made simpler. */
export interface Commands<Command> {
  /** every command of the port, mixed so that they meet */
  readonly scripts: Generator<Command>
  /** a script in which each method that changes something does so; kills, losses of power and the law of the model begin with it */
  readonly everyChange?: Script<Command>
  /** binds symbolic references to what the history gave; undefined where there is none, or the claims refuse the call */
  resolve(command: Command, history: History, claims: Claims): Call<Value> | undefined
  /** simpler commands that may still show the same fault, the simplest first */
  simpler(command: Command): readonly Command[]
  /** which of the states worth reaching a history reached */
  marks(history: History): readonly string[]
  /** the methods of the port that change nothing; of all others a race must show that their calls met */
  readonly observers: readonly string[]
  /** calls of observers that show all that a history touched */
  probes(history: History, claims: Claims): readonly Call<Value>[]
  /** a call whose answer tells the store's time, to see whether a store goes by the clock that it is given */
  readonly clock?: { readonly call: Call<Value>; readonly read: (value: unknown) => number | undefined }
}

/** What a wrapper stands on. */
export interface Ground {
  readonly place: Json
  readonly clock: Clock
  /** shared by the sessions of one place in one process, and lost with the process */
  readonly memory: Map<string, unknown>
  /** shared by all sessions in one process, whatever their place */
  readonly everywhere: Map<string, unknown>
  /**
   * another port of the same session, with no wrapper around it; undefined where the adapter does not offer it. Beside a
   * part that stands on ports its calls are points
   */
  readonly beside: (port: string) => AnyPort | undefined
}

/** A known-bad backend: data that any process can load by id. */
export type Mutant = PortMutant | SeamMutant | BackendMutant

interface MutantFacts {
  /** `<contract>~<words>` */
  readonly id: string
  /** the law that must refuse it */
  readonly law: string
  /** the fault, in one sentence */
  readonly says: string
  /** catalogue entries whose written fault this is */
  readonly source: readonly string[]
}

/** A wrapper around one port of any adapter. Its calls of the port beneath are points too. */
export interface PortMutant extends MutantFacts {
  readonly kind: 'port'
  /** what must be possible to a server of the adapter's for the fault to show at all */
  readonly needs?: keyof ServerFaults
  /** how far apart sessions must be that have one place open, for the fault to show at all */
  readonly sharing?: Sharing
  wrap(inner: AnyPort, ground: Ground): AnyPort
}

/** Changes what is beneath an adapter. It shows on adapters that call this driver, or the file system. */
export type SeamMutant = StatementMutant | FileMutant | DriverMutant

/** Rewrites what a driver is told. */
export interface StatementMutant extends MutantFacts {
  readonly kind: 'seam'
  readonly seam: string
  /** statements in which `match` becomes `replace` */
  readonly rewrite: readonly { readonly match: string | RegExp; readonly replace: string }[]
}

/** Bends what the file system is told. */
export interface FileMutant extends MutantFacts {
  readonly kind: 'seam'
  readonly seam: 'fs'
  readonly bend: FileBend
}

/**
 * Ways to lose what was written: no sync of files, or of folders; a rename that instead writes the target in place; a file
 * that is synced only once the next rename is done; what is drawn by chance for names is always the same, and shared.
 */
export type FileBend = 'no-file-sync' | 'no-folder-sync' | 'write-in-place' | 'rename-before-sync' | 'fixed-draws'

/** Bends what a driver tells of its server. */
export interface DriverMutant extends MutantFacts {
  readonly kind: 'seam'
  readonly seam: string
  readonly tells: DriverBend
}

/**
 * Ways to tell something else than a server said: its errors come without their codes and their words; a COMMIT that was
 * answered with ROLLBACK is told as one that was made; whoever has lost a connection is let in no more.
 */
export type DriverBend = 'no-codes' | 'committed-tags' | 'locked-out'

/** An adapter of its own that has the fault. */
export interface BackendMutant extends MutantFacts {
  readonly kind: 'backend'
  /** URL of the module whose default export is the bad adapter */
  readonly module: string
}

/** Odd but legal behaviour, which every law must let pass. */
export interface Control {
  /** `<contract>=<words>` */
  readonly id: string
  readonly says: string
  wrap?(inner: AnyPort, ground: Ground): AnyPort
  /** the clock of the place goes in steps of so many ms */
  readonly clockStepMs?: number
}

/** What is cited for a law that is derived from model and commands. */
export interface Derived {
  readonly source: readonly string[]
  readonly mutants: readonly string[]
  readonly marks?: readonly string[]
  readonly faultMarks?: readonly string[]
  /** as in `Search`, for the law of the model */
  readonly enough?: number
  /** the hardest tier of the law of the model; T3 where absent. T1 where a model can judge only calls that do not overlap */
  readonly to?: 'T1' | 'T3'
}

/** What is cited for the laws of servers. */
export interface DerivedOfServers<Command> {
  /** of conflicts between transactions */
  readonly conflicts: Derived
  /** of commits that are answered by undoing their transaction */
  readonly rollbacks: Derived
  /** of servers that are killed and started again */
  readonly restarts: Derived
  /** of servers that end every connection */
  readonly disconnects: Derived
  /** what is tried meanwhile; the scripts of the commands where absent */
  readonly scripts?: Generator<Command>
}

/** What an author of a contract writes. */
export interface ContractDefinition<State, Command> {
  readonly name: string
  /** how a child process finds this contract: `import.meta.url`, with the contract as default export */
  readonly module: string
  /** raised when the interface changes */
  readonly version: number
  readonly says: string
  readonly port: AnyPortSpec
  readonly model: Model<State>
  readonly commands: Commands<Command>
  /** gate laws first, then from the ground up; the derived laws are put between the gates and the rest */
  readonly laws: readonly Law[]
  readonly mutants: readonly Mutant[]
  readonly controls: readonly Control[]
  readonly derived: {
    readonly agrees: Derived
    /** of kills; absent where there is nothing to lose */
    readonly survives?: Derived
    /** of a loss of power */
    readonly outlasts?: Derived
    /** `scripts`: what is raced; the scripts of the commands where absent. No such law where no two sessions meet */
    readonly linearizable?: Derived & { readonly scripts?: Generator<Command> }
    /** `scripts`: what is tried while errors come; the scripts of the commands where absent */
    readonly errors?: Derived & { readonly scripts?: Generator<Command> }
    /** of what only servers do */
    readonly servers?: DerivedOfServers<Command>
  }
  /** the version of holdfast, or of the plugin, that brought the contract */
  readonly since: string
}

/** A port with its promises, checked. */
export interface Contract<State = unknown, Command = unknown> extends ContractDefinition<State, Command> {
  readonly isContract: true
}

/** Any contract: states and commands are opaque to the engine, which only hands them back to their own contract. */
// The engine never makes a state or a command of its own, so the loss of their types costs nothing.
export type AnyContract = Contract<unknown, unknown>

function demand(holds: boolean, message: string): void {
  if (!holds) throw new HarnessError('PLUGIN', message)
}

function checkLaw(contract: string, law: Law, mutants: ReadonlySet<string>): void {
  demand(law.id.startsWith(`${contract}/`), `law ${law.id}: expected an id that starts with "${contract}/"`)
  demand(law.mutants.length > 0, `law ${law.id}: names no mutant; a law that refuses nothing is not a law`)
  const missing = law.mutants.find((id) => !mutants.has(id))
  demand(missing === undefined, `law ${law.id}: its mutant ${missing ?? ''} is not among the mutants of ${contract}`)
  const claims = Object.keys(law.needs.claims ?? {})
  demand(
    claims.length === 0 || law.refusal !== undefined,
    `law ${law.id}: needs claims and does not say how a refusal is checked`,
  )
}

/** Makes a contract; throws a `HarnessError` PLUGIN that names the part that does not fit. */
export function defineContract<State, Command>(
  definition: ContractDefinition<State, Command>,
): Contract<State, Command> {
  const { name } = definition
  demand(
    /^[a-z][a-z0-9-]*$/.test(name),
    `contract ${JSON.stringify(name)}: expected lower-case letters, digits and dashes`,
  )
  demand(
    definition.port.name === name,
    `contract ${name}: its port is called ${definition.port.name}; the two share one name`,
  )
  const called = definition.port.scenes ?? definition.port.methods
  const unknown = definition.commands.observers.find((method) => !Object.hasOwn(called, method))
  demand(
    unknown === undefined,
    `contract ${name}: its commands name the observer ${unknown ?? ''}, which its port does not have`,
  )
  const gates = definition.laws.filter((law) => law.gate)
  const rest = definition.laws.filter((law) => !law.gate)
  const laws = [...gates, ...derivedLaws(definition), ...rest]
  const mutants = new Set(definition.mutants.map(({ id }) => id))
  for (const law of laws) checkLaw(name, law, mutants)
  demand(new Set(laws.map(({ id }) => id)).size === laws.length, `contract ${name}: two laws share an id`)
  demand(mutants.size === definition.mutants.length, `contract ${name}: two mutants share an id`)
  for (const mutant of definition.mutants) {
    const law = laws.find(({ id }) => id === mutant.law)
    demand(
      law !== undefined && law.mutants.includes(mutant.id),
      `mutant ${mutant.id}: law ${mutant.law} does not name it`,
    )
  }
  return { ...definition, laws, isContract: true }
}

/** Adapters: what an author writes to have a backend judged. */
import type { PortAnswers, Sharing, Survives } from './claims.ts'
import type { Locks, LocksClaims } from './locks/port.ts'
import type { BlobsClaims, BlobStore } from './repository/blobs/port.ts'
import type { CheckpointRows, CheckpointsClaims } from './repository/checkpoints/port.ts'
import type { LogsClaims, LogStore } from './repository/logs/port.ts'
import type { OutputRows, OutputsClaims } from './repository/outputs/port.ts'
import type { TaskRows, TasksClaims } from './repository/tasks/port.ts'
import type { WorkerRows, WorkersClaims } from './workers/port.ts'
import type { AnyPort, AnyPortSpec, PortSpec } from './port.ts'
import type { ServerHooks } from './server.ts'
import type { Clock, Json } from './values.ts'
import type { Guard, Guards } from './guard.ts'
import type { StoreCode } from './errors.ts'

/** The claims of an adapter. */
export interface Claims {
  readonly survives: Survives
  readonly sharing: Sharing
  /** what writes under a guard are; absent where sessions give no ports `under` one. It needs locks */
  readonly guards?: Guards
  /** by port: an adapter answers only for what it offers */
  readonly ports: BuiltInClaims & { readonly [port: string]: PortAnswers | undefined }
}

/** The claims of the ports that holdfast itself defines, by name. */
export type BuiltInClaims = {
  readonly outputs?: OutputsClaims
  readonly blobs?: BlobsClaims
  readonly checkpoints?: CheckpointsClaims
  readonly tasks?: TasksClaims
  readonly logs?: LogsClaims
  readonly locks?: LocksClaims
  readonly workers?: WorkersClaims
}

/** The ports that holdfast itself defines, by name, as an adapter serves them: with the text of values. */
export interface BuiltInPorts {
  readonly outputs: OutputRows
  readonly blobs: BlobStore
  readonly checkpoints: CheckpointRows
  readonly tasks: TaskRows
  readonly logs: LogStore
  readonly locks: Locks
  readonly workers: WorkerRows
}

/** Ports of which writes may come under a guard. */
export type GuardedPorts = Partial<Pick<BuiltInPorts, 'outputs' | 'checkpoints' | 'tasks' | 'logs'>>

/** What `create` is given. */
export interface CreateOptions {
  /** unique for each place; letters, digits and dashes */
  readonly id: string
  /** an empty folder that is this place's own; made and removed by the harness */
  readonly dir: string
  /** where the server of the run is, as `server.start` told; absent for an adapter without one */
  readonly server?: Json
}

/** What `open` is given. */
export interface OpenOptions {
  /** the clock of the place; an embedded store goes by it, a server by its own */
  readonly clock: Clock
  /** aborted when the session is given up; nobody waits for what still runs then */
  readonly signal: AbortSignal
}

/** The typed interface of a port: a built-in one by its name, or that of a spec which the adapter lists. */
export type PortNamed<Name, Specs extends readonly PortSpec[]> = Name extends keyof BuiltInPorts
  ? BuiltInPorts[Name]
  : NonNullable<Extract<Specs[number], { readonly name: Name }>['typed']>

/** An open backend on a place: exactly the ports that the adapter claims, and close. */
export type Session<C extends Claims = Claims, Specs extends readonly PortSpec[] = readonly PortSpec[]> = {
  readonly [Name in keyof C['ports']]: PortNamed<Name, Specs>
} & {
  /**
   * The ports of outputs, checkpoints, tasks and logs under a guard, for an adapter that claims `guards`: what changes
   * something there rejects with FENCED where the token does not hold the lock, and changes nothing then.
   */
  under?(guard: Guard): GuardedPorts
  /** Ends the session; later calls reject with CLOSED. Closing twice is harmless. */
  close(): Promise<void>
}

/**
 * All that lies in a place, however it came there and whether or not a session would show it. `rows`: of outputs, the text of
 * the scope, a newline and the text of the key; `blobs`: the ids of all that is published; `temps`: one text for each thing
 * that was never published, or belongs to nothing any more.
 */
export interface Census {
  readonly rows: readonly string[]
  readonly blobs: readonly string[]
  readonly temps: readonly string[]
}

/** What an author writes. */
export interface AdapterDefinition<C extends Claims, Place extends Json, Specs extends readonly PortSpec[]> {
  readonly name: string
  /** how an actor's process finds this file: `import.meta.url`, with the adapter as default export */
  readonly module: string
  readonly claims: C
  /** specs of ports that holdfast does not define itself */
  readonly ports?: Specs
  /** makes a new, empty place and describes it as JSON */
  create(options: CreateOptions): Promise<Place>
  /** opens a session on a place that `create` made, in this process or in another */
  open(place: Place, options: OpenOptions): Promise<Session<C, Specs>>
  /** counts what lies in a place while nobody works on it; unlocks the laws of what must not be left */
  census?(place: Place, options: OpenOptions): Promise<Census>
  /** removes what `create` made outside `dir` */
  destroy?(place: Place): Promise<void>
  /** the code of an error that the driver threw; undefined where the adapter does not know it */
  classify?(error: unknown): StoreCode | undefined
  /** for a store with a clock of its own: moves the clock of one place by `ms` */
  readonly clock?: { turn(place: Place, ms: number): Promise<void> }
  /** for a store that is a server: how one is had for a run, and what can be done to it */
  readonly server?: ServerHooks<Place>
}

/** Stands between the shell and a port of the adapter, where the faults of a store show. */
export type Beneath = (port: string, inner: AnyPort) => AnyPort

/** Stands between the parts of a runtime and the ports that they call: their calls are points there. */
export type Between = (port: string, called: AnyPort) => AnyPort

/** A port and a session whose typed interfaces are not known here. */
export type AnySession = {
  readonly close: () => Promise<void>
  readonly under?: (guard: Guard) => { readonly [port: string]: unknown }
} & { readonly [port: string]: unknown }

/** An adapter with the shell around its ports: what the harness and the runtime use. */
export interface Adapter {
  readonly isAdapter: true
  readonly name: string
  readonly module: string
  readonly claims: Claims
  /** names of all ports offered */
  readonly offers: readonly string[]
  /** what the shell knows of them */
  readonly specs: readonly AnyPortSpec[]
  create(options: CreateOptions): Promise<Json>
  /** `between` is asked of an adapter with a runtime on top only */
  open(place: Json, options: OpenOptions, beneath?: Beneath, between?: Between): Promise<AnySession>
  readonly census?: (place: Json, options: OpenOptions) => Promise<Census>
  destroy(place: Json): Promise<void>
  readonly clock?: { turn(place: Json, ms: number): Promise<void> }
  readonly server?: ServerHooks<Json>
}

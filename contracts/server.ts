/** Servers: what the places of some adapters lie on. One is started for a run, or found, and every place lies on it. */
import type { Json } from './values.ts'

/** How a server came to be: started from files of this machine, named by its address, or started in a container. */
export type ServedMode = 'embedded' | 'url' | 'container'

/** A server for as long as a run lasts. */
export interface Served {
  readonly mode: ServedMode
  /** where it is, in words of the adapter: `create` is given this */
  readonly at: Json
  /** Ends what `start` began, and waits until nothing of it is left. Stopping twice is harmless. */
  stop(): Promise<void>
}

/** What `start` is given. */
export interface ServerOptions {
  /** an empty folder of this server alone; made and removed by the harness */
  readonly dir: string
  /** aborted when the run is given up: a start that still runs then ends, and leaves nothing */
  readonly signal: AbortSignal
}

/** What can be done to a server while sessions use it. Each part unlocks laws; a part that is absent cannot be done here. */
export interface ServerFaults {
  /** Kills the server without a warning, as SIGKILL does, starts it again, and ends when it takes connections. */
  restart?(): Promise<void>
  /** Ends every connection that sessions have to the place, as an administrator may. The server lives on. */
  disconnect?(): Promise<void>
  /**
   * From now on changes of outputs that lie on the place already do not return, so that they keep what they took of the
   * session's connections; what comes back lets them go on.
   */
  stall?(): Promise<() => Promise<void>>
}

/** Where a connection can be made: a port of this machine's loopback. */
export interface LoopbackAddress {
  readonly port: number
}

/** What an adapter of a server tells besides. */
export interface ServerHooks<Place extends Json> {
  /**
   * Starts a server, or finds the one that the environment names.
   * @throws StoreError DRIVER_MISSING, with the install line, where nothing can serve; UNREACHABLE where the one that is named does not answer
   */
  start(options: ServerOptions): Promise<Served>
  /**
   * Ends what a killed run left of a server in its folder, and waits until nothing of it works there; the harness then
   * removes the folder. Absent where a server never outlives the process that started it.
   */
  endAbandoned?(dir: string): Promise<void>
  /** what can be done to the server of a place, from any process; every part absent where it is somebody else's */
  faults?(place: Place): ServerFaults
  /** the address at which the server of a place listens: host and port, or the path of a socket */
  address?(place: Place): { readonly host: string; readonly port: number } | { readonly path: string }
  /** the same place, reached by another address: what lies between passes on what it is told */
  through?(place: Place, address: LoopbackAddress): Place
}

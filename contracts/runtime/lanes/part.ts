/** Lanes: the connections of a session, in two lanes that never wait for each other. */
import type { PortSpec } from '../../port.ts'
import { record } from '../../port.ts'
import type { PartClock } from '../scene-clock.ts'
import { laneScenes } from './scenes.ts'

/** `control`: locks and checkpoints. `data`: what may be large or many. */
export type LaneName = 'control' | 'data'

/** What lanes are told of a driver, and how wide they are. */
export interface LanesPartOptions<Connection> {
  /** Opens a connection. What it rejects with is what the caller sees, and the next caller tries again. */
  connect(lane: LaneName): Promise<Connection>
  /** Ends a connection at once, whatever runs on it. */
  close(connection: Connection): Promise<void>
  /** Asks the server to end what runs on a connection. Without it the connection is closed instead. */
  cancel?(connection: Connection): Promise<void>
  /** whether a connection is of no more use: none is where this is absent */
  isBroken?(connection: Connection): boolean
  /** What is done once for a lane, on its first connection, before anything else: all of its first users wait for it. */
  prepare?(lane: LaneName, connection: Connection): Promise<void>
  /** connections at a time: `data` from 1, `control` from 2, of which bulk work never has the last */
  readonly slots: { readonly [lane in LaneName]: number }
  /** how long a caller waits for a slot, ms */
  readonly waitMs?: number
  readonly clock?: PartClock
  /** when control may go by the data lane; it never does where this is absent */
  readonly fallback?: {
    /** whether an opening failed because its host cannot be reached: every other failure is what the caller sees */
    isUnreachable(error: unknown): boolean
    /** after how many ms the lane itself is tried again */
    readonly retryMs: number
  }
}

/** How a piece of work is run. */
export interface LaneRunOptions {
  /** aborted: the work is not begun, or what it runs is cancelled */
  readonly signal?: AbortSignal
  /** how long the work may take on its connection, ms; then what it runs is cancelled */
  readonly timeoutMs?: number
  /** may be many at a time: of the control lane it never takes the last slot (durability:C7) */
  readonly bulk?: boolean
}

/** Open lanes. */
export interface OpenLanes<Connection> {
  /**
   * Runs work on a connection of a lane; inside work that holds a connection, on that one. Rejects with what the work or the
   * opening of its connection rejects with; and before the work began with a `StoreError` BUSY where no slot came free in
   * time, with one CLOSED where the lanes are closed, or with an error named RetryAborted where the signal was aborted.
   */
  run<Result>(
    lane: LaneName,
    work: (connection: Connection) => Promise<Result>,
    options?: LaneRunOptions,
  ): Promise<Result>
  /** whether any call of control goes by the data lane now, and may wait for those of outputs */
  readonly hasFallenBack: boolean
  /** How many slots of a lane are taken. */
  slotsInUse(lane: LaneName): number
  /** Refuses what comes later, waits for what runs, and closes every connection. */
  close(): Promise<void>
}

/** The part. */
export interface LanesPart {
  /** Opens lanes; no connection is made before the first is needed. */
  open<Connection>(options: LanesPartOptions<Connection>): OpenLanes<Connection> | Promise<OpenLanes<Connection>>
}

const optionKeys: readonly string[] = [
  'connect',
  'close',
  'cancel',
  'isBroken',
  'prepare',
  'slots',
  'waitMs',
  'clock',
  'fallback',
]

/** What the harness knows of the part. */
export const lanesPart: PortSpec<'lanes', LanesPart> = {
  name: 'lanes',
  claims: {},
  methods: {
    open([options]) {
      record('options', options, optionKeys)
    },
  },
  part: true,
  scenes: laneScenes,
}

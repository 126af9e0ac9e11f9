/** The server of a scene: it counts what is open, and ends what runs on a connection when it is asked to. */
import { codeIn } from '../../errors.ts'
import type { ErrorData } from '../errors.ts'
import { errorOf, fromServer, fromSystem } from '../errors.ts'
import type { SceneClock } from '../scene-clock.ts'
import type { LaneName } from './part.ts'
import type { LaneScene } from './scenes.ts'

/** What goes wrong when a connection is opened; `preparing` when it is, and is to be prepared. */
export type OpeningFault = 'unreachable' | 'credentials' | 'refused' | 'preparing'

const errors: Readonly<Record<OpeningFault | 'cancelled' | 'closed', ErrorData>> = {
  unreachable: fromSystem('EHOSTUNREACH', 'connect 10.0.0.9:5432', 'no route to host', -113),
  credentials: fromServer('28P01', 'password authentication failed for user "worker"', { severity: 'FATAL' }),
  refused: fromServer('3D000', 'database "work" does not exist', { severity: 'FATAL' }),
  preparing: fromServer('42501', 'permission denied to set parameter'),
  cancelled: fromServer('57014', 'canceling statement due to user request'),
  closed: fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104),
}

/** Whether an opening failed because the host cannot be reached. */
export function isUnreachable(error: unknown): boolean {
  return codeIn(error) === 'EHOSTUNREACH'
}

/** The codes with which callers are told of it. */
export const openingCodes: Readonly<Record<OpeningFault, string>> = {
  unreachable: 'EHOSTUNREACH',
  credentials: '28P01',
  refused: '3D000',
  preparing: '42501',
}

/** How long the server takes to open a connection, and to prepare it, ms. */
export const openMs = 1

/** A connection to it. */
export class SceneConnection {
  readonly number: number
  readonly fault: OpeningFault | undefined
  isClosed = false
  /** ends what runs */
  stop: (why: Error) => void = () => {}

  constructor(number: number, fault: OpeningFault | undefined) {
    this.number = number
    this.fault = fault
  }
}

/** The server. */
export class SceneServer {
  readonly #clock: SceneClock
  readonly #scene: LaneScene
  readonly #note: (what: 'prepares' | 'opens' | 'cancels' | 'closes', connection: number) => void
  readonly #asked = { control: 0, data: 0 }
  /** the lane of each connection, in the order of opening */
  readonly connections: LaneName[] = []
  /** connections that are open */
  open = 0

  constructor(
    clock: SceneClock,
    scene: LaneScene,
    note: (what: 'prepares' | 'opens' | 'cancels' | 'closes', connection: number) => void,
  ) {
    this.#clock = clock
    this.#scene = scene
    this.#note = note
  }

  async connect(lane: LaneName): Promise<SceneConnection> {
    const fault = this.#scene.openings[lane]?.[this.#asked[lane]]
    this.#asked[lane] += 1
    await this.#clock.wait(openMs)
    if (fault !== undefined && fault !== 'preparing') throw errorOf(errors[fault])
    const connection = new SceneConnection(this.connections.push(lane) - 1, fault)
    this.open += 1
    this.#note('opens', connection.number)
    return connection
  }

  async prepare(connection: SceneConnection): Promise<void> {
    this.#note('prepares', connection.number)
    await this.#clock.wait(openMs)
    if (connection.fault === 'preparing') throw errorOf(errors.preparing)
  }

  /** Runs something for so many ms. */
  work(connection: SceneConnection, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const drop = this.#clock.after(ms, resolve)
      connection.stop = (why) => {
        drop()
        reject(why)
      }
    })
  }

  async cancel(connection: SceneConnection): Promise<void> {
    this.#note('cancels', connection.number)
    if (this.#scene.cancels) connection.stop(errorOf(errors.cancelled))
  }

  async close(connection: SceneConnection): Promise<void> {
    if (!connection.isClosed) this.open -= 1
    connection.isClosed = true
    this.#note('closes', connection.number)
    connection.stop(errorOf(errors.closed))
  }
}

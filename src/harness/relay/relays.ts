/** The relays of a process in which an adapter is tried: one for each server on which places lie. */
import type { Adapter, Json } from '../../../contracts/index.ts'
import { Relay } from './relay.ts'
import type { ServerAddress } from './relay.ts'

/** The relays of one adapter. */
export class Relays {
  readonly #adapter: Adapter
  readonly #started = new Map<string, Promise<Relay>>()
  readonly #running: Relay[] = []

  constructor(adapter: Adapter) {
    this.#adapter = adapter
  }

  /** The same place by a relay, where the adapter can be told to go through one; else the place itself. */
  async reach(place: Json): Promise<Json> {
    const { server } = this.#adapter
    if (!server?.address || !server.through) return place
    const to = server.address(place)
    const key = JSON.stringify(to)
    const relay = this.#started.get(key) ?? this.#start(to)
    this.#started.set(key, relay)
    const { port } = await relay
    return server.through(place, { port })
  }

  async #start(to: ServerAddress): Promise<Relay> {
    const relay = await Relay.start(to)
    this.#running.push(relay)
    return relay
  }

  /** How many connections a server ended by itself; undefined where none goes by a relay. */
  get lost(): number | undefined {
    if (this.#running.length === 0) return undefined
    return this.#running.reduce((total, { lost }) => total + lost, 0)
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    const started = [...this.#started.values()]
    this.#started.clear()
    for (const relay of started) await (await relay).close()
  }
}

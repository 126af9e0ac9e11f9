/** Clients in processes of their own, and all that they have done. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import type { Json } from '../../contracts/index.ts'
import type { Deed, Order, Told } from './deeds.ts'

const clientPath = fileURLToPath(new URL('./client.js', import.meta.url))

/** How often clients are asked how far they are, ms. */
const lookMs = 20

/** One process. */
class Client {
  readonly #child: ChildProcess
  readonly #gone: Promise<unknown>
  readonly deeds: Deed[] = []

  constructor(number: number, place: Json) {
    this.#child = fork(clientPath, [String(number)])
    this.#gone = once(this.#child, 'exit')
    this.#say({ do: 'load', place: JSON.stringify(place) })
  }

  #say(order: Order): void {
    this.#child.send(order)
  }

  async #told(order: Order): Promise<void> {
    const heard = once(this.#child, 'message') as Promise<[Told]>
    this.#say(order)
    const gone = this.#gone.then((): never => {
      throw new Error('a client has ended by itself')
    })
    const [{ deeds }] = await Promise.race([heard, gone])
    this.deeds.push(...deeds)
  }

  tell(): Promise<void> {
    return this.#told({ do: 'tell' })
  }

  /** Lets it end what it does and close its session. */
  async end(): Promise<void> {
    await this.#told({ do: 'end' })
    await this.#gone
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

function acknowledged(deeds: readonly Deed[]): number {
  return deeds.filter(({ fate }) => fate === 'acknowledged').length
}

/** Several clients on one place. */
export class Crowd {
  readonly #clients: readonly Client[]

  constructor(count: number, place: Json) {
    this.#clients = Array.from({ length: count }, (_, number) => new Client(number, place))
  }

  /** by client, what it did as far as it has told */
  get deeds(): readonly (readonly Deed[])[] {
    return this.#clients.map((client) => client.deeds)
  }

  async #tell(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.tell()))
  }

  /** Waits until each client had so many more changes acknowledged; rejects where one has not within `ms`. */
  async goOn(more: number, ms: number): Promise<void> {
    await this.#tell()
    const wanted = this.deeds.map((deeds) => acknowledged(deeds) + more)
    const lateAt = performance.now() + ms
    for (;;) {
      await this.#tell()
      const behind = this.deeds.findIndex((deeds, index) => acknowledged(deeds) < (wanted[index] ?? 0))
      if (behind < 0) return
      const last = this.deeds[behind]?.at(-1)
      if (performance.now() > lateAt)
        throw new Error(`client ${behind} has not gone on within ${ms} ms; its last change: ${JSON.stringify(last)}`)
      await delay(lookMs)
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()))
  }

  kill(): void {
    for (const client of this.#clients) client.kill()
  }
}

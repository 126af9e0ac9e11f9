/**
 * The first replica of a place: made with it, and gone with it. It gives every change its place in one order, makes it, and
 * tells its answer; all others make the same changes in the same order. How many there are stands in memory that all
 * threads share: whoever reads waits until its own replica has made as many, and so never reads what a finished write has
 * replaced.
 */
import type { Tables } from './machine.ts'
import { Machine, emptyTables } from './machine.ts'
import type { Asked, SharedPlace, Snapshot, Told } from './wire.ts'
import { Channel, channelName, headBytes } from './wire.ts'

export class FirstReplica {
  readonly #machine = new Machine(emptyTables())
  readonly #head = new SharedArrayBuffer(headBytes)
  readonly #place: SharedPlace
  readonly #up: Channel<Asked, never>
  readonly #down: Channel<never, Told>
  readonly #onEnd: () => void
  #order = 0

  constructor(place: SharedPlace, onEnd: () => void) {
    this.#place = place
    this.#onEnd = onEnd
    this.#down = new Channel(channelName(place, 'down'))
    this.#up = new Channel(channelName(place, 'up'), (asked) => this.#hear(asked))
  }

  #hear(asked: Asked): void {
    switch (asked.say) {
      case 'join':
        return this.#welcome(asked.replica)
      case 'change':
        return void this.#takeIn(asked)
      case 'end':
        return this.end()
    }
  }

  async #takeIn({ replica, request, change }: Extract<Asked, { say: 'change' }>): Promise<void> {
    this.#order += 1
    const order = this.#order
    const made = this.#machine.make(change)
    Atomics.store(new BigInt64Array(this.#head), 0, BigInt(order))
    // No port of memory waits for anything, so that this is told before the next message is heard.
    this.#down.say({ say: 'changed', order, replica, request, change, answer: await made })
  }

  /** Whoever joins is told alone. */
  #welcome(replica: string): void {
    const channel = new Channel<never, Snapshot>(channelName(this.#place, { to: replica }))
    channel.say({ order: this.#order, tables: this.tables, head: this.#head })
    channel.close()
  }

  /** All that lies in the place. */
  get tables(): Tables {
    return this.#machine.tables
  }

  /** Ends the place: whoever still asks something of it is told so. */
  end(): void {
    this.#down.say({ say: 'gone' })
    this.#up.close()
    this.#down.close()
    this.#onEnd()
  }
}

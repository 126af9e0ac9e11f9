/**
 * What replicas of a place tell each other, and by which channels: `up` is heard by the first replica alone, `down` by all
 * others, and a replica that joins has a channel of its own, so that what it is told changes nobody else (cache:G33).
 */
import { BroadcastChannel } from 'node:worker_threads'
import type { Change, Tables } from './machine.ts'

/** A place: the process that it is in, and what its channels are called. */
export type SharedPlace = { readonly id: string; readonly pid: number }

/** To the first replica. */
export type Asked =
  | { readonly say: 'join'; readonly replica: string }
  | { readonly say: 'change'; readonly replica: string; readonly request: number; readonly change: Change }
  | { readonly say: 'end' }

/** From it to all: a change in its place in the order of all changes, 1 for the first; or that the place is no more. */
export type Told = Ordered | { readonly say: 'gone' }

/** A change in its order, with what came of it and who asked for it. */
export type Ordered = {
  readonly say: 'changed'
  readonly order: number
  readonly replica: string
  readonly request: number
  readonly change: Change
  readonly answer: unknown
}

/** The bytes of the count of changes. */
export const headBytes = 8

/** From it to one that joins: all there is after `order` changes, and the memory in which their number is counted on. */
export type Snapshot = { readonly order: number; readonly tables: Tables; readonly head: SharedArrayBuffer }

/** One end of a channel. It keeps its thread alive only while somebody waits for what it brings. */
export class Channel<Heard, Said> {
  readonly #channel: BroadcastChannel
  #waiting = 0

  constructor(name: string, hear?: (message: Heard) => void) {
    this.#channel = new BroadcastChannel(name)
    if (hear) {
      this.#channel.addEventListener('message', (event) => {
        hear((event as unknown as { readonly data: Heard }).data)
      })
    }
    this.#channel.unref()
  }

  say(message: Said): void {
    this.#channel.postMessage(message)
  }

  /** Waits for what comes of messages; the thread lives until then. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    if (this.#waiting === 0) this.#channel.ref()
    this.#waiting += 1
    try {
      return await work
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0) this.#channel.unref()
    }
  }

  close(): void {
    this.#channel.close()
  }
}

/** The name of a channel of a place. */
export function channelName({ id, pid }: SharedPlace, end: 'up' | 'down' | { readonly to: string }): string {
  return `holdfast ${pid} ${id} ${typeof end === 'string' ? end : `to ${end.to}`}`
}

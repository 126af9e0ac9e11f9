/** What an actor in a process or a thread of its own holds: a session that is opened, used and closed as its parent says. */
import type { Adapter, Call } from '../../../contracts/index.ts'
import { FileClock, machineClock, skewed } from '../clock.ts'
import { loadSubject } from '../load.ts'
import type { Worn } from '../mutate.ts'
import { load } from '../mutate.ts'
import { seam } from '../seams/seam.ts'
import { watchPlaces } from '../seams/watch.ts'
import type { AtPoint } from '../tracer.ts'
import type { Load, Reply, Serving, Times } from './messages.ts'
import type { TracedSession } from './session.ts'
import { openSession } from './session.ts'

/** What is opened, and who is told of it. */
export interface ClientOptions {
  readonly adapter: Adapter
  readonly worn: Worn | undefined
  readonly at: AtPoint
  /** called whenever a session is about to open */
  readonly opening?: () => void
}

function nowNs(): number {
  return Number(process.hrtime.bigint())
}

/** Loads what a process or a thread serves, and what it wears; bends stand before the adapter can load its driver. */
export async function loadServed(order: Load): Promise<Pick<ClientOptions, 'adapter' | 'worn'>> {
  const worn = order.wearing ? await load(order.wearing) : undefined
  seam.rewrite(worn?.wears)
  watchPlaces(order.watched)
  return { adapter: await loadSubject(order), worn }
}

/** One client of a place after another. */
export class Client {
  readonly #options: ClientOptions
  #session: TracedSession | undefined
  #clock: FileClock | undefined
  #openAgain: () => Promise<void> = async () => {}

  constructor(options: ClientOptions) {
    this.#options = options
  }

  async open({ place, clockFile, skewMs = 0 }: Serving): Promise<void> {
    this.#openAgain = async () => {
      this.#clock = clockFile === undefined ? undefined : new FileClock(clockFile)
      const { opening, ...options } = this.#options
      opening?.()
      this.#session = await openSession({ ...options, place, clock: skewed(this.#clock ?? machineClock, skewMs) })
    }
    await this.#openAgain()
  }

  async reopen(): Promise<void> {
    await this.close()
    await this.#openAgain()
  }

  async close(): Promise<void> {
    const ending = this.#session
    this.#session = undefined
    await ending?.close()
    this.#clock?.close()
    this.#clock = undefined
  }

  /** Makes a call, and tells when it really ran. */
  async call(call: Call): Promise<Pick<Reply, 'outcome' | 'times'>> {
    if (!this.#session) return { outcome: { status: 'fail', error: { name: 'Error', message: 'no session is open' } } }
    const beganNs = nowNs()
    const outcome = await this.#session.call(call)
    const times: Times = { beganNs, endedNs: nowNs() }
    return { outcome, times }
  }
}

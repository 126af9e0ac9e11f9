/** Examples: fixed programs on fresh places, whose calls are recorded like any others. */
import type { AnyPortSpec, Bench, BenchSession, History, Outcome, Surprise } from '../../../contracts/index.ts'
import { HarnessError, describeError, isHarnessError } from '../../../contracts/errors.ts'
import { ThreadActor } from '../actors/thread.ts'
import { recorded } from '../crossing.ts'
import type { Patience } from '../deadline.ts'
import { breathe, eachWithin } from '../deadline.ts'
import type { Recorded } from '../crossing.ts'
import { Recorder } from '../history.ts'
import type { Place } from '../places.ts'
import { writtenBytes } from '../written.ts'
import type { Subject } from './subject.ts'

/** Runs one example. */
export class Examples {
  readonly #subject: Subject
  readonly #patience: Patience
  readonly #open: ThreadActor[] = []
  #recorder: Recorder | undefined

  constructor(subject: Subject) {
    this.#subject = subject
    this.#patience = eachWithin(subject.callMs)
  }

  history(): History {
    return this.#recorder?.history() ?? []
  }

  /** Runs the program on as many new places; gives what was surprising, an adapter that does not answer included. */
  async run(
    count: number,
    program: (places: readonly Bench[]) => Promise<Surprise | undefined>,
  ): Promise<Surprise | undefined> {
    const places: Place[] = []
    try {
      while (places.length < count) places.push(await this.#subject.places.make(this.#patience))
      const [first] = places
      this.#recorder = first ? new Recorder(first.clock) : undefined
      return await program(places.map((place) => this.#bench(place)))
    } catch (error) {
      if (isHarnessError(error) && error.code !== 'DEADLINE') throw error
      return { expected: 'places and sessions that open, and calls that answer', observed: describeError(error) }
    } finally {
      for (const actor of this.#open) await actor.close().catch(() => {})
      for (const place of places) await place.remove().catch(() => {})
    }
  }

  #bench(place: Place): Bench {
    const { adapter, worn, contract } = this.#subject
    const patience = this.#patience
    const harmed = [contract.name, ...(contract.port.over ?? [])]
    const faults = adapter.server?.faults?.(place.json)
    return {
      turn: (ms) => place.clock.turn(ms),
      now: () => place.clock.now(),
      written: writtenBytes,
      stalls: faults?.stall !== undefined,
      stall: async () => faults?.stall?.(),
      open: async (beneath): Promise<BenchSession> => {
        const options = { adapter, place: place.json, clock: place.clock, worn, patience }
        const actor = await ThreadActor.open(
          beneath
            ? { ...options, beneath: (port, inner) => (harmed.includes(port) ? beneath(inner, port) : inner) }
            : options,
        )
        const number = this.#open.push(actor) - 1
        const on = async (spec: AnyPortSpec, method: string, args: readonly unknown[]): Promise<Outcome> =>
          this.#call(number, actor, await recorded(spec, method, args))
        return {
          call: (method, ...args) => on(contract.port, method, args),
          beside: (port, method, ...args) => on(this.#spec(port), method, args),
          close: () => actor.end(),
        }
      },
    }
  }

  #spec(port: string): AnyPortSpec {
    const spec = this.#subject.adapter.specs.find(({ name }) => name === port)
    if (!spec) throw new HarnessError('INTERNAL', `a law calls ${port}, which the adapter does not offer`)
    return spec
  }

  async #call(number: number, actor: ThreadActor, { call, live }: Recorded): Promise<Outcome> {
    await breathe()
    const returned = this.#recorder?.invoke(number, call)
    const outcome = await actor.call(call, live)
    returned?.(outcome)
    return outcome
  }
}

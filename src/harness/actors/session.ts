/** A session with points around its ports, and calls that never reject: what every kind of actor is made of. */
import type {
  Adapter,
  AnyPort,
  AnySession,
  Call,
  Clock,
  Json,
  Outcome,
  SessionOptions,
} from '../../../contracts/index.ts'
import { answered, revived, spoil } from '../crossing.ts'
import type { Worn } from '../mutate.ts'
import { dressed, ground } from '../mutate.ts'
import type { AtPoint } from '../tracer.ts'
import { traced } from '../tracer.ts'

/** An open session of an actor. */
export interface TracedSession {
  /** makes a call with the arguments that its data stands for, or with `live` ones */
  call(call: Call, live?: readonly unknown[]): Promise<Outcome>
  close(): Promise<void>
}

/** How a session is opened. */
export interface Opening {
  readonly adapter: Adapter
  readonly place: Json
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly worn: Worn | undefined
  readonly at: AtPoint
  readonly beneath?: SessionOptions['beneath']
}

function portsOf({ adapter, place, clock, worn, at }: Opening, session: AnySession): ReadonlyMap<string, AnyPort> {
  return new Map(
    adapter.offers.map((name) => {
      const raw = session[name] as AnyPort
      const wrapped = worn ? dressed(traced(raw, name, at, 'inner '), name, worn, ground(place, clock)) : raw
      return [name, traced(wrapped, name, at)]
    }),
  )
}

/** What was thrown, as data that crosses a process boundary. */
export function failure(error: unknown): Outcome {
  if (!(error instanceof Error)) return { status: 'fail', error: { name: 'not an Error', message: String(error) } }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { status: 'fail', error: { name: error.name, ...code, message: error.message } }
}

/** Opens a session on the place. */
export async function openSession(opening: Opening): Promise<TracedSession> {
  const { adapter, place, clock, signal, beneath } = opening
  const session = await adapter.open(place, beneath ? { clock, signal, beneath } : { clock, signal })
  const ports = portsOf(opening, session)
  const specs = new Map(adapter.specs.map((spec) => [spec.name, spec]))
  return {
    async call(call, live) {
      const { port, method } = call
      try {
        const served = ports.get(port)?.[method]
        if (!served) return failure(new TypeError(`${port}.${method} is not a function`))
        const spec = specs.get(port)
        const given = live ?? revived(spec, call)
        const got = await served(...given)
        const value = await answered(spec, method, got)
        // What was given as it is belongs to the law.
        spoil(live ? got : [given, got])
        return { status: 'ok', value }
      } catch (error) {
        return failure(error)
      }
    },
    close: () => session.close(),
  }
}

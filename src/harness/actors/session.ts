/** A session with points around its ports, and calls that never reject: what every kind of actor is made of. */
import { inspect } from 'node:util'
import type { Adapter, AnyPort, AnySession, Call, Clock, Json, Outcome } from '../../../contracts/index.ts'
import type { Worn } from '../mutate.ts'
import { dressed, ground } from '../mutate.ts'
import type { AtPoint } from '../tracer.ts'
import { traced } from '../tracer.ts'

/** An open session of an actor. */
export interface TracedSession {
  call(call: Call): Promise<Outcome>
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

/** An answer as it crosses a process boundary: what is no JSON is shown as text, which no model takes for an answer. */
function plain(value: unknown): unknown {
  try {
    JSON.stringify(value)
    return value
  } catch {
    return `an answer that is no JSON: ${inspect(value, { depth: 1 })}`
  }
}

/** Opens a session on the place. */
export async function openSession(opening: Opening): Promise<TracedSession> {
  const { adapter, place, clock, signal } = opening
  const session = await adapter.open(place, { clock, signal })
  const ports = portsOf(opening, session)
  return {
    async call({ port, method, args }) {
      try {
        const served = ports.get(port)?.[method]
        if (!served) return failure(new TypeError(`${port}.${method} is not a function`))
        return { status: 'ok', value: plain(await served(...args)) }
      } catch (error) {
        return failure(error)
      }
    },
    close: () => session.close(),
  }
}

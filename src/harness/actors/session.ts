/** A session with points around its ports, and calls that never reject: what every kind of actor is made of. */
import type {
  Adapter,
  AnyPort,
  AnyPortSpec,
  AnySession,
  Beneath,
  Call,
  Census,
  Clock,
  Json,
  OpenOptions,
  Outcome,
  Path,
  Pause,
  SceneGround,
  Scenes,
} from '../../../contracts/index.ts'
import { revived, spoil, spoilPlain, taken, withTexts } from '../crossing.ts'
import type { Worn } from '../mutate.ts'
import { dressed, ground } from '../mutate.ts'
import type { AtPoint } from '../tracer.ts'
import { traced } from '../tracer.ts'

/** An open session of an actor. */
export interface TracedSession {
  /** makes a call with the arguments that its data stands for, or with `live` ones */
  call(call: Call, live?: readonly unknown[]): Promise<Outcome>
  close(): Promise<void>
  /** aborts the signal that the adapter was given, where it asked for it */
  giveUp(): void
}

/** How a session is opened. */
export interface Opening {
  readonly adapter: Adapter
  readonly place: Json
  readonly clock: Clock
  readonly worn: Worn | undefined
  readonly at: AtPoint
  readonly beneath?: Beneath | undefined
}

/** The port, dressed in what is worn; where it has scenes, those. */
function portOf(opening: Opening, session: AnySession, options: OpenOptions, spec: AnyPortSpec): AnyPort {
  const { adapter, place, clock, worn, at } = opening
  const { name, scenes, over } = spec
  const raw = session[name] as AnyPort
  const plain = (port: string): AnyPort | undefined => session[port] as AnyPort | undefined
  const asPoints = (port: string): AnyPort | undefined => plain(port) && inner(plain(port) as AnyPort, port, at)
  const on = ground(place, clock, over ? asPoints : plain)
  const port = worn ? dressed(inner(raw, name, at), name, worn, on) : raw
  if (!scenes) return port
  const census = async (): Promise<Census | undefined> => adapter.census?.(place, options)
  return played(port, scenes, (point) => at(`${name}.${point}`), { beside: plain, census })
}

/** A port whose calls are made in answer to another call. */
function inner(port: AnyPort, name: string, at: AtPoint): AnyPort {
  return traced(port, name, at, 'inner ')
}

/** The scenes of a port, each as a call. */
function played(port: AnyPort, scenes: Scenes, pause: Pause, on: SceneGround): AnyPort {
  const calls = Object.entries(scenes).map(
    ([name, play]) => [name, (data: unknown) => play(port, data as Json, pause, on)] as const,
  )
  return Object.fromEntries(calls)
}

/** An answer that holds values, as it is recorded; then it is spoiled. */
async function textsOf(got: unknown, paths: readonly Path[]): Promise<unknown> {
  const value = taken(await withTexts(got, paths))
  spoil(got)
  return value
}

/** What was thrown, as data that crosses a process boundary. */
export function failure(error: unknown): Outcome {
  if (!(error instanceof Error)) return { status: 'fail', error: { name: 'not an Error', message: String(error) } }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { status: 'fail', error: { name: error.name, ...code, message: error.message } }
}

/**
 * What `open` is given. Most adapters never look at the signal, and making one costs more than a session in memory; its
 * getter is one for all instances, since a shape of its own for each would burden the collector.
 */
class LazyOptions implements OpenOptions {
  readonly clock: Clock
  declare readonly signal: AbortSignal
  abort: AbortController | undefined

  constructor(clock: Clock) {
    this.clock = clock
    Object.defineProperty(this, 'signal', LazyOptions.#signal)
  }

  static readonly #signal: PropertyDescriptor & ThisType<LazyOptions> = {
    enumerable: true,
    get() {
      this.abort ??= new AbortController()
      return this.abort.signal
    },
  }
}

/** The points of each call that was made, by port and method: a name that is made once is also looked up faster. */
const pointNames = new Map<string, Map<string, readonly [called: string, replied: string]>>()

function pointsOf(port: string, method: string): readonly [called: string, replied: string] {
  const methods = pointNames.get(port) ?? new Map<string, readonly [string, string]>()
  pointNames.set(port, methods)
  const points = methods.get(method) ?? [`${port}.${method}:call`, `${port}.${method}:reply`]
  methods.set(method, points)
  return points
}

/** Opens a session on the place. */
export async function openSession(opening: Opening): Promise<TracedSession> {
  const { adapter, place, clock, beneath, at } = opening
  const options = new LazyOptions(clock)
  const between = (port: string, called: AnyPort): AnyPort => inner(called, port, at)
  return new Traced(opening, options, await adapter.open(place, options, beneath, between))
}

class Traced implements TracedSession {
  readonly #opening: Opening
  readonly #options: LazyOptions
  readonly #session: AnySession
  /** the port that was called last: a case calls one of the many that an adapter may offer */
  #port: { readonly spec: AnyPortSpec; readonly served: AnyPort } | undefined

  constructor(opening: Opening, options: LazyOptions, session: AnySession) {
    this.#opening = opening
    this.#options = options
    this.#session = session
  }

  async call(call: Call, live?: readonly unknown[]): Promise<Outcome> {
    const { port, method } = call
    try {
      const { spec, served } = this.#portNamed(port)
      const called = served?.[method]
      if (!called) return failure(new TypeError(`${port}.${method} is not a function`))
      const given = live ?? revived(spec, call)
      const got = await this.#served(call, called, given)
      const paths = spec?.values?.[method]?.answer
      const value = paths ? await textsOf(got, paths) : taken(got)
      // What was given as it is belongs to the law.
      if (!live && !spec?.values?.[method]?.args) for (const argument of given) spoilPlain(argument as Json)
      else if (!live) for (const argument of given) spoil(argument)
      return { status: 'ok', value }
    } catch (error) {
      return failure(error)
    }
  }

  /** What the port answers, with a point on either side. Who need not wait at a point costs no turn of the queue. */
  async #served({ port, method }: Call, served: AnyPort[string], given: readonly unknown[]): Promise<unknown> {
    const { at } = this.#opening
    const [called, replied] = pointsOf(port, method)
    const before = at(called)
    if (before) await before
    try {
      return await served(...given)
    } finally {
      const after = at(replied)
      if (after) await after
    }
  }

  #portNamed(name: string): { readonly spec?: AnyPortSpec; readonly served?: AnyPort } {
    if (this.#port?.spec.name === name) return this.#port
    const spec = this.#opening.adapter.specs.find((offered) => offered.name === name)
    if (!spec) return {}
    this.#port = { spec, served: portOf(this.#opening, this.#session, this.#options, spec) }
    return this.#port
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  giveUp(): void {
    this.#options.abort?.abort()
  }
}

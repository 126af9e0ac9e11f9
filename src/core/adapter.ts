/** `defineAdapter`: from what an author writes to what the harness and the runtime use. */
import type {
  Adapter,
  AdapterDefinition,
  AnyPort,
  AnyPortSpec,
  AnySession,
  Beneath,
  Claims,
  Json,
  OpenOptions,
  PortSpec,
} from '../../contracts/index.ts'
import { HarnessError, StoreError, isStoreError } from '../../contracts/errors.ts'
import { portSpecs } from '../../contracts/ports.ts'
import { show } from '../../contracts/port.ts'
import { checkClaims } from './claims.ts'
import { Shell, codeOf } from './shell.ts'

/** Throws a `HarnessError` MODULE where something of a module does not hold. */
export function demand(holds: boolean, message: string): void {
  if (!holds) throw new HarnessError('MODULE', message)
}

function checkShape(definition: { readonly [key: string]: unknown }): void {
  const { name, module } = definition
  demand(
    typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name),
    `adapter name: expected lower-case letters, digits and dashes, got ${show(name)}`,
  )
  demand(
    typeof module === 'string' && module.startsWith('file:'),
    `adapter ${show(name)}: module: expected import.meta.url, got ${show(module)}`,
  )
  for (const method of ['create', 'open']) {
    demand(
      typeof definition[method] === 'function',
      `adapter ${show(name)}: ${method}: expected a function, got ${show(definition[method])}`,
    )
  }
}

/** Throws a `HarnessError` MODULE where a session gives ports under a guard and its adapter claims none, or the other way round. */
function checkUnder(name: string, { guards }: Claims, { under }: AnySession): void {
  const isServed = typeof under === 'function'
  demand(
    guards === undefined || isServed,
    `adapter ${name}: open: claims guards, and expected is a session with the method under, got ${show(under)}`,
  )
  demand(
    guards !== undefined || !isServed,
    `adapter ${name}: open: the session has the method under, and no guards are claimed: expected guards among the claims`,
  )
}

/** Counts the open sessions of each place in this process, for adapters that admit one at a time. */
class Admission {
  readonly #open = new Set<string>()

  /** Lets a session in; what it gives lets that session out, once. */
  enter(adapter: string, place: Json): () => void {
    const key = JSON.stringify(place)
    if (this.#open.has(key))
      throw new StoreError('SHARING', `adapter ${adapter} claims sharing "session": the place is open already`)
    this.#open.add(key)
    let inside = true
    return () => {
      if (inside) this.#open.delete(key)
      inside = false
    }
  }
}

/** A session in its shell. */
interface ShelledSession {
  readonly close: () => Promise<void>
}

/**
 * The sessions of an adapter: each port is made when it is first asked for, since a session seldom needs all of them, and
 * a case in memory opens three sessions within a few microseconds.
 */
function shelledSession(
  offered: readonly AnyPortSpec[],
  claims: Claims,
): new (shell: Shell, leave?: () => void) => ShelledSession {
  class Shelled implements ShelledSession {
    readonly close: () => Promise<void>
    readonly #shell: Shell
    readonly #ports: AnyPort[] = []

    constructor(shell: Shell, leave?: () => void) {
      this.#shell = shell
      this.close = leave ? () => shell.close().finally(leave) : () => shell.close()
    }

    static portOf(session: Shelled, spec: AnyPortSpec, index: number): AnyPort {
      session.#ports[index] ??= session.#shell.port(spec, claims.ports[spec.name] ?? {})
      return session.#ports[index]
    }
  }
  for (const [index, spec] of offered.entries())
    Object.defineProperty(Shelled.prototype, spec.name, {
      enumerable: true,
      get(this: Shelled) {
        return Shelled.portOf(this, spec, index)
      },
    })
  return Shelled
}

/**
 * Makes an adapter. Throws a `HarnessError`: MODULE where a part is missing, CLAIMS where claims are unanswered, unknown
 * or contradictory.
 */
export function defineAdapter<
  const C extends Claims,
  Place extends Json,
  const Specs extends readonly PortSpec[] = readonly [],
>(definition: AdapterDefinition<C, Place, Specs>): Adapter {
  const { name, module, claims, clock, server } = definition
  const census = definition.census?.bind(definition)
  checkShape({ ...definition })
  const specs: readonly AnyPortSpec[] = [...portSpecs, ...(definition.ports ?? [])]
  checkClaims(name, claims, specs, clock !== undefined)
  const offered = specs.filter((spec) => claims.ports[spec.name] !== undefined)
  const admission = new Admission()
  const Shelled = shelledSession(offered, claims)
  const classify = (error: unknown): ReturnType<NonNullable<typeof definition.classify>> => definition.classify?.(error)

  async function open(place: Json, options: OpenOptions, beneath?: Beneath): Promise<AnySession> {
    const leave = claims.sharing === 'session' ? admission.enter(name, place) : undefined
    try {
      // A place is what `create` of this adapter made, carried as JSON.
      const inner = (await definition.open(place as Place, options)) as AnySession
      if (typeof inner !== 'object' || typeof inner?.close !== 'function')
        throw new HarnessError(
          'MODULE',
          `adapter ${name}: open: expected the claimed ports and close, got ${show(inner)}`,
        )
      checkUnder(name, claims, inner)
      const shell = new Shell(inner, classify, beneath)
      return new Shelled(shell, leave) as unknown as AnySession
    } catch (error) {
      leave?.()
      if (isStoreError(error)) throw error
      const code = codeOf(error, classify)
      throw code ? new StoreError(code, String(error), { cause: error }) : error
    }
  }

  return {
    isAdapter: true,
    name,
    module,
    claims,
    offers: offered.map((spec) => spec.name),
    specs: offered,
    create: async (options) => definition.create(options),
    open,
    ...(census ? { census: (place: Json, from: OpenOptions) => census(place as Place, from) } : {}),
    destroy: async (place) => definition.destroy?.(place as Place),
    ...(clock ? { clock: { turn: (place: Json, ms: number) => clock.turn(place as Place, ms) } } : {}),
    ...(server ? { server } : {}),
  }
}

/**
 * A runtime on top of an adapter: sessions that have the ports of the one and, built on them, the parts of the other. Who
 * judges them tries the parts as it tries ports, at every tier that the adapter reaches.
 */
import type {
  Adapter,
  AnyPort,
  AnyPortSpec,
  AnySession,
  Beneath,
  Between,
  Json,
  OpenOptions,
  Runtime,
} from '../../contracts/index.ts'
import { demand } from './adapter.ts'
import { Shell } from './shell.ts'

/** The parts of a runtime for which an adapter offers all ports that they stand on, and that it does not have already. */
export function partsOn({ offers }: Adapter, runtime: Runtime): readonly AnyPortSpec[] {
  return runtime.partsOver.filter(
    ({ name, over = [] }) => !offers.includes(name) && over.every((port) => offers.includes(port)),
  )
}

/** What is there under these names, read when it is asked for. */
function lazily(names: readonly string[], read: (name: string) => unknown): { readonly [name: string]: unknown } {
  const properties = names.map((name) => [name, { enumerable: true, get: () => read(name) }] as const)
  return Object.defineProperties({}, Object.fromEntries(properties))
}

/** The adapter with a runtime on top; the adapter itself where it offers too little for any part. */
export function onTop(adapter: Adapter, runtime: Runtime): Adapter {
  const parts = partsOn(adapter, runtime)
  if (parts.length === 0) return adapter
  const names = parts.map(({ name }) => name)

  /** The parts of the runtime on these ports, all of them. */
  async function builtOn(ports: { readonly [port: string]: unknown }, options: OpenOptions): Promise<AnySession> {
    const built = await runtime.build(ports, options)
    for (const name of names)
      demand(typeof built[name] === 'object', `runtime ${runtime.name}: open: expected the part ${name} on its ports`)
    return built
  }

  async function open(place: Json, options: OpenOptions, beneath?: Beneath, between?: Between): Promise<AnySession> {
    const session = await adapter.open(place, options, beneath)
    const called = (port: string): unknown => between?.(port, session[port] as AnyPort) ?? session[port]
    const built = await builtOn(lazily([...new Set(parts.flatMap(({ over = [] }) => over))], called), options).catch(
      async (error: unknown) => {
        // Nobody else has it.
        await session.close()
        throw error
      },
    )
    const shell = new Shell(built, () => undefined, beneath)
    const shelled = new Map(parts.map((part) => [part.name, shell.port(part, {})]))
    const close = async (): Promise<void> => {
      try {
        await shell.close()
      } finally {
        await session.close()
      }
    }
    return Object.assign(
      lazily([...adapter.offers, ...names], (name) => shelled.get(name) ?? session[name]),
      { close },
    )
  }

  return {
    ...adapter,
    open,
    claims: {
      ...adapter.claims,
      ports: { ...adapter.claims.ports, ...Object.fromEntries(names.map((name) => [name, {}])) },
    },
    offers: [...adapter.offers, ...names],
    specs: [...adapter.specs, ...parts],
  }
}

/** How the wrappers around a port are made, which mutants and controls are, and what they share. */
import type { Ground } from './contract.ts'
import type { AnyPort } from './port.ts'

/** A wrapper that replaces some methods of a port and hands the others through. */
export function replacing<Port>(
  override: (inner: Port, ground: Ground) => Partial<Port>,
): (inner: AnyPort, ground: Ground) => AnyPort {
  return (inner, ground) => {
    // What a session offers under a port's name serves that port.
    const port = inner as unknown as Port
    return { ...inner, ...(override(port, ground) as unknown as AnyPort) }
  }
}

/** Something that the wrappers on a place share in one process, made when it is first asked for. */
export function kept<Thing>({ memory }: Ground, what: string, make: () => Thing): Thing {
  const thing = (memory.get(what) as Thing | undefined) ?? make()
  memory.set(what, thing)
  return thing
}

/**
 * Reads that join one of the same name in flight, as protection against a stampede does: what was acknowledged since that
 * one looked is not seen.
 */
export function joining<Answer>(
  ground: Ground,
  what: string,
): (name: string, read: () => Promise<Answer>) => Promise<Answer> {
  const flights = kept(ground, what, () => new Map<string, Promise<Answer>>())
  return async (name, read) => {
    const flight = flights.get(name) ?? read().finally(() => flights.delete(name))
    flights.set(name, flight)
    // Each caller may spoil what it gets.
    return structuredClone(await flight)
  }
}

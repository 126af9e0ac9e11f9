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

/** What goes by the connections that a session has for data, whatever they are. */
export function besideOutputs({ beside }: Ground): { read(): Promise<unknown>; write(): Promise<unknown> } {
  const [scope, key] = [{ tenant: 'lane' }, { task: 'probe', input: 'none' }]
  const call = async (method: string, ...args: readonly unknown[]): Promise<unknown> =>
    beside('outputs')?.[method]?.(...args)
  return { read: () => call('get', scope, key), write: () => call('put', scope, key, 1) }
}

/** The answer, or another one where there is an error in its place: what no store may do. */
export async function orInstead<Answer>(answer: Promise<Answer>, instead: () => Answer): Promise<Answer> {
  try {
    return await answer
  } catch {
    return instead()
  }
}

/** Reads of which one at a time is made: while it is in flight, who asks gets what the last one found. */
export function revalidating<Answer>(
  ground: Ground,
  what: string,
): (name: string, read: () => Promise<Answer>) => Promise<Answer> {
  const found = kept(ground, what, () => new Map<string, Answer>())
  const flying = kept(ground, `${what} in flight`, () => new Set<string>())
  return async (name, read) => {
    const last = flying.has(name) ? found.get(name) : undefined
    // Each caller may spoil what it gets.
    if (last !== undefined) return structuredClone(last)
    flying.add(name)
    try {
      const answer = await read()
      found.set(name, structuredClone(answer))
      return answer
    } finally {
      flying.delete(name)
    }
  }
}

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

/** The name of a count, so that names come in the order of counts. */
export function nameOfCount(count: number): string {
  return String(count).padStart(16, '0')
}

/** One of the things that are listed, by the name that is a cursor behind it. */
export type Named<Thing> = readonly [name: string, thing: Thing]

/** The page behind a cursor, in the order of names. */
export function pageOf<Thing>(
  all: readonly Named<Thing>[],
  { limit, cursor = '' }: { readonly limit: number; readonly cursor?: string },
): { readonly things: readonly Thing[]; readonly next: { readonly cursor?: string } } {
  const behind = all.filter(([name]) => name > cursor).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const page = behind.slice(0, limit)
  const last = behind.length > limit ? page.at(-1) : undefined
  return { things: page.map(([, thing]) => thing), next: last ? { cursor: last[0] } : {} }
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

/** Reads that are remembered, and the methods of a port that change what was read. */
interface Remembering<Answer> {
  read(name: string, read: () => Promise<Answer>): Promise<Answer>
  changing<Port, Name extends keyof Port & string>(inner: Port, names: readonly Name[]): Pick<Port, Name>
}

/**
 * What is read is remembered until something changes: as each thread sees it, so that one alone is told no lie, and what
 * another thread changes goes unnoticed.
 */
export function remembering<Answer>(ground: Ground, what: string): Remembering<Answer> {
  const memory = kept(ground, what, () => ({ found: new Map<string, Answer>(), begun: 0, ended: 0 }))
  return {
    async read(name, read) {
      const known = memory.found.get(name)
      // Each caller may spoil what it gets.
      if (known !== undefined) return structuredClone(known)
      const { begun, ended } = memory
      const answer = await read()
      if (begun === ended && begun === memory.begun) memory.found.set(name, structuredClone(answer))
      return answer
    },
    changing<Port, Name extends keyof Port & string>(inner: Port, names: readonly Name[]) {
      const port = inner as unknown as AnyPort
      const change = async (name: Name, args: readonly unknown[]): Promise<unknown> => {
        memory.begun += 1
        memory.found.clear()
        const got: unknown = await port[name]?.(...args)
        memory.ended += 1
        return got
      }
      const changes = names.map((name) => [name, (...args: readonly unknown[]) => change(name, args)] as const)
      return Object.fromEntries(changes) as unknown as Pick<Port, Name>
    },
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

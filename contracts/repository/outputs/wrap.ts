/** How wrappers around outputs are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { Scope, Value } from '../../values.ts'
import { all } from '../../pages.ts'
import { kept, replacing } from '../../wrap.ts'
import type { OutputKey, Outputs } from './port.ts'

type Facts = Pick<PortMutant, 'law' | 'says' | 'source' | 'sharing'>

/** A port mutant of outputs. */
export function outputMutant(
  id: string,
  facts: Facts,
  override: (inner: Outputs, ground: Ground) => Partial<Outputs>,
): PortMutant {
  return { id: `outputs~${id}`, kind: 'port', ...facts, wrap: replacing<Outputs>(override) }
}

/** Outputs that take one row for another: what is asked of a row is done to the one that it is moved to. */
export function moved(
  scopeOf: (scope: Scope) => Scope,
  keyOf: (key: OutputKey, scope: Scope) => OutputKey = (key) => key,
): (inner: Outputs) => Partial<Outputs> {
  return (inner) => ({
    get: (scope, key) => inner.get(scopeOf(scope), keyOf(key, scope)),
    put: (scope, key, value) => inner.put(scopeOf(scope), keyOf(key, scope), value),
    delete: (scope, key) => inner.delete(scopeOf(scope), keyOf(key, scope)),
    clear: (scope) => inner.clear(scopeOf(scope)),
    keys: (scope, options) => inner.keys(scopeOf(scope), options),
  })
}

/** Outputs whose values are changed on their way in. */
export function writing(change: (value: Value) => Value | Promise<Value>): (inner: Outputs) => Partial<Outputs> {
  return (inner) => ({
    put: async (scope, key, value) => inner.put(scope, key, await change(value)),
  })
}

/** Every key of a scope. */
export async function keysOf(inner: Outputs, scope: Scope): Promise<readonly OutputKey[]> {
  return (await all((query) => inner.keys(scope, query))).flatMap(({ keys }) => keys)
}

/** Every scope in which rows lie. */
export async function scopesOf(inner: Outputs): Promise<readonly Scope[]> {
  return (await all((query) => inner.scopes(query))).flatMap(({ scopes }) => scopes)
}

/** Scopes and keys hold strings only, in whatever order: a name for one in a map. */
export function nameOf(...parts: readonly (Scope | OutputKey)[]): string {
  return JSON.stringify(
    parts.map((part) => Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  )
}

/** Every scope that was written in on this place. */
export function scopesIn(ground: Ground): Map<string, Scope> {
  return kept(ground, 'scopes', () => new Map<string, Scope>())
}

/** Outputs that note the scopes which are written in. */
export function noting(inner: Outputs, ground: Ground): Pick<Outputs, 'put'> {
  return {
    put(scope, key, value) {
      scopesIn(ground).set(nameOf(scope), { ...scope })
      return inner.put(scope, key, value)
    },
  }
}

/** When each row and each scope of this place was written last, as a count over all writes, by its name. */
function writesIn(ground: Ground): Map<string, number> {
  return kept(ground, 'writes', () => new Map<string, number>())
}

/** Outputs that note in which order writes come. */
export function counting(inner: Outputs, ground: Ground): Pick<Outputs, 'put'> {
  return {
    put(scope, key, value) {
      const writes = writesIn(ground)
      const count = Math.max(0, ...writes.values()) + 1
      writes.set(nameOf(scope, key), count).set(nameOf(scope), count)
      return inner.put(scope, key, value)
    },
  }
}

/** Which of all writes was the last of a row or a scope. */
export function writeOf(ground: Ground, ...parts: readonly (Scope | OutputKey)[]): number {
  return writesIn(ground).get(nameOf(...parts)) ?? 0
}

/** Puts a function in the place of another, so that nobody can tell them apart. */

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/**
 * Replaces a function of an object by what `make` makes of it, with the same properties: `util.promisify` goes by some of
 * them. Where this version of Node has no such function, nothing is done.
 */
export function patch(target: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
  const functions = target as Record<string, unknown>
  const original = functions[name]
  if (typeof original !== 'function') return
  const made = make(original as AnyFunction)
  const { prototype: _prototype, ...rest } = Object.getOwnPropertyDescriptors(original)
  Object.defineProperties(made, rest)
  functions[name] = made
}

/** What a process has one of, however many copies of our modules it has loaded. */

type Kept = Record<symbol, unknown>

/** The one of this name, which the first to ask makes. */
export function ofProcess<Value extends object>(name: string, make: () => Value): Value {
  const all = globalThis as unknown as Kept
  return (all[Symbol.for(`holdfast.${name}`)] ??= make()) as Value
}

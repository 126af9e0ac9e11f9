/** Scopes as texts, and who sees what is in them. */
import { name, record } from '../port.ts'
import type { Scope } from '../values.ts'

/** Refuses what is no scope. */
export function checkScope(argument: string, scope: unknown): void {
  const { tenant, run } = record(argument, scope, ['tenant', 'run'])
  name(`${argument}.tenant`, tenant)
  if (run !== undefined) name(`${argument}.run`, run)
}

/** The text of a scope: no two scopes have the same. */
export function scopeText({ tenant, run }: Scope): string {
  return JSON.stringify(run === undefined ? [tenant] : [tenant, run])
}

/** The scope of a text that `scopeText` gave. */
export function scopeOf(text: string): Scope {
  const [tenant, run] = JSON.parse(text) as [string, string?]
  return run === undefined ? { tenant } : { tenant, run }
}

/** Whether this is a text that `scopeText` may have given. */
export function isScopeText(text: unknown): text is string {
  try {
    const names: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
    return Array.isArray(names) && [1, 2].includes(names.length) && names.every((one) => typeof one === 'string')
  } catch {
    return false
  }
}

/** Whether two scopes are the same. */
export function isSameScope(one: Scope, other: Scope): boolean {
  return one.tenant === other.tenant && one.run === other.run
}

/** Whether whoever stands in `reader` sees what is in `owner`: its own, and what its tenant shares. */
export function sees(reader: Scope, owner: Scope): boolean {
  return reader.tenant === owner.tenant && (owner.run === undefined || reader.run === owner.run)
}

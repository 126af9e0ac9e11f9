/** Identities as arguments and in comparisons: five facts, none of which is enough by itself. */
import { name, record, whole } from './port.ts'
import type { Identity } from './values.ts'
import { pidMax } from './values.ts'

/** Every fact of an identity. */
export const identityFacts = ['instance', 'host', 'boot', 'pid', 'pidStart'] as const

/** Demands an identity. */
export function checkIdentity(argument: string, value: unknown): void {
  const facts = record(argument, value, identityFacts)
  for (const fact of ['instance', 'host', 'boot']) name(`${argument}.${fact}`, facts[fact])
  whole(`${argument}.pid`, facts['pid'], 1, pidMax)
  whole(`${argument}.pidStart`, facts['pidStart'], 0, Number.MAX_SAFE_INTEGER)
}

/** Whether two identities agree in every fact. */
export function sameIdentity(one: Identity, other: Identity): boolean {
  return identityFacts.every((fact) => one[fact] === other[fact])
}

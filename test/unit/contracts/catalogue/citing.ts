/** Contracts that are nothing but what they cite. */
import type { Mutant } from '../../../../contracts/contract.ts'
import type { Citing } from '../../../../contracts/catalogue/standing.ts'
import { law } from '../../harness/laws.ts'

function mutantOf(words: string, source: readonly string[]): Mutant {
  const id = `boxes~not-${words}`
  return { id, law: `boxes/${words}`, says: 'a fault', source, kind: 'port', wrap: (inner) => inner }
}

/** A contract of one law with one mutant, each with what it cites. */
export function citing(words: string, source: readonly string[], mutantSource = source): Citing {
  return { laws: [law(words, { source })], mutants: [mutantOf(words, mutantSource)] }
}

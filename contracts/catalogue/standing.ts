/** How an entry stands: what the laws prove of it, derived from what they and their mutants cite, or else its fate. */
import type { AnyContract } from '../contract.ts'
import type { Entry } from './entry.ts'

/** What of a contract tells which entries it proves. */
export type Citing = Pick<AnyContract, 'laws' | 'mutants'>

/** A law that cites an entry, with those of its mutants that cite it too. Without one the law proves nothing of it. */
export interface Citation {
  readonly law: string
  readonly mutants: readonly string[]
}

export type State = 'proven' | 'partly' | 'tested' | 'restated' | 'ruled' | 'open' | 'unproven'

export interface Standing {
  readonly entry: Entry
  readonly state: State
  readonly proofs: readonly Citation[]
  /** laws that cite the entry though no mutant of theirs does */
  readonly bare: readonly string[]
}

/** Whether what a law cites is meant to be an entry; papers, threads and pages are not. */
export function isEntryId(source: string): boolean {
  return /^(?:cache|durability):/.test(source)
}

function citationsOf(id: string, contracts: readonly Citing[]): readonly Citation[] {
  return contracts.flatMap(({ laws, mutants }) =>
    laws
      .filter(({ source }) => source.includes(id))
      .map((law) => {
        const own = mutants.filter((mutant) => mutant.law === law.id && mutant.source.includes(id))
        return { law: law.id, mutants: own.map((mutant) => mutant.id) }
      }),
  )
}

function fateOf(entry: Entry): State {
  if (entry.tested) return 'tested'
  if (entry.restates) return 'restated'
  if (entry.ruling !== undefined) return 'ruled'
  return entry.open === undefined ? 'unproven' : 'open'
}

/** How an entry stands with these contracts. */
export function standingOf(entry: Entry, contracts: readonly Citing[]): Standing {
  const citations = citationsOf(entry.id, contracts)
  const proofs = citations.filter(({ mutants }) => mutants.length > 0)
  const bare = citations.filter(({ mutants }) => mutants.length === 0).map(({ law }) => law)
  return { entry, state: proofs.length > 0 ? (entry.rest ? 'partly' : 'proven') : fateOf(entry), proofs, bare }
}

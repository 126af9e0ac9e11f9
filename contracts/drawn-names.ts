/** A known-bad way to draw names, beneath any adapter: two writers at once share one file. */
import type { FileMutant } from './contract.ts'

/** The mutant that the law of overlapping calls must refuse. */
export function fixedName(contract: string): FileMutant {
  return {
    id: `${contract}~fixed-name`,
    kind: 'seam',
    law: `${contract}/linearizable`,
    says: 'whatever is drawn for a name is always the same, so that two writers share a file before either has published it',
    source: ['nexspence#196'],
    seam: 'fs',
    bend: 'fixed-draws',
  }
}

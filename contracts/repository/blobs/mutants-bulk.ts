/** Known-bad blobs of which one call comes to a page only. */
import type { Mutant } from '../../contract.ts'
import { sound, withTemps } from './mutants-ages.ts'
import { blobMutant } from './wrap.ts'

/** Faults of calls that are to come to all. */
export const bulkMutants: readonly Mutant[] = [
  blobMutant(
    'reaps-one-page',
    {
      law: 'blobs/reap-goes-through-all',
      says: 'a reap gives up one page of idle writes, and leaves the rest',
      source: ['blobs/port.ts: reap'],
    },
    (inner, ground) => {
      let left = 0
      const takes = (idle: number, { idleMs }: { readonly idleMs: number }): boolean => idle >= idleMs && left-- > 0
      const { write, reap } = withTemps(inner, ground, { ...sound, takes })
      return {
        write,
        reap(options) {
          left = 100
          return reap(options)
        },
      }
    },
  ),
]

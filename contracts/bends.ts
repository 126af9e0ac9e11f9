/** Known-bad ways to write, beneath any adapter: most lose something with the power and with nothing else. */
import type { FileMutant, SeamMutant, StatementMutant } from './contract.ts'

/** What promises that acknowledged work outlives a loss of power. */
const study = 'Pillai et al. 2014, All File Systems Are Not Created Equal'

/** What the laws of a loss of power are about. */
export const powerSources: readonly string[] = [study, 'cache:90', 'cache:91']

type Bent = Pick<FileMutant, 'says' | 'source' | 'bend'>

const bends: readonly Bent[] = [
  {
    bend: 'no-file-sync',
    says: 'files are never synced, so that a name may be there without its bytes',
    source: ['cache:90'],
  },
  { bend: 'no-folder-sync', says: 'folders are never synced, so that a name may be lost', source: ['cache:91'] },
  {
    bend: 'write-in-place',
    says: 'the new state is written over the old one and not renamed onto it',
    source: [study],
  },
  { bend: 'rename-before-sync', says: 'a file gets its name before its bytes are synced', source: ['cache:90'] },
]

/** The mutants that the law of a contract on a loss of power must refuse. */
export function powerMutants(contract: string): readonly SeamMutant[] {
  const law = `${contract}/survives-power-loss`
  const unsynced: StatementMutant = {
    id: `${contract}~synchronous-normal`,
    kind: 'seam',
    law,
    says: 'SQLite acknowledges commits to its WAL before they are synced, as it does with synchronous=NORMAL',
    source: [study],
    seam: 'better-sqlite3',
    rewrite: [
      { match: /synchronous = FULL/gi, replace: 'synchronous = NORMAL' },
      // An adapter that reads the setting back is told what it wants to hear.
      { match: /^\s*PRAGMA synchronous\s*;?\s*$/gi, replace: 'SELECT 2' },
    ],
  }
  const bent = bends.map((facts): FileMutant => ({
    id: `${contract}~${facts.bend}`,
    kind: 'seam',
    law,
    seam: 'fs',
    ...facts,
  }))
  return [unsynced, ...bent]
}

/** The mutant that the law of a contract on overlapping calls must refuse: two writers at once share one file. */
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

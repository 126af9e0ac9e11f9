/** Classifiers and tables that are wrong in one way each: what the checks of classify.test.ts must refuse. */
import { isStoreError } from '../../../contracts/errors.ts'
import { fsFailures as fs } from '../../../src/core/failures/fs.ts'
import { sqliteFailures as sqlite } from '../../../src/core/failures/sqlite.ts'
import type { FailureClass, FailureTable } from '../../../src/core/classify.ts'
import { causesOf, classifyFailure } from '../../../src/core/classify.ts'

/** What a check is given. */
export interface Classifying {
  readonly classifyFailure: typeof classifyFailure
  readonly sqlite: FailureTable
  readonly fs: FailureTable
}

export const ours: Classifying = { classifyFailure, sqlite, fs }

interface Link {
  readonly cause?: unknown
}

/** The last link of a chain that has one. */
function lowest(thrown: unknown): unknown {
  const { cause } = thrown as Link
  return cause === undefined ? thrown : lowest(cause)
}

function withCode(table: FailureTable, code: string, is: FailureClass): FailureTable {
  return { codes: { ...table.codes, [code]: is } }
}

export const mutants = {
  anyOfOurs: {
    ...ours,
    classifyFailure: (thrown, table) => (isStoreError(thrown) ? 'busy' : classifyFailure(thrown, table)),
  },
  noneOfOurs: {
    ...ours,
    classifyFailure: (thrown, table) => (isStoreError(thrown) ? 'refused' : classifyFailure(thrown, table)),
  },
  topOnly: {
    ...ours,
    classifyFailure: (thrown, table) => {
      const [top] = causesOf(thrown)
      return classifyFailure(top && Object.create(top, { cause: { value: undefined } }), table)
    },
  },
  lowestOnly: { ...ours, classifyFailure: (thrown, table) => classifyFailure([...causesOf(thrown)].at(-1), table) },
  boundless: { ...ours, classifyFailure: (thrown, table) => classifyFailure(lowest(thrown), table) },
  snapshotIsBusy: { ...ours, sqlite: withCode(sqlite, 'SQLITE_BUSY_SNAPSHOT', 'busy') },
  lockedIsFinal: { ...ours, sqlite: withCode(sqlite, 'SQLITE_LOCKED', 'refused') },
  fullPasses: { ...ours, sqlite: withCode(sqlite, 'SQLITE_FULL', 'exhausted') },
  noSpacePasses: { ...ours, fs: withCode(fs, 'ENOSPC', 'exhausted') },
  noHandleIsFinal: { ...ours, fs: withCode(fs, 'EMFILE', 'io') },
  missingIsFailure: { ...ours, fs: withCode(fs, 'ENOENT', 'io') },
} satisfies { readonly [name: string]: Classifying }

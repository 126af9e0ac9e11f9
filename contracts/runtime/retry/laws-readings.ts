/** The laws of what an error means: tables of errors as they really come, each with what is due of its reading. */
import type { Law } from '../../law.ts'
import type { DueScene } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { ErrorData } from '../errors.ts'
import * as errors from './errors-known.ts'
import type { ConnectionTrouble, Dialect, FailureReading } from './part.ts'
import { dialects } from './part.ts'
import type { ReadScene, RetryScene, RetrySeen } from './scenes.ts'
import { strangeThings } from './strange.ts'

const { listed } = makersOf('retry')

/** Says what is due of a reading, where it is not so. */
type DueReading = (reading: FailureReading) => string | undefined

function readAs(scene: ReadScene, due: DueReading): DueScene {
  return { scene: 'reads', argument: scene, due: (seen) => due(seen as FailureReading) }
}

/** Each of these errors, read in a dialect. */
function readIn(dialect: Dialect, all: readonly ErrorData[], due: DueReading): readonly DueScene[] {
  return all.map((error) => readAs({ dialect, error }, due))
}

const isNeverRetried: DueReading = ({ retry }) => (retry === 'never' ? undefined : 'retry never')

const mayBeRetried: DueReading = ({ retry }) => (retry === 'never' ? 'a call that may be made again' : undefined)

const isRetried: DueReading = ({ retry, outcome }) =>
  retry === 'safe' && outcome === 'none' ? undefined : 'retry safe, and outcome none'

const isExhausted: DueReading = (reading) =>
  reading.connection === 'exhausted' ? isRetried(reading) : 'connection exhausted'

function isTroubleOf(...wanted: readonly ConnectionTrouble[]): DueReading {
  return (reading) =>
    wanted.some((trouble) => trouble === reading.connection)
      ? mayBeRetried(reading)
      : `connection ${wanted.join(' or ')}`
}

const isOfConnection = isTroubleOf('unreachable', 'lost', 'reaped')

/** The call may have taken effect, whatever the code of its connection's end. */
const leavesOutcomeOpen: DueReading = ({ outcome, connection }) =>
  connection === 'lost' && outcome === 'unknown' ? undefined : 'connection lost, and outcome unknown'

const isNotOfConnection: DueReading = ({ connection }) =>
  connection === undefined ? undefined : 'no trouble of the connection'

const isNotReaped: DueReading = ({ connection }) =>
  connection === 'reaped' ? 'no connection that was reaped' : undefined

/** The statement alone may be made again. */
const leadsToStatement: DueReading = (reading) => (reading.unit === 'statement' ? isRetried(reading) : 'unit statement')

const leadsToTransaction: DueReading = (reading) =>
  reading.unit === 'transaction' ? isRetried(reading) : 'unit transaction'

const servers: readonly Law[] = [
  listed(
    {
      words: 'no-connection-left-passes',
      says: 'a server that has no connection left to give (53300) is exhausted for a while: the call may be made again',
      source: ['durability:A1'],
      mutants: ['only-class-08'],
    },
    () => readIn('postgres', errors.exhaustedByCode, isExhausted),
  ),
  listed(
    {
      words: 'exhaustion-is-known-by-words',
      says: 'exhaustion that is told by words alone is recognised, in any case of letters and behind any prefix',
      source: ['durability:A2'],
      mutants: ['code-only-exhaustion', 'minds-the-case', 'minds-the-prefix'],
    },
    () => readIn('postgres', errors.exhaustedByWords, isExhausted),
  ),
  listed(
    {
      words: 'limits-are-final',
      says: 'a limit of the configuration (53400), and every other code of its class, is not tried again',
      source: ['durability:A3'],
      mutants: ['prefix-53'],
    },
    () => readIn('postgres', errors.limits, isNeverRetried),
  ),
  listed(
    {
      words: 'lost-connections-are-known',
      says: 'a connection that was lost, refused or ended is recognised by either code or message',
      source: ['durability:A4'],
      mutants: ['message-only', 'code-only'],
    },
    () => readIn('postgres', [...errors.connectionsByCode, ...errors.connectionsByWords], isOfConnection),
  ),
  listed(
    {
      words: 'lost-in-use-is-open',
      says: 'a connection that fails while it is used leaves open whether its call took effect, an unreachable host too',
      source: ['durability:B10'],
      mutants: ['minds-the-code-alone'],
    },
    () => readIn('postgres', errors.lostInUse, leavesOutcomeOpen),
  ),
  listed(
    {
      words: 'timeouts-are-not-lost-connections',
      says: 'the timeout of a statement or of a lock is not taken for a lost connection, though its text mentions one',
      source: ['durability:A5'],
      mutants: ['patterns-first'],
    },
    () => readIn('postgres', [...errors.statementTimeouts, ...errors.lockTimeouts], isNotOfConnection),
  ),
  listed(
    {
      words: 'what-may-be-tried-again',
      says: 'lost connections and timeouts of statements may be tried again, timeouts of locks and broken constraints may not',
      source: ['durability:A6'],
      mutants: ['lock-timeout-passes'],
    },
    () => [
      ...readIn('postgres', [...errors.connectionsByCode, ...errors.statementTimeouts], mayBeRetried),
      ...readIn('postgres', [...errors.lockTimeouts, ...errors.brokenConstraints], isNeverRetried),
    ],
  ),
  listed(
    {
      words: 'reaped-is-told-apart',
      says: 'a connection that was taken back while it was idle is told apart from a lost network and from refused credentials',
      source: ['durability:A12'],
      mutants: ['all-reaped'],
    },
    () => [
      ...readIn('postgres', errors.reaped, isTroubleOf('reaped')),
      ...readIn('postgres', [...errors.networkIsGone, ...errors.exhaustedByCode], isNotReaped),
      ...readIn('postgres', errors.refusedCredentials, (reading) => isNotReaped(reading) ?? isNeverRetried(reading)),
    ],
  ),
]

const ownErrors: readonly Law[] = [
  listed(
    {
      words: 'own-errors-by-code',
      says: 'our own error for a store that cannot be reached is known by its code and tried again, and our errors for what nothing mends are not',
      source: ['durability:A8'],
      mutants: ['any-of-ours', 'none-of-ours'],
    },
    () =>
      dialects.flatMap((dialect) => [
        ...readIn(dialect, errors.ownPassing, isRetried),
        ...readIn(dialect, errors.ownFinal, isNeverRetried),
      ]),
  ),
  listed(
    {
      words: 'reading-is-total',
      says: 'whatever was thrown, reading it throws nothing, and a cause that passes is found beneath plain wrappers',
      source: ['durability:A9'],
      mutants: ['top-only', 'reads-any-text'],
    },
    () =>
      dialects.flatMap((dialect) => [
        ...strangeThings.map((strange) => readAs({ dialect, strange }, isNeverRetried)),
        ...readIn(dialect, errors.passingBeneath(dialect), isRetried),
      ]),
  ),
]

const staleTransaction: RetryScene = {
  dialect: 'sqlite',
  policy: { retries: 3, baseMs: 1, capMs: 10 },
  idempotent: true,
  failures: ['stale'],
  draws: [0],
  mends: true,
}

const statementInStale: RetryScene = { ...staleTransaction, unit: 'statement' }

function isOneCall({ moments }: RetrySeen): string | undefined {
  const calls = moments.filter(([what]) => what === 'call').length
  return calls === 1 ? undefined : `one call of the statement, and not ${calls}: its snapshot is dead`
}

function isStarted({ moments, ended }: RetrySeen): string | undefined {
  const calls = moments.filter(([what]) => what === 'call').length
  return calls === 2 && ended === 'done' ? undefined : 'a second call, which is a new transaction'
}

const localStores: readonly Law[] = [
  listed(
    {
      words: 'busy-and-stale-differ',
      says: 'on SQLite a busy statement is tried again, a dead snapshot restarts the transaction, and a full or damaged file leads to neither',
      source: ['durability:A10'],
      mutants: ['statement-in-dead-snapshot', 'full-file-passes'],
    },
    () => [
      ...readIn('sqlite', errors.sqliteBusy, leadsToStatement),
      ...readIn('sqlite', errors.sqliteStale, leadsToTransaction),
      ...readIn('sqlite', errors.sqliteFinal, isNeverRetried),
      { scene: 'plays', argument: statementInStale, due: (seen) => isOneCall(seen as RetrySeen) },
      { scene: 'plays', argument: staleTransaction, due: (seen) => isStarted(seen as RetrySeen) },
    ],
  ),
  listed(
    {
      words: 'files-pass-or-do-not',
      says: 'on a file system a busy file or a lack of handles is tried again, a full or forbidden disk is not, and a missing file is data',
      source: ['durability:A11'],
      mutants: ['full-disk-passes', 'missing-file-fails'],
    },
    () => [
      ...readIn('fs', errors.filesBusy, isRetried),
      ...readIn('fs', errors.filesFinal, (reading) =>
        reading.isAbsent ? 'a failure, and no missing file' : isNeverRetried(reading),
      ),
      ...readIn('fs', errors.filesMissing, ({ isAbsent }) => (isAbsent ? undefined : 'a missing file, which is data')),
    ],
  ),
]

/** From servers to files. */
export const readingLaws: readonly Law[] = [...servers, ...ownErrors, ...localStores]

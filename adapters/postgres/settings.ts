/** What can be set from outside, each in one place, with its bounds. */
import { StoreError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'
import { busyMs } from '../../src/core/retry-policy.ts'

const isolations = ['read committed', 'repeatable read', 'serializable'] as const

/** How far transactions are kept apart, by the server. */
export type Isolation = (typeof isolations)[number]

const naming = ['named', 'unnamed'] as const

/** Whether statements are prepared under a name. Some poolers lend a connection for a transaction and know no names. */
export type StatementNaming = (typeof naming)[number]

/** What is set for each connection. */
export interface ConnectionSettings {
  /** the server's own default where absent */
  readonly isolation?: Isolation
  /** how long a statement waits for a row that another transaction has, ms */
  readonly lockMs: number
  /**
   * how long nothing may come or go while an answer is due, ms; then, unless the server works on it, the connection is
   * closed, for the network may have swallowed it
   */
  readonly answerMs: number
  /** how long a statement may run, ms; the server's own default where absent */
  readonly statementMs?: number
  /** how long a transaction may lie idle before the server ends its connection, ms; its own default where absent */
  readonly idleMs?: number
}

/** What is set for each session of a place. */
export type SessionSettings = {
  /** connections for outputs */
  readonly data: number
  /** connections for locks and checkpoints */
  readonly control: number
  readonly statements: StatementNaming
}

type Environment = Readonly<Record<string, string | undefined>>

function refuse(name: string, expected: string, got: string): never {
  throw new StoreError('INVALID_ARGUMENT', `${name}: expected ${expected}, got ${show(got)}`)
}

/** A whole number of the environment; undefined where it is not set. */
function whole(environment: Environment, name: string, from: number, to: number): number | undefined {
  const text = environment[name]
  if (text === undefined || text === '') return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= from && number <= to
    ? number
    : refuse(name, `a whole number from ${from} to ${to}`, text)
}

/** One of the words; undefined where it is not set. */
function word<Word extends string>(environment: Environment, name: string, words: readonly Word[]): Word | undefined {
  const text = environment[name]
  if (text === undefined || text === '') return undefined
  return words.find((known) => known === text) ?? refuse(name, words.join(' or '), text)
}

/** A day, ms. */
const timeoutMsMax = 86_400_000

/** How long an answer may be silent for that waited for a row as long as it may, ms, before the server is asked about it. */
const spareMs = 2_000

/** The settings of connections, by the environment. @throws StoreError INVALID_ARGUMENT for what is not possible */
export function connectionSettings(environment: Environment): ConnectionSettings {
  const timeout = (name: string): number | undefined =>
    whole(environment, `HOLDFAST_POSTGRES_${name}_TIMEOUT_MS`, 1, timeoutMsMax)
  const isolation = word(environment, 'HOLDFAST_POSTGRES_ISOLATION', isolations)
  const [statementMs, idleMs] = [timeout('STATEMENT'), timeout('IDLE')]
  const lockMs = timeout('LOCK') ?? busyMs
  return {
    lockMs,
    answerMs: timeout('ANSWER') ?? lockMs + spareMs,
    ...(isolation === undefined ? {} : { isolation }),
    ...(statementMs === undefined ? {} : { statementMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
  }
}

/** The settings of sessions, by the environment. @throws StoreError INVALID_ARGUMENT for what is not possible */
export function sessionSettings(environment: Environment): SessionSettings {
  return {
    data: whole(environment, 'HOLDFAST_POSTGRES_DATA', 1, 100) ?? 4,
    control: whole(environment, 'HOLDFAST_POSTGRES_CONTROL', 2, 10) ?? 2,
    statements: word(environment, 'HOLDFAST_POSTGRES_STATEMENTS', naming) ?? 'named',
  }
}

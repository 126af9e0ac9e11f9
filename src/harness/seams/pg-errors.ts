/**
 * The errors of a Postgres server as pg hands them on, and which of them can come. Where a connection stands, the server
 * itself is made to give them: what its transaction is worth afterwards is then as it says.
 */
import { HarnessError } from '../../../contracts/errors.ts'

/** A code of the server with the text that it has for it. */
const texts = {
  '40001': 'could not serialize access due to concurrent update',
  '40P01': 'deadlock detected',
  '55P03': 'canceling statement due to lock timeout',
  '57014': 'canceling statement due to statement timeout',
  '53100': 'could not extend file: No space left on device',
  '53300': 'sorry, too many clients already',
  '57P01': 'terminating connection due to administrator command',
  '28P01': 'password authentication failed',
  XX001: 'invalid page in block 0 of relation base/5/16384',
  /** no code of the server's: a COMMIT that it answers with ROLLBACK, for a statement before it had failed */
  ROLLED_BACK: 'the transaction is rolled back by its COMMIT',
} as const

type PgCode = keyof typeof texts

type Constructor = new (message: string, length: number, name: string) => Error

let made: Constructor | undefined

/** Remembers the constructor of the errors that pg reads from its server. */
export function noteDatabaseError(constructor: unknown): void {
  made = constructor as Constructor
}

/** Whether a code is one of a Postgres server that is known here. */
export function isPgCode(code: unknown): code is PgCode {
  return typeof code === 'string' && Object.hasOwn(texts, code)
}

const fatal: readonly PgCode[] = ['53300', '57P01', '28P01']

/** The error as pg makes it. */
export function pgError(code: PgCode): Error {
  if (!made) throw new HarnessError('INTERNAL', 'pg was not loaded: no server can have failed')
  const severity = fatal.includes(code) ? 'FATAL' : 'ERROR'
  return Object.assign(new made(texts[code], texts[code].length, 'error'), { severity, code })
}

/** A statement that fails with the code, or ends its own connection with it. */
export function failing(code: PgCode): string {
  if (code === '57P01') return 'SELECT pg_terminate_backend(pg_backend_pid())'
  const state = code === 'ROLLED_BACK' ? '22012' : code
  return `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${state}', MESSAGE = '${texts[code]}'; END $$`
}

const conflicts: readonly PgCode[] = ['40001', '40P01']

/** Whether an error says that transactions are in each other's way, so that the whole transaction has to run again. */
export function isPgConflict(code: string): boolean {
  return (conflicts as readonly string[]).includes(code)
}

const shape = /^pg (\w+).*:(before|after)$/
const opens = /^(startup|BEGIN|START|SET|RESET|SHOW|DISCARD|LISTEN)$/
const ends = /^(COMMIT|END)$/
const reads = /^(SELECT|TABLE|VALUES|FETCH)$/

/** What can come before a statement has had any effect. */
function beforeEffect(verb: string): readonly string[] {
  if (verb === 'startup') return ['53300', 'ECONNRESET']
  if (opens.test(verb) || verb === 'ROLLBACK') return ['57P01']
  if (ends.test(verb)) return ['40001', '57P01', 'ECONNRESET', 'ROLLED_BACK']
  // The last of them nobody tries again, so that whoever reads hears of it.
  const common = ['40001', '57014', '57P01', 'ECONNRESET', 'XX001'] as const
  return reads.test(verb) ? common : [...common, '40P01', '55P03', '53100']
}

/**
 * The codes of the errors that a Postgres server, or the way to it, could give at a point. After the effect only those that
 * take the connection along, which leave the outcome open: every other says that nothing was done.
 */
export function pgErrorsAt(point: string): readonly string[] {
  const [, verb, side] = shape.exec(point) ?? []
  if (verb === undefined) return []
  if (side === 'before') return beforeEffect(verb)
  return opens.test(verb) || verb === 'ROLLBACK' ? [] : ['57P01', 'ECONNRESET']
}

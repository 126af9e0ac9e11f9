/**
 * Logs: what a task says while it runs, kept as the bytes that came.
 *
 * A log grows by entries, each with a number that its writer gives: 1, 2, 3 and so on. An entry that comes again, as
 * after a lost reply, changes nothing; one that comes before its turn is refused (durability:Q10). What is written is O(of what
 * is new), whatever is there already (durability:Q3). Parts are bytes of one of two streams: a character that is split between
 * two parts, or two entries, comes back whole (durability:Q17), and every size is in bytes (durability:Q13).
 *
 * A log has a limit. What goes beyond it takes the oldest entries away, whole, and the log says for ever how many bytes
 * went: the newest is never dropped, and nothing is dropped in silence (durability:Q16).
 *
 * Callers see `Logs`. An adapter serves `LogStore`, with the text of a scope in the place of each scope.
 */
import type { No } from '../../claims.ts'
import type { Guarded, MayGuard } from '../../guard.ts'
import { checkGuardOnly } from '../../guard.ts'
import type { PortSpec } from '../../port.ts'
import { demandClaim, name, record, refuse, whole } from '../../port.ts'
import type { Scope } from '../../values.ts'
import { ageMsMax } from '../../values.ts'
import { logScenes } from './scenes.ts'
import { serveLogs } from './serve.ts'
import type { LogPart } from './streams.ts'
import { logStreams } from './streams.ts'
import { checkScope } from '../scopes.ts'

export type { LogPart, LogStream } from './streams.ts'

/** The most bytes of one entry, over its parts: 16 MiB. */
export const entryBytesMax = 16_777_216

/** The limit of a log, in bytes: 1 KiB to 1 GiB, 10 MiB where absent (durability:Q19). */
export const limitBytesMin = 1_024
export const limitBytesMax = 1_073_741_824
export const limitBytesUsual = 10_485_760

/**
 * appended: the entry is there. known: it was there. empty: it had no bytes; nothing is written, and its number is still
 * to come (durability:Q18). gap: another number is due. sealed: the log takes no more. `next` is the number that is due.
 */
export type LogAppended = {
  readonly status: 'appended' | 'known' | 'empty' | 'gap' | 'sealed'
  readonly next: number
}

/** The log takes no more. `touchedAtMs` is the store's time of the seal, ms; absent where the adapter claims no ages. */
export type LogSealed = { readonly status: 'sealed'; readonly next: number; readonly touchedAtMs?: number }

/** What is known of a log, besides its bytes. */
export type LogFacts = {
  /** bytes that lie there */
  readonly size: number
  /** bytes that went because of the limit */
  readonly dropped: number
  /** the number of the entry that is due, from 1 */
  readonly next: number
  readonly sealed: boolean
  /** the store's time of the last entry, or of the seal, ms; absent where the adapter claims no ages */
  readonly touchedAtMs?: number
}

/**
 * The end of a log: its last parts as they were given, in their order, but that the first of each stream may be cut. They
 * are all that lies there where they have as many bytes as the log.
 */
export type LogTail =
  ({ readonly status: 'there'; readonly parts: readonly LogPart[] } & LogFacts) | { readonly status: 'absent' }

/** How much of the end is asked for, if there is so much: all that lies there, where neither is given. */
export type LogQuery = {
  /** of each stream, 1 to 1,000,000: a line ends with its newline, and what comes behind the last one is a line too */
  readonly lines?: number
  /** over both streams, 1 to 1 GiB */
  readonly bytes?: number
}

/** The port, by what stands for scopes. Each call is one atomic step on the store, except `prune`, which is atomic by the log. */
export interface LogsOf<S, O extends readonly unknown[] = []> {
  /**
   * Adds an entry. The first makes the log. Of several answers that would be true the first is given: empty, known, sealed,
   * gap. An empty one writes nothing, and no guard is asked for it.
   * @param seq - the number of the entry, 1 to 2^53-1
   * @param options.limitBytes - what the log may hold once the entry is in it; 1,024 to 1,073,741,824, 10,485,760 where absent.
   *   An entry that is greater than the limit is kept whole, alone
   * @throws StoreError INVALID_ARGUMENT (an entry of more than 16 MiB), FULL; what fails has added nothing
   */
  append(
    scope: S,
    log: string,
    seq: number,
    parts: readonly LogPart[],
    options?: { readonly limitBytes?: number } & Guarded,
  ): Promise<LogAppended>
  /**
   * Reads the end of a log. An error is never an absent or an empty log (durability:Q15).
   * @throws StoreError CORRUPT where what lies there is not what was written
   */
  tail(scope: S, log: string, query?: LogQuery): Promise<LogTail>
  /** Ends a log: it takes no more entries. Sealing it again changes nothing. A log that is not there is made, and is empty. */
  seal(scope: S, log: string, ...options: O): Promise<LogSealed>
  /** Removes a log with all that is in it. */
  drop(scope: S, log: string, ...options: O): Promise<{ readonly status: 'dropped' | 'absent' }>
  /**
   * Removes the logs of all scopes that are sealed and were touched last at least so long ago.
   * @throws StoreError UNSUPPORTED where the adapter claims no ages
   */
  prune(options: { readonly olderThanMs: number } & Guarded): Promise<{ readonly logs: number }>
}

/** Logs as callers see them. */
export type Logs = LogsOf<Scope, MayGuard>

/** Logs as an adapter serves them. It gets no entry and no part without bytes, and bytes that are its own. */
export type LogStore = LogsOf<string>

/** What an adapter answers for logs. */
export type LogsClaims = {
  /** `store`: one clock for all sessions of a place dates the logs; no: logs have no age and are never pruned */
  readonly ages: 'store' | No
}

function checkLog([scope, log]: readonly unknown[]): void {
  checkScope('scope', scope)
  name('log', log)
}

function checkEnd([scope, log, options]: readonly unknown[]): void {
  checkLog([scope, log])
  checkGuardOnly(options)
}

function checkParts(parts: unknown): void {
  if (!Array.isArray(parts)) return refuse('parts', 'a list of parts', parts)
  let bytes = 0
  for (const [at, part] of (parts as readonly unknown[]).entries()) {
    const { stream, bytes: given } = record(`parts[${at}]`, part, ['stream', 'bytes'])
    if (!logStreams.some((known) => known === stream)) refuse(`parts[${at}].stream`, '"out" or "err"', stream)
    if (given instanceof Uint8Array) bytes += given.length
    else refuse(`parts[${at}].bytes`, 'a Uint8Array', given)
  }
  if (bytes > entryBytesMax) refuse('parts', `at most ${entryBytesMax} bytes`, bytes)
}

/** What the shell knows of logs. */
export const logsPort: PortSpec<'logs', LogStore> = {
  name: 'logs',
  claims: { ages: { says: 'whose clock dates the logs', answers: ['store'], refusable: true } },
  methods: {
    append([scope, log, seq, parts, options]) {
      checkLog([scope, log])
      whole('seq', seq, 1, Number.MAX_SAFE_INTEGER)
      checkParts(parts)
      const { limitBytes } = record('options', options ?? {}, ['limitBytes'])
      if (limitBytes !== undefined) whole('options.limitBytes', limitBytes, limitBytesMin, limitBytesMax)
    },
    tail([scope, log, query]) {
      checkLog([scope, log])
      const { lines, bytes } = record('query', query ?? {}, ['lines', 'bytes'])
      if (lines !== undefined && bytes !== undefined) refuse('query', 'lines or bytes, not both', query)
      if (lines !== undefined) whole('query.lines', lines, 1, 1_000_000)
      if (bytes !== undefined) whole('query.bytes', bytes, 1, limitBytesMax)
    },
    seal: checkEnd,
    drop: checkEnd,
    prune([options], claims) {
      whole('options.olderThanMs', record('options', options, ['olderThanMs'])['olderThanMs'], 0, ageMsMax)
      demandClaim(claims, 'ages' satisfies keyof LogsClaims, 'logs are not pruned')
    },
  },
  guarded: { append: 4, seal: 2, drop: 2, prune: 0 },
  serve: serveLogs,
  scenes: logScenes,
}

/**
 * What stands between callers of logs and what an adapter serves: the texts of scopes, copies of bytes, and a look at what
 * the store gives back: a tail that cannot be one is CORRUPT, and never handed out.
 */
import { StoreError } from '../../errors.ts'
import type { MayGuard } from '../../guard.ts'
import type { AnyPort } from '../../port.ts'
import { show } from '../../port.ts'
import type { Scope } from '../../values.ts'
import { scopeText } from '../scopes.ts'
import type { LogPart, LogQuery, Logs, LogsOf, LogTail } from './port.ts'
import { logStreams } from './streams.ts'

/** Parts as an adapter gets them: bytes of its own, and none without any. */
function owned(parts: readonly LogPart[]): readonly LogPart[] {
  return parts
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ stream, bytes }) => ({ stream, bytes: Uint8Array.from(bytes) }))
}

function corrupt(what: string): StoreError {
  return new StoreError('CORRUPT', `the store gave back what is no tail of a log: ${what}`)
}

function isPart({ stream, bytes }: Partial<LogPart>): boolean {
  return bytes instanceof Uint8Array && bytes.length > 0 && logStreams.some((known) => known === stream)
}

/** How many bytes a tail must have; undefined where that is for the lines to say. */
function dueBytes(size: number, { lines, bytes }: LogQuery): number | undefined {
  return lines === undefined ? Math.min(size, bytes ?? size) : undefined
}

/** The tail that was given, if it can be one. */
function checked(tail: LogTail, query: LogQuery = {}): LogTail {
  if (tail.status === 'absent') return tail
  const { parts, size, dropped, next } = tail
  for (const [what, number] of Object.entries({ size, dropped, next })) {
    if (!Number.isSafeInteger(number) || number < 0) throw corrupt(`${what} is ${show(number)}`)
  }
  const stray = parts.findIndex((part) => !isPart(part))
  if (stray >= 0) throw corrupt(`part ${stray} is none`)
  const given = parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const due = dueBytes(size, query) ?? given
  if (given !== due || given > size) throw corrupt(`${given} bytes of ${size}, where ${due} are due`)
  return tail
}

function served(store: LogsOf<string, MayGuard>): Logs {
  return {
    async append(scope, log, seq, parts, options) {
      const given = owned(parts)
      if (given.length > 0) return store.append(scopeText(scope), log, seq, given, options)
      const tail = await store.tail(scopeText(scope), log, { bytes: 1 })
      return { status: 'empty', next: tail.status === 'there' ? tail.next : 1 }
    },
    tail: async (scope, log, query) => checked(await store.tail(scopeText(scope), log, query), query),
    seal: (scope, log, options) => store.seal(scopeText(scope), log, options),
    drop: (scope, log, options) => store.drop(scopeText(scope), log, options),
    prune: (options) => store.prune(options),
  }
}

/** The port as callers see it, on what an adapter serves. */
export function serveLogs(store: AnyPort): AnyPort {
  const logs = served(store as unknown as LogsOf<string, MayGuard>)
  return {
    append: (...args) => logs.append(...(args as Parameters<Logs['append']>)),
    tail: (...args) => logs.tail(...(args as [Scope, string, LogQuery?])),
    seal: (...args) => logs.seal(...(args as Parameters<Logs['seal']>)),
    drop: (...args) => logs.drop(...(args as Parameters<Logs['drop']>)),
    prune: (...args) => logs.prune(...(args as Parameters<Logs['prune']>)),
  }
}

/** What stands between callers of logs and what an adapter serves: the texts of scopes, and copies of bytes. */
import type { AnyPort } from '../../port.ts'
import type { Scope } from '../../values.ts'
import { scopeText } from '../scopes.ts'
import type { LogPart, Logs, LogStore } from './port.ts'

/** Parts as an adapter gets them: bytes of its own, and none without any. */
function owned(parts: readonly LogPart[]): readonly LogPart[] {
  return parts
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ stream, bytes }) => ({ stream, bytes: Uint8Array.from(bytes) }))
}

function served(store: LogStore): Logs {
  return {
    async append(scope, log, seq, parts, options) {
      const given = owned(parts)
      if (given.length > 0) return store.append(scopeText(scope), log, seq, given, options)
      const tail = await store.tail(scopeText(scope), log, { bytes: 1 })
      return { status: 'empty', next: tail.status === 'there' ? tail.next : 1 }
    },
    tail: (scope, log, query) => store.tail(scopeText(scope), log, query),
    seal: (scope, log) => store.seal(scopeText(scope), log),
    drop: (scope, log) => store.drop(scopeText(scope), log),
    prune: (options) => store.prune(options),
  }
}

/** The port as callers see it, on what an adapter serves. */
export function serveLogs(store: AnyPort): AnyPort {
  const logs = served(store as unknown as LogStore)
  return {
    append: (...args) => logs.append(...(args as Parameters<Logs['append']>)),
    tail: (...args) => logs.tail(...(args as [Scope, string])),
    seal: (...args) => logs.seal(...(args as Parameters<Logs['seal']>)),
    drop: (...args) => logs.drop(...(args as Parameters<Logs['drop']>)),
    prune: (...args) => logs.prune(...(args as Parameters<Logs['prune']>)),
  }
}

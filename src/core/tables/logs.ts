/** Logs in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { Clock, LogPart, LogStore } from '../../../contracts/index.ts'
import { limitBytesUsual } from '../../../contracts/repository/logs/port.ts'
import { sizeOf } from '../log-entry.ts'
import { Tail } from '../log-tail.ts'

interface Log {
  readonly entries: (readonly LogPart[])[]
  size: number
  dropped: number
  next: number
  sealed: boolean
  touchedAtMs: number
}

/** Logs by the text of their scope, and in it by their name. */
export type LogTable = Map<string, Map<string, Log>>

/** Takes the oldest entries away, whole, until the log is within its limit; the newest stays. */
function trim(log: Log, limitBytes: number): void {
  let oldest = 0
  for (; log.size > limitBytes && oldest < log.entries.length - 1; oldest += 1) {
    const size = sizeOf(log.entries[oldest] ?? [])
    log.size -= size
    log.dropped += size
  }
  log.entries.splice(0, oldest)
}

function tailOf({ entries }: Log, query: ConstructorParameters<typeof Tail>[0]): readonly LogPart[] {
  const tail = new Tail(query)
  for (let index = entries.length - 1; index >= 0 && !tail.isDone; index -= 1) tail.take(entries[index] ?? [])
  // What lies here is not what a caller may write to.
  return tail.parts().map(({ stream, bytes }) => ({ stream, bytes: Uint8Array.from(bytes) }))
}

function removeFrom(table: LogTable, scope: string, name: string): boolean {
  const logs = table.get(scope)
  const was = logs?.delete(name) === true
  if (logs?.size === 0) table.delete(scope)
  return was
}

/** A session's logs on a table. */
export function openLogs(table: LogTable, clock: Clock): LogStore {
  const made = (scope: string, name: string): Log => {
    const logs = table.get(scope) ?? new Map<string, Log>()
    table.set(scope, logs)
    const log = logs.get(name) ?? { entries: [], size: 0, dropped: 0, next: 1, sealed: false, touchedAtMs: clock.now() }
    logs.set(name, log)
    return log
  }
  return {
    async append(scope, name, seq, parts, { limitBytes = limitBytesUsual } = {}) {
      const { next, sealed } = table.get(scope)?.get(name) ?? { next: 1, sealed: false }
      if (seq < next) return { status: 'known', next }
      if (sealed || seq > next) return { status: sealed ? 'sealed' : 'gap', next }
      const log = made(scope, name)
      log.entries.push(parts)
      log.size += sizeOf(parts)
      log.next = seq + 1
      log.touchedAtMs = clock.now()
      trim(log, limitBytes)
      return { status: 'appended', next: log.next }
    },
    async tail(scope, name, query) {
      const log = table.get(scope)?.get(name)
      if (!log) return { status: 'absent' }
      const { size, dropped, next, sealed, touchedAtMs } = log
      return { status: 'there', parts: tailOf(log, query), size, dropped, next, sealed, touchedAtMs }
    },
    async seal(scope, name) {
      const log = made(scope, name)
      if (!log.sealed) Object.assign(log, { sealed: true, touchedAtMs: clock.now() })
      return { status: 'sealed', next: log.next, touchedAtMs: log.touchedAtMs }
    },
    drop: async (scope, name) => ({ status: removeFrom(table, scope, name) ? 'dropped' : 'absent' }),
    async prune({ olderThanMs }) {
      const latest = clock.now() - olderThanMs
      let removed = 0
      for (const [scope, logs] of table) {
        for (const [name, { sealed, touchedAtMs }] of logs) {
          if (sealed && touchedAtMs <= latest) removed += Number(removeFrom(table, scope, name))
        }
      }
      return { logs: removed }
    },
  }
}

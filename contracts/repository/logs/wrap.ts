/** How wrappers around logs are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { Scope } from '../../values.ts'
import { kept, replacing } from '../../wrap.ts'
import { partitionOf } from './logs.ts'
import type { LogPart, Logs, LogStream, LogTail } from './port.ts'
import type { OnLog } from './scenes.ts'

export type Override = (inner: Logs, ground: Ground) => Partial<Logs>

/** A port mutant of logs. */
export function logMutant(
  id: string,
  facts: Pick<PortMutant, 'law' | 'says' | 'source' | 'sharing'>,
  override: Override,
): PortMutant {
  return { id: `logs~${id}`, kind: 'port', ...facts, wrap: replacing<Logs>(override) }
}

/** Logs that take one for another: what is asked of a log is done to the one that it is moved to. */
export function moved(to: (log: OnLog) => OnLog): Override {
  return (inner) => {
    const at = (scope: Scope, log: string): readonly [Scope, string] => {
      const on = to({ scope, log })
      return [on.scope, on.log]
    }
    return {
      append: (scope, log, ...rest) => inner.append(...at(scope, log), ...rest),
      tail: (scope, log, query) => inner.tail(...at(scope, log), query),
      seal: (scope, log) => inner.seal(...at(scope, log)),
      drop: (scope, log) => inner.drop(...at(scope, log)),
    }
  }
}

/** Logs whose entries are changed on their way in. */
export function writing(change: (parts: readonly LogPart[]) => readonly LogPart[]): Override {
  return (inner) => ({
    append: (scope, log, seq, parts, options) => inner.append(scope, log, seq, change(parts), options),
  })
}

/** A tail of a log that is there. */
export type There = Extract<LogTail, { readonly status: 'there' }>

/** Logs whose tails show something else. */
export function showing(change: (tail: There, ground: Ground, on: OnLog) => LogTail): Override {
  return (inner, ground) => ({
    async tail(scope, log, query) {
      const tail = await inner.tail(scope, log, query)
      return tail.status === 'there' ? change(tail, ground, { scope, log }) : tail
    },
  })
}

/** How many bytes the parts have, of one stream or of both. */
export function bytesOf(parts: readonly LogPart[], stream?: LogStream): number {
  const meant = parts.filter((part) => stream === undefined || part.stream === stream)
  return meant.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

/** The parts but for so many bytes of each stream at the beginning. */
export function without(parts: readonly LogPart[], skip: Readonly<Record<LogStream, number>>): readonly LogPart[] {
  const rest = { ...skip }
  return parts.flatMap(({ stream, bytes }) => {
    const cut = Math.min(rest[stream], bytes.length)
    rest[stream] -= cut
    return cut === bytes.length ? [] : [{ stream, bytes: bytes.slice(cut) }]
  })
}

/** Every log that was written on this place. */
export function logsIn(ground: Ground): Map<string, OnLog> {
  return kept(ground, 'logs', () => new Map<string, OnLog>())
}

/** Takes note of a log that is written. */
export function note(ground: Ground, { scope, log }: OnLog): void {
  logsIn(ground).set(partitionOf({ scope, log }), { scope: { ...scope }, log })
}

/** Logs that note which are written. */
export function noting(inner: Logs, ground: Ground): Pick<Logs, 'append' | 'seal'> {
  return {
    append(scope, log, ...rest) {
      note(ground, { scope, log })
      return inner.append(scope, log, ...rest)
    },
    seal(scope, log) {
      note(ground, { scope, log })
      return inner.seal(scope, log)
    },
  }
}

/** What a wrapper keeps by log, shared by the sessions of a place in one process. */
export function keptByLog<Kept>(ground: Ground, what: string): Map<string, Kept> {
  return kept(ground, what, () => new Map<string, Kept>())
}

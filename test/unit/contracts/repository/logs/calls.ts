/** Calls on logs and their answers, as data, written down as a test needs them. */
import type { Call, Claims, Json, JsonObject, Outcome } from '../../../../../contracts/index.ts'
import { logsModel } from '../../../../../contracts/repository/logs/model.ts'
import type { LogState } from '../../../../../contracts/repository/logs/model.ts'
import { log, partitionOf } from '../../../../../contracts/repository/logs/logs.ts'
import type { PartScene } from '../../../../../contracts/repository/logs/scenes.ts'
import type { Stepping } from '../../written.ts'
import { stepping } from '../../written.ts'

export const claims: Claims = { survives: 'process', sharing: 'host', ports: { logs: { ages: 'store' } } }
export const ageless: Claims = { ...claims, ports: { logs: { ages: { no: 'no clock' } } } }

export function call(method: string, scene: JsonObject = {}): Call {
  return { port: 'logs', method, args: [method === 'prune' ? scene : { ...log, ...scene }] }
}

/** Parts of standard output, one for each text. */
export function out(...texts: readonly string[]): readonly PartScene[] {
  return texts.map((latin1) => ({ stream: 'out', latin1 }))
}

export function append(seq: number, parts: readonly PartScene[] = out('a\n'), more: JsonObject = {}): Call {
  return call('append', { seq, parts: parts as Json, ...more })
}

/** The answer to an append. */
export function answer(status: string, next: number): unknown {
  return { status, next }
}

/** The answer to a tail of a log that was touched at 1000. */
export function there(parts: readonly PartScene[], facts: JsonObject = {}): unknown {
  const size = parts.reduce((sum, { latin1 }) => sum + latin1.length, 0)
  return { status: 'there', parts, size, dropped: 0, next: 2, sealed: false, touchedAtMs: 1_000, ...facts }
}

export const absent = { status: 'absent' }

/** The answer to a seal. */
export function sealed(next: number, touchedAtMs = 1_000): unknown {
  return { status: 'sealed', next, touchedAtMs }
}

/** The log that nobody wrote yet. */
export function fresh(of: Claims = claims): LogState {
  return logsModel.initial(partitionOf(log), of)
}

export const { after, due }: Stepping<LogState> = stepping(logsModel)

/** The log whose only entry is a line, since 1000. */
export function written(): LogState {
  return after(fresh(), append(1), answer('appended', 2))
}

export const lost: Outcome = { status: 'unknown', why: 'killed' }

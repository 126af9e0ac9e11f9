/**
 * What logs promise to anyone who sees only calls and answers: one partition for each log. A pruning concerns every log; how
 * many it counts cannot be seen from one.
 *
 * Invariants of a state: the time of the last change is known as a closed range, since the store's time at its effect may be
 * known only as a range. A log that is not `sure` may have been pruned in a moment at which its age was not certain.
 */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { Judged, Model, Span } from '../../contract.ts'
import type { Call } from '../../port.ts'
import { showAtLength } from '../../show.ts'
import { bytesIn, endOf } from './ends.ts'
import { logOf, partitionOf } from './logs.ts'
import type { LogAppended, LogSealed, LogTail } from './port.ts'
import { limitBytesUsual } from './port.ts'
import type { AppendScene, OnLog, PartScene, TailScene } from './scenes.ts'

interface Log {
  /** the parts of each entry that lies there */
  readonly entries: readonly (readonly PartScene[])[]
  readonly dropped: number
  readonly next: number
  readonly sealed: boolean
  /** the store's time of the last entry, or of the seal */
  readonly minMs: number
  readonly maxMs: number
  readonly sure: boolean
}

export interface LogState {
  readonly of: OnLog
  /** whether logs are dated at all */
  readonly dated: boolean
  readonly log?: Log
}

function illegal(expected: string): { readonly legal: false; readonly expected: string } {
  return { legal: false, expected }
}

function to({ of, dated }: LogState, log: Log | undefined): LogState {
  return log ? { of, dated, log } : { of, dated }
}

function legal(state: LogState): Judged<LogState> {
  return { legal: true, state }
}

/** The log once its time was seen, or what the time should have been. */
function stamped(state: LogState, log: Log, touchedAtMs: number | undefined): Judged<LogState> {
  if (!state.dated)
    return touchedAtMs === undefined ? legal(to(state, log)) : illegal('no touchedAtMs: no ages are claimed')
  const { minMs, maxMs } = log
  if (touchedAtMs === undefined || !(touchedAtMs >= minMs && touchedAtMs <= maxMs))
    return illegal(`touched at ${minMs === maxMs ? minMs : `${minMs}..${maxMs}`}`)
  return legal(to(state, { ...log, minMs: touchedAtMs, maxMs: touchedAtMs }))
}

/** What of the parts is written down: those that have bytes. */
function filled({ parts }: AppendScene): readonly PartScene[] {
  return parts.filter(({ latin1 }) => latin1 !== '')
}

const none = { entries: [], dropped: 0, next: 1, sealed: false } as const

/** The log once the entry is in it. */
function grown(log: Log | undefined, scene: AppendScene, { fromMs, toMs }: Span): Log {
  const { entries, dropped, sealed } = log ?? none
  const kept = [...entries, filled(scene)]
  let [size, gone] = [kept.reduce((sum, parts) => sum + bytesIn(parts), 0), 0]
  while (size > (scene.limitBytes ?? limitBytesUsual) && kept.length > 1) {
    const oldest = bytesIn(kept.shift() ?? [])
    size -= oldest
    gone += oldest
  }
  return { entries: kept, dropped: dropped + gone, next: scene.seq + 1, sealed, minMs: fromMs, maxMs: toMs, sure: true }
}

/** What an append is to be answered by a log, or by none. */
function answerTo(log: Log | undefined, scene: AppendScene): LogAppended {
  const { next, sealed } = log ?? none
  if (filled(scene).length === 0) return { status: 'empty', next }
  if (scene.seq < next) return { status: 'known', next }
  if (sealed) return { status: 'sealed', next }
  return scene.seq > next ? { status: 'gap', next } : { status: 'appended', next: next + 1 }
}

/** The logs that there may be in a state: none too, where the one that is known may be gone. */
function possible({ log }: LogState): readonly (Log | undefined)[] {
  return log && !log.sure ? [{ ...log, sure: true }, undefined] : [log]
}

function append(state: LogState, scene: AppendScene, got: LogAppended, span: Span): Judged<LogState> {
  const answers = possible(state).map((log) => ({ log, answer: answerTo(log, scene) }))
  const [met, other] = answers.filter(({ answer }) => answer.status === got.status && answer.next === got.next)
  if (!met) return illegal(answers.map(({ answer }) => showAtLength(answer)).join(' or '))
  if (got.status === 'appended') return legal(to(state, grown(met.log, scene, span)))
  // Where the log and none would answer alike, it is no clearer than before whether there is one.
  return legal(other ? state : to(state, met.log))
}

function seal(state: LogState, got: LogSealed, span: Span): Judged<LogState> {
  if (got.status !== 'sealed') return illegal('sealed')
  const logs = possible(state).map((log) => ({ log, due: (log ?? none).next }))
  const met = logs
    .filter((one) => one.due === got.next)
    .map(({ log }) => stamped(state, ended(log, span), got.touchedAtMs))
  const [first] = met
  if (!first) return illegal(`next ${logs.map((one) => one.due).join(' or ')}`)
  return met.find((judged) => judged.legal) ?? first
}

/** The log once it is sealed. Sealing it again changes nothing. */
function ended(log: Log | undefined, { fromMs, toMs }: Span): Log {
  if (log?.sealed === true) return log
  return { ...(log ?? none), sealed: true, minMs: fromMs, maxMs: toMs, sure: true }
}

/** What a tail shows besides the time. */
type Shown = Omit<Extract<LogTail, { readonly size: number }>, 'parts' | 'status' | 'touchedAtMs'> & {
  readonly parts: readonly PartScene[]
}

function shown({ parts, size, dropped, next, sealed }: Shown): Shown {
  return { parts: parts.map(({ stream, latin1 }) => ({ stream, latin1 })), size, dropped, next, sealed }
}

/** What a tail of the log is to show. */
function due({ entries, dropped, next, sealed }: Log, query: TailScene): Shown {
  const parts = entries.flat()
  return shown({ parts: endOf(parts, query), size: bytesIn(parts), dropped, next, sealed })
}

function tail(state: LogState, scene: TailScene, got: LogTail): Judged<LogState> {
  const { log } = state
  if (got.status === 'absent') return log?.sure ? illegal('there') : legal(to(state, undefined))
  if (got.status !== 'there' || !log) return illegal(log ? 'there' : 'absent')
  const wanted = due(log, scene)
  if (JSON.stringify(shown(got as unknown as Shown)) !== JSON.stringify(wanted)) return illegal(showAtLength(wanted))
  return stamped(state, { ...log, sure: true }, got.touchedAtMs)
}

function drop(state: LogState, status: string): Judged<LogState> {
  const { log } = state
  if (status === 'absent') return log?.sure ? illegal('dropped: the log is there') : legal(to(state, undefined))
  return status === 'dropped' && log
    ? legal(to(state, undefined))
    : illegal(log ? 'dropped' : 'absent: there is no log')
}

/** Whether the log may be, and whether it must be, so old that a pruning takes it. */
function prunable({ log }: LogState, call: Call, span: Span): { readonly may: boolean; readonly must: boolean } {
  const { olderThanMs } = call.args[0] as { readonly olderThanMs: number }
  if (log?.sealed !== true) return { may: false, must: false }
  return { may: span.toMs - log.minMs >= olderThanMs, must: span.fromMs - log.maxMs >= olderThanMs }
}

function prune(state: LogState, call: Call, logs: number, span: Span): Judged<LogState> {
  const { may, must } = prunable(state, call, span)
  const least = must && state.log?.sure === true ? 1 : 0
  if (!Number.isSafeInteger(logs) || logs < least) return illegal(`a count of at least ${least}`)
  if (must) return legal(to(state, undefined))
  return legal(may && state.log ? to(state, { ...state.log, sure: false }) : state)
}

function step(state: LogState, call: Call, value: unknown, span: Span): Judged<LogState> {
  const [scene] = call.args
  switch (call.method) {
    case 'append':
      return append(state, scene as AppendScene, value as LogAppended, span)
    case 'tail':
      return tail(state, scene as TailScene, value as LogTail)
    case 'seal':
      return seal(state, value as LogSealed, span)
    case 'drop':
      return drop(state, (value as { readonly status: string }).status)
    default:
      return prune(state, call, (value as { readonly logs: number }).logs, span)
  }
}

function unseen(state: LogState, call: Call, span: Span): readonly LogState[] {
  const [scene] = call.args
  switch (call.method) {
    case 'append': {
      const made = possible(state).filter((log) => answerTo(log, scene as AppendScene).status === 'appended')
      return made.map((log) => to(state, grown(log, scene as AppendScene, span)))
    }
    case 'seal':
      return possible(state).map((log) => to(state, ended(log, span)))
    case 'drop':
      return [to(state, undefined)]
    case 'prune':
      return prunable(state, call, span).may ? [to(state, undefined)] : []
    default:
      return []
  }
}

/** The model of logs. */
export const logsModel: Model<LogState> = {
  initial: (partition: string, claims: Claims) => ({
    of: logOf(partition),
    dated: !isNo(claims.ports.logs?.ages),
  }),
  step,
  unseen,
  concerns: ({ method, args }) =>
    method === 'prune'
      ? { everywhere: true, partitions: [] }
      : { everywhere: false, partitions: [partitionOf(args[0] as OnLog)] },
  key: (state) => JSON.stringify(state),
}

/**
 * What must be so of every scene of calls, one rule for each promise. A rule is given what was asked and what was seen; it
 * says what was due where it was not so.
 */
import type { RuleOf } from '../judges.ts'
import type { Moment, RetryScene, RetrySeen } from './scenes.ts'
import { hookMs } from './scenes.ts'
import type { RetryPolicyNumbers } from './part.ts'

/** Says what was due, where it was not so. */
export type Rule = RuleOf<RetryScene, RetrySeen>

/** The numbers of the policy of bulk writes are the runtime's own. */
function numbersOf({ policy }: RetryScene): RetryPolicyNumbers | undefined {
  return policy === 'bulk' ? undefined : policy
}

function callsOf({ moments }: RetrySeen): readonly Moment[] {
  return moments.filter(([what]) => what === 'call')
}

/** Whether the failure of the call with this number allows another. */
function allows({ failures, idempotent, unit }: RetryScene, call: number): boolean {
  const failing = failures[call - 1]
  return failing === 'passing' || (failing === 'stale' && unit === undefined) || (failing === 'open' && idempotent)
}

/** How many calls are due, where nobody gives up and the connection can be mended. */
function callsDue(scene: RetryScene): number {
  const { retries = 0 } = numbersOf(scene) ?? {}
  let call = 1
  while (call <= retries && allows(scene, call)) call += 1
  return call
}

/** Whether something besides the failures may have ended the calls: the caller, the time, or the connection. */
function isCut({ abortMs, deadlineMs, mends }: RetryScene): boolean {
  return abortMs !== undefined || deadlineMs !== undefined || !mends
}

/** The waits between calls: after which call, how long, and when it began. */
interface Wait {
  readonly after: number
  readonly fromMs: number
  readonly ms: number
}

function waitsOf(seen: RetrySeen): readonly Wait[] {
  const calls = callsOf(seen)
  return calls.slice(1).map(([, atMs], index) => {
    const heard = seen.moments.findLast(([what, , number]) => what === 'heard' && number === index + 1)
    const fromMs = heard?.[1] ?? calls[index]?.[1] ?? 0
    return { after: index + 1, fromMs, ms: atMs - fromMs }
  })
}

/** Times are sums of waits, so that their difference is off by the last digits. */
const slackMs = 1e-6

export const callsAreCounted: Rule = (scene, seen) => {
  const numbers = numbersOf(scene)
  if (!numbers) return undefined
  const [made, due] = [callsOf(seen).length, callsDue(scene)]
  const most = `${due} ${due === 1 ? 'call' : 'calls'}`
  if (isCut(scene)) return made > due ? `at most ${most}` : undefined
  return made === due ? undefined : `${most}, of ${numbers.retries} retries that are allowed`
}

export const lastErrorIsThrown: Rule = (scene, seen) => {
  const calls = callsOf(seen).length
  const failed = scene.failures[calls - 1] !== undefined
  if (!failed && calls > 0) return seen.ended === 'done' ? undefined : 'an end without an error'
  if (isCut(scene) && seen.ended !== 'failed') return undefined
  if (calls === 0) return undefined
  return seen.ended === 'failed' && seen.by === calls ? undefined : `the error of call ${calls}, the last one`
}

export const delaysStayInRange: Rule = (scene, seen) => {
  const numbers = numbersOf(scene)
  if (!numbers) return undefined
  let beforeMs = 0
  for (const { after, ms } of waitsOf(seen)) {
    const mostMs = Math.min(numbers.capMs, Math.max(numbers.baseMs, 3 * beforeMs))
    if (ms < numbers.baseMs - slackMs || ms > mostMs + slackMs)
      return `a wait of ${numbers.baseMs} to ${mostMs} ms after call ${after}, and not of ${ms} ms`
    beforeMs = ms
  }
  return undefined
}

export const firstWaitIsTheBase: Rule = (scene, seen) => {
  const numbers = numbersOf(scene)
  const [first] = waitsOf(seen)
  if (!numbers || !first || first.ms >= numbers.baseMs - slackMs) return undefined
  return `a first wait of ${numbers.baseMs} ms at least, and not of ${first.ms} ms`
}

export const abortEndsAtOnce: Rule = ({ abortMs }, seen) => {
  const { timers, listeners } = seen.left
  if (timers + listeners > 0) return 'neither a timer nor a listener left behind'
  if (abortMs === undefined || seen.ended === 'done' || seen.ended === 'failed' || seen.ended === 'reconnect')
    return abortMs === 0 ? 'no call, for the signal was aborted before' : undefined
  const late = callsOf(seen).filter(([, atMs]) => atMs >= abortMs)
  if (late.length > 0) return `no call from ${abortMs} ms on, when the signal was aborted`
  if (seen.ended !== 'aborted') return 'an error named RetryAborted, with the reason of the signal as its cause'
  // What the caller runs itself, to mend or to hear, is not interrupted.
  const busyUntilMs = Math.max(abortMs, ...seen.moments.filter(isHook).map(([, atMs]) => atMs + hookMs))
  return seen.endedMs <= busyUntilMs ? undefined : `an end at ${busyUntilMs} ms, when the signal was aborted`
}

function isHook([what]: Moment): boolean {
  return what === 'mend' || what === 'told'
}

export const hooksComeInOrder: Rule = (scene, seen) => {
  if (!scene.mends && callsDue(scene) > 1 && scene.abortMs === undefined && scene.deadlineMs === undefined) {
    const order = seen.moments.map(([what]) => what).join(', ')
    return seen.ended === 'reconnect' && order === 'call, mend'
      ? undefined
      : 'the error of the reconnect, after one call'
  }
  const calls = callsOf(seen)
  for (const [index, call] of calls.entries()) {
    const next = calls[index + 1]
    if (!next) continue
    const [from, to] = [seen.moments.indexOf(call), seen.moments.indexOf(next)]
    const between = seen.moments.slice(from + 1, to)
    const order = between.map(([what, , number]) => (what === 'told' || what === 'heard' ? `${what} ${number}` : what))
    const due = `mend, mended, told ${index + 1}, heard ${index + 1}`
    if (order.join(', ') !== due) return `${due} between call ${index + 1} and the next`
    const [mend] = between
    if (mend && mend[1] > call[1]) return `the connection mended before the wait after call ${index + 1}`
  }
  return undefined
}

export const openIsNotRepeated: Rule = (scene, seen) => {
  const { failures, idempotent, mends } = scene
  if (idempotent || scene.abortMs !== undefined || scene.nested) return undefined
  const at = failures.indexOf('open')
  const calls = callsOf(seen).length
  if (at < 0 || calls <= at) return undefined
  if (calls > at + 1) return `no call after call ${at + 1}, which may have taken effect`
  const mended = seen.moments.filter(([what]) => what === (mends ? 'mended' : 'mend')).length
  return mended === at + 1 ? undefined : `the connection mended after call ${at + 1}`
}

export const brokenIsNotRepeated: Rule = ({ failures }, seen) => {
  const at = failures.indexOf('broken')
  return at >= 0 && callsOf(seen).length > at + 1
    ? `no call after call ${at + 1}, which no second one mends`
    : undefined
}

export const noCallAfterTheDeadline: Rule = ({ deadlineMs = Infinity }, seen) => {
  const late = callsOf(seen).find(([, atMs, number]) => number > 1 && atMs > deadlineMs + 2 * hookMs)
  return late ? `no retry after ${deadlineMs} ms` : undefined
}

/** Every rule. */
export const rules: readonly Rule[] = [
  callsAreCounted,
  lastErrorIsThrown,
  delaysStayInRange,
  firstWaitIsTheBase,
  abortEndsAtOnce,
  hooksComeInOrder,
  openIsNotRepeated,
  brokenIsNotRepeated,
  noCallAfterTheDeadline,
]

/** The laws of calls that are made again: how often, when, and how they end. */
import type { Law } from '../../law.ts'
import type { DueScene, Says } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { Focus } from './commands.ts'
import { focused } from './commands.ts'
import { judging } from '../judges.ts'
import type { RetryPolicyNumbers } from './part.ts'
import type { Rule } from './rules.ts'
import {
  abortEndsAtOnce,
  brokenIsNotRepeated,
  callsAreCounted,
  delaysStayInRange,
  firstWaitIsTheBase,
  hooksComeInOrder,
  lastErrorIsThrown,
  openIsNotRepeated,
} from './rules.ts'
import type { RetryScene, RetrySeen } from './scenes.ts'

const { always, listed } = makersOf('retry')

/** A law of every scene of a kind: one rule. */
function lawOf(says: Says, rule: Rule, focus: Focus, marks: readonly string[]): Law {
  return always(says, { scripts: focused(focus), judge: judging(rule), marks })
}

const none: Focus['cuts'] = []

const counts: readonly Law[] = [
  lawOf(
    {
      words: 'calls-are-counted',
      says: 'a policy of n retries leads to n calls and one more at most, and a policy of none to exactly one',
      source: ['durability:B1'],
      mutants: ['off-by-one'],
    },
    callsAreCounted,
    { failures: ['passing'], cuts: none },
    ['used-up', 'mended', 'long'],
  ),
  lawOf(
    {
      words: 'throws-the-last-error',
      says: 'when the retries are used up, the last error is the one that is thrown',
      source: ['durability:B2'],
      mutants: ['throws-the-first'],
    },
    lastErrorIsThrown,
    { failures: ['passing', 'broken'], cuts: none },
    ['used-up'],
  ),
  lawOf(
    {
      words: 'layers-do-not-multiply',
      says: 'what was tried again inside is not tried again around it: attempts come to the policy, not to its square',
      source: ['durability:B9'],
      mutants: ['wraps-both-layers'],
    },
    callsAreCounted,
    { failures: ['passing'], retries: [1, 2, 3], cuts: none, nested: true },
    ['nested', 'used-up'],
  ),
  lawOf(
    {
      words: 'broken-constraints-end-it',
      says: 'a call that breaks a constraint, or meets what no second call mends, is never made again',
      source: ['durability:A7'],
      mutants: ['any-throw'],
    },
    brokenIsNotRepeated,
    { failures: ['broken', 'passing'], cuts: none },
    [],
  ),
  lawOf(
    {
      words: 'open-outcomes-are-not-repeated',
      says: 'a call that must not happen twice is not made again while its outcome is unknown: the connection is mended, and its caller decides',
      source: ['durability:B10'],
      mutants: ['blind'],
    },
    openIsNotRepeated,
    { failures: ['open', 'passing'], idempotent: false, cuts: ['reconnect'] },
    ['open'],
  ),
  lawOf(
    {
      words: 'idempotent-calls-are-repeated',
      says: 'a call that may be made twice is made again where its outcome is unknown, as often as the policy allows',
      source: ['durability:B11'],
      mutants: ['timid'],
    },
    callsAreCounted,
    { failures: ['open'], idempotent: true, cuts: none },
    ['mended'],
  ),
]

const waits: readonly Law[] = [
  lawOf(
    {
      words: 'waits-stay-in-range',
      says: 'a wait is never below the base, and never above the cap or three times the wait before it',
      source: ['durability:B3'],
      mutants: ['full-jitter', 'uncapped'],
    },
    delaysStayInRange,
    { failures: ['passing'], retries: [2, 3, 5], cuts: none },
    ['long'],
  ),
  lawOf(
    {
      words: 'first-wait-is-the-base',
      says: 'the first retry too waits for the base at least',
      source: ['durability:B4'],
      mutants: ['base-to-nothing'],
    },
    firstWaitIsTheBase,
    { failures: ['passing'], retries: [1, 2], cuts: none },
    ['mended'],
  ),
]

const ends: readonly Law[] = [
  lawOf(
    {
      words: 'abort-ends-at-once',
      says: 'a signal that is aborted already allows no call, and one that aborts during a wait ends it at once, by an error of its own, and leaves neither timer nor listener',
      source: ['durability:B6'],
      mutants: ['deaf-wait', 'keeps-the-timer', 'keeps-the-listener', 'plain-abort'],
    },
    abortEndsAtOnce,
    { failures: ['passing'], retries: [2, 3, 5], cuts: ['abort'] },
    ['aborted-before', 'aborted-between'],
  ),
  lawOf(
    {
      words: 'hooks-come-in-order',
      says: 'the connection is mended first, then the hook is awaited, which counts from one, then comes the wait; a reconnect that fails is what is told',
      source: ['durability:B8'],
      mutants: ['counts-from-zero', 'does-not-await', 'reconnects-late', 'swallows-reconnect'],
    },
    hooksComeInOrder,
    { failures: ['passing'], retries: [1, 2, 3], cuts: ['reconnect'] },
    ['not-mended', 'mended'],
  ),
]

/** Bulk writes that fail for as long as they may, with the longest waits. */
const longestBulk: RetryScene = {
  dialect: 'sqlite',
  policy: 'bulk',
  idempotent: true,
  failures: Array.from({ length: 9 }, () => 'passing' as const),
  draws: [0.999_999],
  mends: true,
}

/** A pooler that lets nobody in does so for 5 to 10 s. */
const recoveryMs = 8_000

/** What no policy can be, each with the number that is wrong. */
const impossible: readonly (readonly [wrong: keyof RetryPolicyNumbers, Partial<RetryPolicyNumbers>])[] = [
  ['retries', { retries: Number.NaN }],
  ['retries', { retries: -1 }],
  ['retries', { retries: 1.5 }],
  ['retries', { retries: Infinity }],
  ['baseMs', { baseMs: Number.NaN }],
  ['baseMs', { baseMs: 0 }],
  ['baseMs', { baseMs: -10 }],
  ['capMs', { capMs: Number.NaN }],
  ['capMs', { capMs: 9 }],
  ['capMs', { capMs: 2 ** 31 }],
]

const policies: readonly Law[] = [
  listed(
    {
      words: 'bulk-outlasts-a-pooler',
      says: 'the three retries of a bulk write can outlast the recovery of a pooler: eight seconds or more at worst',
      source: ['durability:B5'],
      mutants: ['short-ladder'],
    },
    () => [playedOf(longestBulk, bulkIsLong)],
  ),
  listed(
    {
      words: 'impossible-policies-are-refused',
      says: 'a policy with impossible numbers is refused before any call, by an error that says which number it is and what is possible',
      source: ['durability:B13'],
      mutants: ['any-number'],
    },
    () =>
      impossible.map(([wrong, numbers]) => {
        const policy = { retries: 3, baseMs: 10, capMs: 100, ...numbers }
        return playedOf({ ...longestBulk, failures: ['passing'], policy }, (seen) => refusesBy(wrong, seen))
      }),
  ),
]

function playedOf(scene: RetryScene, due: (seen: RetrySeen) => string | undefined): DueScene {
  // What is seen of a scene of this name is made in scenes.ts.
  return { scene: 'plays', argument: scene, due: (seen) => due(seen as RetrySeen) }
}

function bulkIsLong({ moments, endedMs }: RetrySeen): string | undefined {
  const calls = moments.filter(([what]) => what === 'call').length
  return calls === 4 && endedMs >= recoveryMs
    ? undefined
    : `4 calls, and ${recoveryMs} ms or more until the last of them`
}

function refusesBy(wrong: keyof RetryPolicyNumbers, { moments, ended, by }: RetrySeen): string | undefined {
  const isRefused = ended === 'refused' && moments.length === 0 && String(by).includes(wrong)
  return isRefused ? undefined : `INVALID_ARGUMENT with ${wrong} in its message, and no call`
}

/** From how often, by when, to how it ends. */
export const tryLaws: readonly Law[] = [...counts, ...waits, ...ends, ...policies]

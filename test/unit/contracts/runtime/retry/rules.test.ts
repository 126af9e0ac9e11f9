// Each rule is shown a scene that is as it should be, and one that is not.
import { describe, expect, it } from 'vitest'
import { rules } from '../../../../../contracts/runtime/retry/rules.ts'
import type { Moment, RetryScene, RetrySeen } from '../../../../../contracts/runtime/retry/scenes.ts'

const scene: RetryScene = {
  dialect: 'sqlite',
  policy: { retries: 2, baseMs: 10, capMs: 100 },
  idempotent: false,
  failures: ['passing', 'passing'],
  draws: [0.5],
  mends: true,
}

/** What stands between the call with this number and the next, from then on. */
function hooks(number: number, fromMs: number): readonly Moment[] {
  return [
    ['mend', fromMs, number],
    ['mended', fromMs + 1, number],
    ['told', fromMs + 1, number],
    ['heard', fromMs + 2, number],
  ]
}

/** Three calls, with waits of 10 and 20 ms. */
const seen: RetrySeen = {
  moments: [['call', 0, 1], ...hooks(1, 0), ['call', 12, 2], ...hooks(2, 12), ['call', 34, 3]],
  ended: 'done',
  endedMs: 34,
  left: { timers: 0, listeners: 0 },
}

function withCallAt(ms: number, number: number): RetrySeen {
  return {
    ...seen,
    moments: seen.moments.map((one) => (one[0] === 'call' && one[2] === number ? ['call', ms, number] : one)),
  }
}

const fourCalls: RetrySeen = { ...seen, moments: [...seen.moments, ...hooks(3, 34), ['call', 60, 4]], ended: 'done' }

const wrong: readonly (readonly [rule: string, given: RetryScene, came: RetrySeen, says: string])[] = [
  ['callsAreCounted', scene, fourCalls, '3 calls, of 2 retries that are allowed'],
  ['callsAreCounted', { ...scene, deadlineMs: 5 }, fourCalls, 'at most 3 calls'],
  [
    'lastErrorIsThrown',
    { ...scene, failures: ['broken'] },
    { ...seen, moments: [['call', 0, 1]], ended: 'otherwise' },
    'call 1',
  ],
  ['delaysStayInRange', scene, withCallAt(11, 2), 'a wait of 10 to 10 ms after call 1'],
  ['delaysStayInRange', scene, withCallAt(45, 3), 'a wait of 10 to 30 ms after call 2'],
  ['firstWaitIsTheBase', scene, withCallAt(2, 2), 'a first wait of 10 ms'],
  ['abortEndsAtOnce', scene, { ...seen, left: { timers: 1, listeners: 0 } }, 'neither a timer nor a listener'],
  ['abortEndsAtOnce', { ...scene, abortMs: 0 }, seen, 'no call'],
  ['abortEndsAtOnce', { ...scene, abortMs: 20 }, { ...seen, ended: 'aborted' }, 'no call from 20 ms on'],
  ['abortEndsAtOnce', { ...scene, abortMs: 40 }, { ...seen, ended: 'otherwise' }, 'RetryAborted'],
  ['abortEndsAtOnce', { ...scene, abortMs: 40 }, { ...seen, ended: 'aborted', endedMs: 50 }, 'an end at 40 ms'],
  [
    'hooksComeInOrder',
    scene,
    { ...seen, moments: seen.moments.filter(([what]) => what !== 'heard') },
    'heard 1 between',
  ],
  ['hooksComeInOrder', { ...scene, mends: false }, seen, 'the error of the reconnect'],
  ['openIsNotRepeated', { ...scene, failures: ['open'] }, seen, 'no call after call 1'],
  [
    'openIsNotRepeated',
    { ...scene, failures: ['open'] },
    { ...seen, moments: [['call', 0, 1]] },
    'mended after call 1',
  ],
  ['brokenIsNotRepeated', { ...scene, failures: ['broken'] }, seen, 'no call after call 1'],
  ['noCallAfterTheDeadline', { ...scene, deadlineMs: 5 }, seen, 'no retry after 5 ms'],
]

describe('a rule of calls that are made again', () => {
  it.each(rules.map((rule, at) => [at, rule] as const))('number %i has nothing against a sound scene', (_, rule) => {
    expect(rule(scene, seen)).toBeUndefined()
  })

  it.each(wrong)('%s says what was due', (name, given, came, says) => {
    expect(rules.find((rule) => rule.name === name)?.(given, came)).toContain(says)
  })
})

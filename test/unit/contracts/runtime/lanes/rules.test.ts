// Each rule is shown a scene that is as it should be, and one that is not.
import { describe, expect, it } from 'vitest'
import { laneRules } from '../../../../../contracts/runtime/lanes/rules.ts'
import type { LaneCall, LaneMoment, LaneScene, LanesSeen } from '../../../../../contracts/runtime/lanes/scenes.ts'

const call: LaneCall = { lane: 'control', worksMs: 10 }

function sceneOf(calls: readonly LaneCall[], some: Partial<LaneScene> = {}): LaneScene {
  return {
    slots: { control: 2, data: 1 },
    waitMs: 20,
    steps: calls.map((comes) => ({ comes })),
    openings: {},
    cancels: true,
    ...some,
  }
}

/** A caller that comes at 0, works on a connection from then to then, and is answered. */
function worked(caller: number, connection: number, fromMs = 2, toMs = fromMs + 10): readonly LaneMoment[] {
  return [
    ['comes', 0, caller],
    ['begins', fromMs, caller, connection],
    ['ends', toMs, caller, connection],
    ['answered', toMs, caller],
  ]
}

function seenOf(moments: readonly LaneMoment[], some: Partial<LanesSeen> = {}): LanesSeen {
  const left = { connections: 0, timers: 0, listeners: 0 }
  return {
    moments,
    answers: ['done', 'done', 'done'],
    connections: ['control', 'control', 'data'],
    unsaid: [],
    taken: { control: 0, data: 0 },
    left,
    ...some,
  }
}

const two = sceneOf([call, call])
const sound = seenOf([['opens', 1, 0], ['prepares', 1, 0], ['opens', 1, 1], ...worked(0, 0), ...worked(1, 1)])
const three = [...worked(0, 0), ...worked(1, 1), ...worked(2, 0)]
const bulk: LaneCall = { ...call, bulk: true }
const aborted: LaneCall = { ...call, abortMs: 0 }

const wrong: readonly (readonly [rule: string, given: LaneScene, came: LanesSeen, says: string])[] = [
  ['everyCallerIsAnswered', two, { ...sound, answers: ['done', 'never'] }, 'caller 1'],
  ['workStaysInItsLane', two, seenOf(worked(0, 2)), 'a connection of control'],
  ['slotsAreKept', sceneOf([call, call, call]), seenOf(three), 'at most 2 at a time on control'],
  ['bulkLeavesTheLast', sceneOf([bulk, bulk]), sound, 'at most 1 of 2 slots'],
  [
    'insideStaysOnItsConnection',
    sceneOf([{ ...call, inside: 'data' }]),
    seenOf([...worked(0, 0), ['begins', 3, 0, 2]]),
    'on its connection 0',
  ],
  ['losersAreCancelled', two, { ...sound, taken: { control: 1, data: 0 } }, 'no slot taken'],
  ['losersAreCancelled', sceneOf([call]), seenOf([...worked(0, 0), ['ends', 90, 0, 0]]), 'over before it is answered'],
  ['losersAreCancelled', sceneOf([{ ...call, timeoutMs: 5 }]), seenOf(worked(0, 0, 2, 20_000)), 'soon after 5 ms'],
  ['abortedTakeNoSlot', sceneOf([aborted]), seenOf(worked(0, 0)), 'told at once'],
  [
    'abortedTakeNoSlot',
    sceneOf([{ ...call, abortMs: 5 }]),
    seenOf(
      [
        ['comes', 0, 0],
        ['answered', 15, 0],
      ],
      { answers: ['RetryAborted'] },
    ),
    'out of the queue',
  ],
  [
    'openingsAreShared',
    two,
    seenOf([
      ['prepares', 1, 0],
      ['prepares', 1, 1],
    ]),
    'one preparation of control',
  ],
  [
    'failedOpeningsAreForgotten',
    sceneOf([call, call], { openings: { control: ['refused'] } }),
    seenOf(
      [
        ['answered', 1, 0],
        ['answered', 9, 1],
      ],
      { answers: ['3D000', '3D000'] },
    ),
    'at most 1 failed openings',
  ],
  ['waitsAreBounded', sceneOf([call]), seenOf(worked(0, 0, 60)), 'within 20 ms'],
  [
    'onlyUnreachableFallsBack',
    sceneOf([call], { fallbackMs: 10, openings: { control: ['credentials'] } }),
    seenOf(worked(0, 2)),
    'and not on data',
  ],
  [
    'onlyUnreachableFallsBack',
    sceneOf([call], { fallbackMs: 10, openings: { control: ['unreachable'] } }),
    seenOf([], { answers: ['EHOSTUNREACH'] }),
    'caller 0 on data',
  ],
  ['fallbackIsTold', two, { ...sound, unsaid: [1] }, 'while caller 1 is on data'],
  ['nothingIsLeft', two, { ...sound, left: { connections: 1, timers: 0, listeners: 0 } }, 'no connection open'],
]

describe('a rule of lanes', () => {
  it.each(laneRules.map((rule, at) => [at, rule] as const))(
    'number %i has nothing against a sound scene',
    (_, rule) => {
      expect(rule(two, sound)).toBeUndefined()
    },
  )

  it.each(laneRules.map((rule, at) => [at, rule] as const))(
    'number %i has nothing against bulk work beside bulk work that went astray to data, and holds no slot of control',
    (_, rule) => {
      const given = sceneOf([bulk, bulk], { fallbackMs: 100, openings: { control: ['unreachable'] } })
      expect(rule(given, seenOf([...worked(0, 2), ...worked(1, 0)]))).toBeUndefined()
    },
  )

  it.each(wrong)('%s says what was due', (name, given, came, says) => {
    expect(laneRules.find((rule) => rule.name === name)?.(given, came)).toContain(says)
  })
})

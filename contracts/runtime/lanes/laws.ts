/** The laws of lanes. */
import type { Law } from '../../law.ts'
import { judging } from '../judges.ts'
import type { DueScene } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { Says } from '../laws.ts'
import type { LaneFocus } from './commands.ts'
import { focused } from './commands.ts'
import type { LaneRule } from './rules.ts'
import {
  abortedTakeNoSlot,
  bulkLeavesTheLast,
  callersOf,
  failedOpeningsAreForgotten,
  fallbackIsTold,
  insideStaysOnItsConnection,
  losersAreCancelled,
  onlyUnreachableFallsBack,
  openingsAreShared,
  workStaysInItsLane,
} from './rules.ts'
import type { LaneScene, LanesSeen } from './scenes.ts'

const { always, listed } = makersOf('lanes')

/** A law of every scene of a kind: one rule. */
function lawOf(says: Says, rule: LaneRule, focus: LaneFocus, marks: readonly string[]): Law {
  return always(says, { scripts: focused(focus), judge: judging(rule), marks })
}

const slots: readonly Law[] = [
  lawOf(
    {
      words: 'work-stays-in-its-lane',
      says: 'each call of a lane goes by a connection of that lane: a claim and all its renewals through one class',
      source: ['durability:C6'],
      mutants: ['claims-pooled', 'one-pool'],
    },
    workStaysInItsLane,
    { bulk: true },
    ['waited'],
  ),
  lawOf(
    {
      words: 'bulk-leaves-the-last-slot',
      says: 'bulk work on the control lane never takes its last slot',
      source: ['durability:C7'],
      mutants: ['bulk-takes-all'],
    },
    bulkLeavesTheLast,
    { lanes: ['control'], bulk: true },
    ['bulk-waited'],
  ),
  lawOf(
    {
      words: 'inside-stays-on-its-connection',
      says: 'what runs inside work that holds a connection goes by that connection, whichever lane it names',
      source: ['durability:C8'],
      mutants: ['reroutes'],
    },
    insideStaysOnItsConnection,
    { inside: true },
    ['inside'],
  ),
  lawOf(
    {
      words: 'losers-are-cancelled',
      says: 'work that lost against its timeout is cancelled or its connection closed, and its slot is free again',
      source: ['durability:C9'],
      mutants: ['abandons-the-loser'],
    },
    losersAreCancelled,
    { timeouts: true },
    ['cancelled', 'closed-under-it'],
  ),
  lawOf(
    {
      words: 'aborted-take-no-slot',
      says: 'a call whose signal is aborted already takes no slot, and one that gives up while it waits leaves the queue',
      source: ['durability:C10'],
      mutants: ['queues-first'],
    },
    abortedTakeNoSlot,
    { aborts: true },
    ['came-aborted', 'gave-up-in-the-queue'],
  ),
]

const openings: readonly Law[] = [
  lawOf(
    {
      words: 'openings-are-shared',
      says: 'the first callers that need a lane share one preparation of it',
      source: ['durability:C11'],
      mutants: ['prepares-each'],
    },
    openingsAreShared,
    { openings: ['preparing'] },
    ['opening-failed'],
  ),
  lawOf(
    {
      words: 'failed-openings-are-forgotten',
      says: 'an opening that failed is forgotten, and the next caller opens anew',
      source: ['durability:C11'],
      mutants: ['keeps-the-rejection'],
    },
    failedOpeningsAreForgotten,
    { openings: ['refused', 'credentials', 'preparing'] },
    ['opening-failed'],
  ),
  lawOf(
    {
      words: 'only-unreachable-falls-back',
      says: 'another lane is used only where the host of the own one cannot be reached, and every other error surfaces',
      source: ['durability:A13'],
      mutants: ['falls-back-on-any'],
    },
    onlyUnreachableFallsBack,
    { openings: ['credentials', 'refused', 'unreachable'], fallback: true },
    ['fell-back', 'opening-failed'],
  ),
  lawOf(
    {
      words: 'fallback-is-told',
      says: 'while a call of one lane goes by another the lanes say so: nobody relies on an isolation that is not there',
      source: ['durability:C14', 'durability:T22'],
      mutants: ['falls-back-quietly'],
    },
    fallbackIsTold,
    { openings: ['unreachable'], fallback: true },
    ['fell-back'],
  ),
  listed(
    {
      words: 'own-lane-is-tried-again',
      says: 'a lane that fell back for want of its host is tried again after a while, and used when it is there',
      source: ['durability:T22'],
      mutants: ['falls-back-for-good'],
    },
    () => [{ scene: 'plays', argument: hostComesBack, due: (seen) => isBack(seen as LanesSeen) } satisfies DueScene],
  ),
]

const short = { lane: 'control', worksMs: 1 } as const

/** The host of control is away at first; somebody comes at once, within the time of the fallback, and after it. */
const hostComesBack: LaneScene = {
  slots: { control: 2, data: 1 },
  waitMs: 1_000,
  steps: [{ comes: short }, { passMs: 50 }, { comes: short }, { passMs: 100 }, { comes: short }],
  openings: { control: ['unreachable'] },
  cancels: true,
  fallbackMs: 100,
}

function isBack(seen: LanesSeen): string | undefined {
  const lanes = callersOf(hostComesBack, seen).map(({ work }) => work && seen.connections[work.connection])
  return lanes.join(', ') === 'data, data, control' ? undefined : 'callers on data, on data and on control'
}

/** From slots to openings. */
export const laneLaws: readonly Law[] = [...slots, ...openings]

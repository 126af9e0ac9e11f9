/** Scripts of one scene each: few slots and callers that come close together, so that they are in each other's way. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator } from '../../generate.ts'
import type { Generator, History } from '../../lab.ts'
import type { LaneName } from './part.ts'
import { callersOf } from './rules.ts'
import type { LaneCall, LaneScene, LaneStep, LanesSeen } from './scenes.ts'
import type { OpeningFault } from './server.ts'
import { openMs } from './server.ts'

/** What is drawn of a scene; whatever else there is comes seldom, or not at all. */
export interface LaneFocus {
  readonly lanes?: readonly LaneName[]
  readonly bulk?: true
  readonly inside?: true
  readonly timeouts?: true
  readonly aborts?: true
  readonly openings?: readonly OpeningFault[]
  readonly fallback?: true
}

/** Half of the callers have it where a scene is about it, and one in eight where it is about everything. */
function now<Value>(
  isDue: true | undefined,
  isAll: boolean,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Value | undefined> {
  const none = fc.constant(undefined)
  if (isDue) return fc.oneof(none, value)
  return isAll ? fc.oneof({ weight: 7, arbitrary: none }, { weight: 1, arbitrary: value }) : none
}

const worksMs = fc.constantFrom(0, 1, 10, 40, 4_000)

function calls(focus: LaneFocus, isAll: boolean): fc.Arbitrary<LaneCall> {
  return fc
    .record({
      lane: fc.constantFrom<LaneName>(...(focus.lanes ?? ['control', 'data'])),
      worksMs,
      bulk: now(focus.bulk, isAll, fc.constant(true as const)),
      timeoutMs: now(focus.timeouts, isAll, fc.constantFrom(1, 5, 30)),
      abortMs: now(focus.aborts, isAll, fc.constantFrom(0, 1, 5, 30)),
      inside: now(focus.inside, isAll, fc.constantFrom<LaneName>('control', 'data')),
    })
    .map(({ lane, worksMs: ms, bulk, timeoutMs, abortMs, inside }) => ({
      lane,
      worksMs: ms,
      ...(bulk === undefined ? {} : { bulk }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(abortMs === undefined ? {} : { abortMs }),
      ...(inside === undefined ? {} : { inside }),
    }))
}

function scenes(focus: LaneFocus): fc.Arbitrary<LaneScene> {
  const isAll = Object.keys(focus).length === 0
  const step: fc.Arbitrary<LaneStep> = fc.oneof(
    { weight: 4, arbitrary: calls(focus, isAll).map((comes) => ({ comes })) },
    { weight: 1, arbitrary: fc.constantFrom(1, 10, 50).map((passMs) => ({ passMs })) },
  )
  const fault = fc.constantFrom(...(focus.openings ?? (['refused', 'preparing', 'unreachable'] as const)))
  const faults = now(focus.openings ? true : undefined, isAll, fc.array(fault, { minLength: 1, maxLength: 2 }))
  return fc
    .record({
      slots: fc.record({ control: fc.constantFrom(2, 3), data: fc.constantFrom(1, 2) }),
      waitMs: fc.constantFrom(20, 1_000),
      steps: fc.array(step, { minLength: 2, maxLength: 9 }),
      control: faults,
      data: focus.fallback ? fc.constant(undefined) : faults,
      cancels: fc.boolean(),
      fallbackMs: now(focus.fallback, isAll, fc.constantFrom(10, 100)),
    })
    .map(({ control, data, fallbackMs, ...rest }) => ({
      ...rest,
      openings: { ...(control ? { control } : {}), ...(data ? { data } : {}) },
      ...(fallbackMs === undefined ? {} : { fallbackMs }),
    }))
}

/** Scripts of one scene: lanes keep nothing for the next. */
export function focused(focus: LaneFocus): Generator<LaneScene> {
  return generator(() => scenes(focus).map((does) => [{ actor: 0, does }]))
}

function marksOf(scene: LaneScene, seen: LanesSeen): readonly string[] {
  return callersOf(scene, seen).flatMap(({ call, answer, work, comesMs, answeredMs }) => {
    const isLent = work && seen.connections[work.connection]
    const waited = work && work.fromMs > comesMs + 2 * openMs
    return [
      ...(waited ? ['waited', ...(call.bulk && call.lane === 'control' ? ['bulk-waited'] : [])] : []),
      ...(answer === 'BUSY' ? ['busy'] : []),
      ...(answer === '57014' ? ['cancelled'] : []),
      ...(answer === 'IO' ? ['closed-under-it'] : []),
      ...(answer === 'RetryAborted' ? [answeredMs > comesMs ? 'gave-up-in-the-queue' : 'came-aborted'] : []),
      ...(call.inside !== undefined && call.inside !== call.lane && work ? ['inside'] : []),
      ...(!work && /^(?:28P01|3D000|42501)$/.test(answer) ? ['opening-failed'] : []),
      ...(isLent === 'data' && call.lane === 'control' ? ['fell-back'] : []),
    ]
  })
}

/** Scenes with less in them, the least first. */
function simpler(scene: LaneScene): readonly LaneScene[] {
  const { fallbackMs, ...plain } = scene
  const without = scene.steps.map((_, at): LaneScene => ({ ...scene, steps: scene.steps.toSpliced(at, 1) }))
  if (Object.keys(scene.openings).length > 0) without.push({ ...scene, openings: {} })
  if (fallbackMs !== undefined) without.push(plain)
  const calmer = scene.steps.flatMap((step, at) => {
    if (!('comes' in step)) return []
    const { lane, worksMs: ms, ...extras } = step.comes
    if (Object.keys(extras).length === 0) return []
    return [{ ...scene, steps: scene.steps.with(at, { comes: { lane, worksMs: ms } }) }]
  })
  return [...without, ...calmer]
}

export const lanesCommands: Commands<LaneScene> = {
  scripts: focused({}),
  resolve: (scene) => ({ port: 'lanes', method: 'plays', args: [scene] }),
  simpler,
  marks: (history: History) => [
    ...new Set(
      history.flatMap(({ call, outcome }) =>
        // A scene is the one argument of its call, and what was seen of it the answer.
        outcome.status === 'ok' ? marksOf(call.args[0] as unknown as LaneScene, outcome.value as LanesSeen) : [],
      ),
    ),
  ],
  observers: ['plays'],
  probes: () => [],
}

/** Scripts of scenes: one process or lock after another, of which some are asked about again. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator } from '../../generate.ts'
import type { History } from '../../lab.ts'
import type { Identity } from '../../values.ts'
import * as every from './every.ts'
import { statuses, takeoverPolicies } from './part.ts'
import type { JudgeScene, JudgeSeen, LivenessScene, StandScene, StandSeen, TakeScene, TakeSeen } from './scenes.ts'

/** One of these, and most often this one. */
function mostly<Fact>(usual: Fact, all: readonly Fact[]): fc.Arbitrary<Fact> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...all) })
}

/** Most are processes of this host that a look decides about. */
const identities: fc.Arbitrary<Identity> = fc.record({
  instance: mostly('instance-before', every.instances),
  host: mostly('here', every.hosts),
  boot: mostly('boot-2', every.boots),
  pid: mostly(8, every.pids),
  pidStart: fc.constantFrom(...every.starts),
})

const processes: fc.Arbitrary<JudgeScene> = fc.record({
  of: identities,
  here: fc.constantFrom(...every.heres),
  look: fc.constantFrom(...every.looks),
})

const locks: fc.Arbitrary<TakeScene> = fc
  .record({
    ageMs: fc.constantFrom(...every.agesMs),
    silenceMs: fc.constantFrom(...every.silencesMs),
    holder: fc.constantFrom(...statuses),
    policy: fc.constantFrom(...takeoverPolicies),
    floorMs: fc.constantFrom(...every.floorsMs),
  })
  .map(({ ageMs, silenceMs, ...rest }) => ({ times: every.timesOf(ageMs, silenceMs), ...rest }))

const standing: fc.Arbitrary<StandScene> = fc
  .tuple(fc.constantFrom(...every.agesMs), fc.constantFrom(...every.silencesMs), fc.constantFrom(...every.holderPids))
  .map((facts) => every.lockOf(...facts))

const scenes: fc.Arbitrary<LivenessScene> = fc.oneof(
  processes.map((argument) => ({ scene: 'judges' as const, argument })),
  locks.map((argument) => ({ scene: 'takes' as const, argument })),
  standing.map((argument) => ({ scene: 'stands' as const, argument })),
)

function marksOf({ call: { method }, outcome }: History[number]): readonly string[] {
  if (outcome.status !== 'ok') return []
  if (method === 'judges') {
    const { status, looked } = outcome.value as JudgeSeen
    return [status, looked.length > 0 ? 'looked-at' : 'out-of-sight']
  }
  if (method === 'stands') return [(outcome.value as StandSeen).status]
  return [(outcome.value as TakeSeen).may ? 'taken' : 'spared']
}

export const livenessCommands: Commands<LivenessScene> = {
  scripts: generator(({ steps }) =>
    fc.array(
      scenes.map((does) => ({ actor: 0, does })),
      { minLength: 1, maxLength: Math.max(1, steps) },
    ),
  ),
  resolve: ({ scene, argument }) => ({ port: 'liveness', method: scene, args: [argument] }),
  simpler: () => [],
  marks: (history) => [...new Set(history.flatMap(marksOf))],
  observers: ['judges', 'takes', 'stands'],
  probes: () => [],
}

/** Rules of scenes as judges of histories, and the model that all rules of a part are. */
import type { Model } from '../contract.ts'
import type { Judge } from '../lab.ts'
import type { Call } from '../port.ts'
import { showAtLength } from '../show.ts'

/** Says what was due of a scene, where it was not so. */
export type RuleOf<Scene, Seen> = (scene: Scene, seen: Seen) => string | undefined

function due<Scene, Seen>(rule: RuleOf<Scene, Seen>, { args }: Call, value: unknown): string | undefined {
  // A scene is the one argument of its call, and what was seen of it the answer.
  return rule(args[0] as unknown as Scene, value as Seen)
}

/** A judge that holds each scene to one rule. */
export function judging<Scene, Seen>(rule: RuleOf<Scene, Seen>): Judge {
  return (history) => {
    for (const [at, { call, outcome }] of history.entries()) {
      if (outcome.status !== 'ok') return { at, expected: 'a scene that ends', observed: showAtLength(outcome) }
      const expected = due(rule, call, outcome.value)
      if (expected !== undefined) return { at, expected, observed: showAtLength(outcome.value) }
    }
    return undefined
  }
}

/** The model that holds each scene to all rules. No scene leaves a trace in the next, so that there is one state. */
export function modelOf<Scene, Seen>(rules: readonly RuleOf<Scene, Seen>[]): Model<null> {
  return {
    initial: () => null,
    step(state, call, value) {
      for (const rule of rules) {
        const expected = due(rule, call, value)
        if (expected !== undefined) return { legal: false, expected }
      }
      return { legal: true, state }
    },
    unseen: (state) => [state],
    concerns: () => ({ everywhere: false, partitions: ['scenes'] }),
    key: () => '',
  }
}

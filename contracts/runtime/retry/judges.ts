/** The rules as judges of histories, and the model that is all of them. */
import type { Model } from '../../contract.ts'
import type { Judge } from '../../lab.ts'
import type { Call } from '../../port.ts'
import { showAtLength } from '../../show.ts'
import type { Rule } from './rules.ts'
import { rules } from './rules.ts'
import type { RetryScene, RetrySeen } from './scenes.ts'

function due(rule: Rule, { args }: Call, value: unknown): string | undefined {
  // A scene is the one argument of its call, and what was seen of it the answer.
  return rule(args[0] as unknown as RetryScene, value as RetrySeen)
}

/** A judge that holds each scene to one rule. */
export function judging(rule: Rule): Judge {
  return (history) => {
    for (const [at, { call, outcome }] of history.entries()) {
      if (outcome.status !== 'ok') return { at, expected: 'a scene that ends', observed: showAtLength(outcome) }
      const expected = due(rule, call, outcome.value)
      if (expected !== undefined) return { at, expected, observed: showAtLength(outcome.value) }
    }
    return undefined
  }
}

/** No scene leaves a trace in the next, so that there is one state. */
export const retryModel: Model<null> = {
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

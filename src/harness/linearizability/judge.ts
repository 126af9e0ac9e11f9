/** The judge that a model is. */
import type { Claims, Judge, Model } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { briefLimits, check } from './checker.ts'
import { ShortLook } from './short.ts'

/**
 * What it gives is the call that no order explains. Throws a `HarnessError` DEADLINE where the search was given up, so
 * that an undecided history is never taken for a legal one.
 */
export function modelJudge<State>(model: Model<State>, claims: Claims): Judge {
  const short = new ShortLook(model, claims)
  return (history) => {
    if (short.isLegal(history)) return undefined
    const decision = check(model, claims, history, briefLimits)
    if (decision.verdict === 'undecided') throw new HarnessError('DEADLINE', decision.reason)
    return decision.verdict === 'not-linearizable' ? decision.broken : undefined
  }
}

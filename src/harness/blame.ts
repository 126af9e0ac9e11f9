/** What a law is told of the process in which it was being tried, where that ended before the law had a result. */
import type { Adapter, LawResult } from '../../contracts/index.ts'
import { sum } from './evidence.ts'
import type { KnownLaw } from './registry.ts'
import { programOf } from './program.ts'
import type { EarlyEnd } from './supervise.ts'
import { encodeToken } from './token.ts'
import { lawResult, untried } from './try-law.ts'

/**
 * The result of that law: broken where its process died or showed no sign of life. That a whole run takes too long is no
 * fault of the law at which it was ended.
 */
export function blamed(known: KnownLaw, adapter: Pick<Adapter, 'name' | 'module'>, end: EarlyEnd): LawResult {
  const { how, why, during } = end
  if (how === 'late') return untried(known, 'unproven', why)
  const { id, from } = known.law
  const of = during?.case ?? { tier: from, actors: 1, script: [] }
  const finding = {
    token: encodeToken({ adapter: adapter.name, law: id, case: of }),
    program: programOf(of, { law: id, adapter }),
    expected: 'calls that answer in a process that lives',
    observed: why,
    history: [],
    at: 0,
  }
  const tiers = [{ tier: of.tier, verdict: 'broken' as const, evidence: sum([]) }]
  return lawResult(known, { verdict: 'broken', reason: why, tiers, evidence: { ...sum([]), cases: 1 }, finding })
}

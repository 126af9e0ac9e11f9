/** A recorded history, decided by the model of its contract. */
import type { Claims } from '../../../contracts/index.ts'
import type { Decision, Limits } from '../linearizability/checker.ts'
import { check } from '../linearizability/checker.ts'
import { shifted } from '../outcomes.ts'
import type { RecordedHistory } from './history-lines.ts'
import type { HistoryModel } from './models.ts'

/** An adapter that refuses nothing: what a history is judged by that does not say whose it is. */
const claimsOfAnyone: Claims = { survives: 'process', sharing: 'host', ports: {} }

/** Decides a history; where something else decides on a part of it first, the model has the rest. */
export function judged(
  { model, recast }: HistoryModel,
  { claims = claimsOfAnyone, history }: RecordedHistory,
  limits: Limits,
): Decision {
  const told = recast?.(history)
  if (!told) return check(model, claims, history, limits)
  if ('at' in told) return { verdict: 'not-linearizable', partitions: 0, broken: told }
  const decision = check(model, claims, told.history, limits)
  if (decision.verdict !== 'not-linearizable') return decision
  return { ...decision, broken: shifted(decision.broken, (at) => told.places[at] ?? at) }
}

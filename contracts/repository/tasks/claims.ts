/** Claims of the model: which task goes first. */
import type { Call } from '../../port.ts'
import type { Span } from '../../contract.ts'
import type { TaskClaimed } from './port.ts'
import type { Row } from './rows.ts'
import { claimed, over } from './rows.ts'
import type { World } from './world.ts'
import { changed, describeRow, rowOf, seen } from './world.ts'

interface Asked {
  readonly queue: string
  readonly claimId: string
  readonly kinds?: readonly string[]
}

function asked({ args }: Call): Asked {
  const [queue, options] = args as unknown as [string, Omit<Asked, 'queue'>]
  return { queue, ...options }
}

/** The tasks from which a claim takes one, now or later. */
function candidates({ rows }: World, { queue, kinds }: Asked): readonly Row[] {
  return rows.filter(
    ({ state, facts }) =>
      state === 'pending' && facts.queue === queue && (kinds === undefined || kinds.includes(facts.kind)),
  )
}

/** The task that the claim id has. */
function own({ rows }: World, { queue, claimId, kinds }: Asked): Row | undefined {
  if (kinds?.length === 0) return undefined
  return rows.find(({ facts, claim }) => facts.queue === queue && claim?.id === claimId)
}

/** Whether it is certain that the one goes before the other, where both are due. */
function precedes(one: Row, other: Row): boolean {
  if (one.facts.priority !== other.facts.priority) return one.facts.priority > other.facts.priority
  if (one.due.max < other.due.min) return true
  const isSameTime = one.due.min === other.due.max && one.due.max === other.due.min
  return isSameTime && Buffer.compare(Buffer.from(one.facts.id), Buffer.from(other.facts.id)) < 0
}

/** The candidates that may be the one that is claimed. */
function first(all: readonly Row[], span: Span): readonly Row[] {
  const certain = all.filter(({ due }) => over(due, 0, span).must)
  return all.filter((row) => over(row.due, 0, span).may && !certain.some((other) => precedes(other, row)))
}

/** The world after a claim with this answer, or what was due instead. */
export function claimedSo(world: World, call: Call, value: TaskClaimed, span: Span): readonly World[] | string {
  const ask = asked(call)
  const held = own(world, ask)
  const due = first(candidates(world, ask), span)
  if (value.status === 'none') return held ? describeRow(held) : noneSo(world, ask, value.dueAtMs, span)
  if (value.status !== 'claimed') return 'claimed, or none'
  const row = held ?? due.find(({ facts }) => facts.id === value.task.id)
  if (!row) return due.length > 0 ? `claimed: ${due.map(describeRow).join(' or ')}` : 'none: nothing is due'
  const next = held ? world : changed(world, claimed(row, ask.claimId, span), { from: row.state }, span)
  const active = rowOf(next, row.facts.id)
  const shown = active && seen(next, active, value.task)
  return shown ? [shown] : `claimed: ${describeRow(active ?? row)}`
}

function noneSo(world: World, ask: Asked, dueAtMs: number | undefined, span: Span): readonly World[] | string {
  const all = candidates(world, ask)
  const certain = first(all, span).find(({ due }) => over(due, 0, span).must)
  if (certain) return `claimed: ${describeRow(certain)}`
  if (all.length === 0) return dueAtMs === undefined ? [world] : 'none, and no time at which one is due'
  const [min, max] = [Math.min(...all.map(({ due }) => due.min)), Math.min(...all.map(({ due }) => due.max))]
  return dueAtMs !== undefined && dueAtMs >= min && dueAtMs <= max ? [world] : `none before ${min}..${max}`
}

/** The worlds that a claim may leave whose answer was never seen. */
export function maybeClaimed(world: World, call: Call, span: Span): readonly World[] {
  const ask = asked(call)
  if (own(world, ask)) return []
  return first(candidates(world, ask), span).map((row) =>
    changed(world, claimed(row, ask.claimId, span), { from: row.state }, span),
  )
}

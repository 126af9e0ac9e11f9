/**
 * Simpler cases, as plain data: fewer actors, fewer steps, no overlap, one clock, no fault or an earlier one, less of a loss
 * of power, fewer switches between actors, simpler commands and shorter turns, in this order. What takes most away comes
 * first.
 */
import type { Commands, Fault, Step } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { actorOf } from '../case.ts'
import { isServerFault } from '../outcomes.ts'
import { errorsAt } from '../seams/failures.ts'
import { isBeneath, showsStanding } from '../tracer.ts'

/** How many faults before the present one are tried, at most. */
const earlierMax = 8

function withoutActor(of: Case, actor: number): Case {
  const down = (index: number): number => (index > actor ? index - 1 : index)
  const script = of.script.flatMap((step): readonly Step<unknown>[] => {
    if (actorOf(step) === actor) return []
    if ('turn' in step) return [step]
    return ['reopen' in step ? { reopen: down(step.reopen) } : { ...step, actor: down(step.actor) }]
  })
  const fault = of.fault ? { fault: { ...of.fault, actor: down(of.fault.actor) } } : {}
  const skews = of.skews ? { skews: of.skews.toSpliced(actor, 1) } : {}
  return { ...of, ...fault, ...skews, actors: of.actors - 1, script }
}

/** The same case with every step of one actor made by another. */
function merged(of: Case, from: number, into: number): Case {
  const moved = of.script.map((step): Step<unknown> => {
    if (actorOf(step) !== from || 'turn' in step) return step
    return 'reopen' in step ? { reopen: into } : { ...step, actor: into }
  })
  return withoutActor({ ...of, script: moved }, from)
}

function* fewerActors(of: Case): Generator<Case> {
  const others = Array.from({ length: of.actors }, (_, actor) => actor).filter((actor) => actor !== of.fault?.actor)
  if (of.actors > 1) for (const actor of others.toReversed()) yield withoutActor(of, actor)
  for (const actor of others.toReversed()) {
    for (let into = 0; into < of.actors; into += 1)
      if (into < actor || into === of.fault?.actor) yield merged(of, actor, into)
  }
}

/** Halves, quarters and so on down to single ones, the last first; `sliding` ones end at each position. */
function* chunks(positions: readonly number[], sliding: boolean): Generator<ReadonlySet<number>> {
  for (let size = Math.ceil(positions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = positions.length; end > 0; end -= sliding ? 1 : size)
      yield new Set(positions.slice(Math.max(0, end - size), end))
  }
}

/** Whole parts of a script between two turns of the clock, each with the turn before it. */
function* segments({ script }: Case): Generator<ReadonlySet<number>> {
  const starts = [0, ...script.flatMap((step, index) => ('turn' in step && index > 0 ? [index] : []))]
  for (const [part, start] of starts.entries()) {
    const end = starts[part + 1] ?? script.length
    yield new Set(Array.from({ length: end - start }, (_, offset) => start + offset))
  }
}

/** Sets of steps to leave out (Zeller and Hildebrandt 2002): parts between turns, then halves, quarters, single steps. */
function* leavable(of: Case): Generator<ReadonlySet<number>> {
  yield* segments(of)
  for (let actor = 0; actor < of.actors; actor += 1)
    yield* chunks(
      of.script.flatMap((step, index) => (actorOf(step) === actor ? [index] : [])),
      true,
    )
  yield* chunks([...of.script.keys()], true)
}

function* fewerSteps(of: Case): Generator<Case> {
  for (const out of leavable(of)) {
    const less = withoutLoss({ ...of, script: of.script.filter((_, index) => !out.has(index)) })
    yield less
    // The point is come to less often now: the fault is looked for at each earlier coming.
    if (of.fault)
      for (let hit = of.fault.hit - 1; hit >= 1 && hit >= of.fault.hit - 3; hit -= 1)
        yield striking(less, of.fault, { hit })
  }
}

/** A loss of power fits the operations that it was made for: in other steps each is looked for anew. */
function withoutLoss(of: Case): Case {
  const { loss: _, ...plain } = of
  return plain
}

function striking(of: Case, fault: Fault, to: Partial<Fault>): Case {
  return { ...of, fault: { ...fault, ...to } }
}

/** The same steps one after another, where the actors overlap though the tier does not ask for it. */
function* fewerOverlaps(of: Case): Generator<Case> {
  const { overlap, choices: _, ...plain } = of
  if (overlap !== undefined) yield plain
}

/** The case with less of its loss of power: the whole write in place of a torn one, then fewer lost operations. */
function* smallerLosses(of: Case): Generator<Case> {
  const { loss } = of
  if (!loss) return
  const { torn, ...plain } = loss
  if (torn) {
    yield { ...of, loss: { ...plain, lost: [...loss.lost, torn.operation].toSorted((one, other) => one - other) } }
    yield { ...of, loss: plain }
  }
  for (const back of chunks([...loss.lost.keys()], false))
    yield { ...of, loss: { ...loss, lost: loss.lost.filter((_, index) => !back.has(index)) } }
}

/** The case with one clock for all, or with fewer that are apart. */
function* fewerSkews(of: Case): Generator<Case> {
  const { skews, ...plain } = of
  if (!skews) return
  yield plain
  for (const [actor, ms] of skews.entries()) if (ms !== 0) yield { ...of, skews: skews.with(actor, 0) }
}

/**
 * The case without its fault, without the one in its recovery, standing still where it is stopped by a signal, then with
 * one that comes earlier, among the points that its actor came to.
 */
function* milderFaults(of: Case, points: readonly string[]): Generator<Case> {
  const { fault, recovery, ...faultless } = of
  if (!fault) return
  yield faultless
  if (recovery) yield { ...faultless, fault }
  if (fault.action === 'stop') yield striking(of, fault, { action: 'park' })
  for (let hit = 1; hit < Math.min(fault.hit, earlierMax); hit += 1) yield striking(of, fault, { hit })
  const before = points.slice(0, Math.max(0, positionOf(points, fault)))
  const every = Math.max(1, Math.ceil(before.length / earlierMax))
  for (let at = 0; at < before.length; at += every) {
    const point = before[at]
    if (point !== undefined && mayCome(fault, point, before.slice(0, at)))
      yield striking(of, fault, { point, hit: before.slice(0, at + 1).filter((one) => one === point).length })
  }
}

/** Whether the fault is one that can come at this point. While a server is away, only calls of a port surely wait. */
function mayCome({ action, error = '' }: Fault, point: string, earlier: readonly string[]): boolean {
  if (isServerFault(action)) return !isBeneath(point)
  if (action === 'park' || action === 'stop') return showsStanding(point)
  return action !== 'throw' || errorsAt(point, earlier).includes(error)
}

/** Where among the points the fault struck. */
function positionOf(points: readonly string[], { point, hit }: Fault): number {
  return points.flatMap((one, at) => (one === point ? [at] : []))[hit - 1] ?? -1
}

function* simplerChoices(of: Case): Generator<Case> {
  const { choices = [] } = of
  for (let length = 0; length < choices.length; length += Math.max(1, Math.ceil(choices.length / 8)))
    yield { ...of, choices: choices.slice(0, length) }
  if (choices.length > 0) yield { ...of, choices: choices.slice(0, -1) }
  for (const zeros of chunks([...choices.keys()], false))
    yield { ...of, choices: choices.map((choice, index) => (zeros.has(index) ? 0 : choice)) }
  for (const [index, choice] of choices.entries()) if (choice > 1) yield { ...of, choices: choices.with(index, 1) }
}

function* simplerSteps(of: Case, commands: Commands<unknown>): Generator<Case> {
  for (const [index, step] of of.script.entries()) {
    if (!('does' in step)) continue
    for (const does of commands.simpler(step.does))
      yield withoutLoss({ ...of, script: of.script.with(index, { ...step, does }) })
  }
  for (const [index, step] of of.script.entries()) {
    if (!('turn' in step)) continue
    for (const turn of [1, Math.trunc(step.turn / 2)])
      if (Math.abs(turn) < Math.abs(step.turn) && turn !== 0)
        yield withoutLoss({ ...of, script: of.script.with(index, { turn }) })
  }
}

/** Cases that are simpler than this one; `points` are those to which the actor of its fault came. */
export function* simplerCases(of: Case, commands: Commands<unknown>, points: readonly string[]): Generator<Case> {
  yield* fewerActors(of)
  yield* fewerSteps(of)
  yield* fewerOverlaps(of)
  yield* fewerSkews(of)
  yield* milderFaults(of, points)
  yield* smallerLosses(of)
  yield* simplerChoices(of)
  yield* simplerSteps(of, commands)
}

/** What must be so of every walk. The laws and the model are made of these. */
import { showAtLength } from '../../show.ts'
import { Expected } from './model.ts'
import type { DeepScene, DeepSeen, RefScene, RowScene, RowSeen, WalkScene, WalkSeen } from './scenes.ts'

/** Says what was due of a walk, where it was not so. */
export type RefRule = (scene: RefScene, seen: unknown) => string | undefined

/** A rule of walks over values in memory. */
function ofWalks(rule: (scene: WalkScene, seen: WalkSeen, expected: Expected) => string | undefined): RefRule {
  return (scene, seen) => (scene.kind === 'walks' ? rule(scene, seen as WalkSeen, new Expected(scene)) : undefined)
}

function numbers(list: readonly number[]): string {
  return JSON.stringify(list.toSorted((one, other) => one - other))
}

/** The walk ends, and what it gives is what the graph says: each part in its place, and each container the one it was. */
export const resultIsThatOfTheGraph: RefRule = ofWalks(({ fails = [] }, { result, failed }, expected) => {
  const isFailed = expected.resolved.some((ref) => fails.includes(ref))
  if (isFailed) return undefined
  const due = expected.result(false)
  if (failed !== undefined) return `a walk that ends with ${showAtLength(due)}`
  return JSON.stringify(result) === JSON.stringify(due) ? undefined : showAtLength(due)
})

/** What is collected is what a walk comes to. */
export const collectsWhatIsReached: RefRule = ofWalks((_, { collected }, expected) =>
  numbers(collected) === numbers(expected.collected) ? undefined : `the refs ${numbers(expected.collected)} collected`,
)

/** Each ref that is meant is resolved once, and no other is. */
export const resolvesEachOnce: RefRule = ofWalks(({ fails = [] }, { calls }, expected) => {
  if (expected.resolved.some((ref) => fails.includes(ref))) return undefined
  return numbers(calls) === numbers(expected.resolved)
    ? undefined
    : `the refs ${numbers(expected.resolved)} resolved, each once`
})

/** No more are in flight than the limit says; without a limit all are. */
export const keepsTheLimit: RefRule = ofWalks(({ concurrency, fails = [] }, { atOnce }, expected) => {
  const { length } = expected.resolved
  if (expected.resolved.some((ref) => fails.includes(ref))) return undefined
  const due = Math.min(concurrency ?? Infinity, length)
  return atOnce === due ? undefined : `${due} resolutions in flight at once, and no more`
})

/** A failure is that of a resolution, comes once all that had begun is over, and nothing is begun after it. */
export const failsInOrder: RefRule = ofWalks(({ fails = [], concurrency }, { failed, left, calls }, expected) => {
  const failing = expected.resolved.filter((ref) => fails.includes(ref))
  if (left > 0) return 'a walk that is over when all that it began is over'
  if (failing.length === 0) return undefined
  if (!failing.some((ref) => failed === `failed ${ref}`)) return `a failure of ${failing.join(' or ')}`
  const isOneByOne = concurrency === 1
  return isOneByOne && !fails.includes(calls.at(-1) ?? -1) ? 'nothing begun after the first failure' : undefined
})

/** A container is looked at a few times, however many paths lead to it. */
export const looksSeldom: RefRule = (scene, seen) => {
  if (scene.kind !== 'walks' && scene.kind !== 'deep') return undefined
  const { looks } = seen as WalkSeen | DeepSeen
  return looks <= looksMax ? undefined : `each container looked at ${looksMax} times at most`
}

/** How often a walk may ask a container for its keys. */
const looksMax = 4

/** However deep a value is, the walk comes to its end, with each ref resolved once and every container in its place. */
export const endsHoweverDeep: RefRule = (scene, seen) => {
  if (scene.kind !== 'deep') return undefined
  const { depth } = scene satisfies DeepScene
  const { depth: found, end, calls } = seen as DeepSeen
  return found === depth && end === 'got of 1' && calls === 1
    ? undefined
    : `${depth} containers, and in the last what its ref came to`
}

/** A row that was read is walked as what was stored: refs are known, what is gone is undefined, and look-alikes are data. */
export const rowsAreWalked: RefRule = (scene, seen) => {
  if (scene.kind !== 'walksRow') return undefined
  const expected = new Expected(scene satisfies RowScene)
  const { result, collected, calls, status } = seen as RowSeen
  // Another actor has yet to store it.
  if (status === 'missing') return undefined
  if (numbers(collected) !== numbers(expected.collected)) return `the refs ${numbers(expected.collected)} collected`
  if (numbers(calls) !== numbers(expected.resolved)) return `the refs ${numbers(expected.resolved)} read, each once`
  const due = expected.result(true)
  return JSON.stringify(result) === JSON.stringify(due) ? undefined : showAtLength(due)
}

/** Every rule. */
export const refRules: readonly RefRule[] = [
  resultIsThatOfTheGraph,
  collectsWhatIsReached,
  resolvesEachOnce,
  keepsTheLimit,
  failsInOrder,
  looksSeldom,
  endsHoweverDeep,
  rowsAreWalked,
]

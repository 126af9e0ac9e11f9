/** The laws of refs in values. */
import { judging } from '../judges.ts'
import type { Generator } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { DueScene, Says } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { WalkFocus } from './commands.ts'
import { rows, walking } from './commands.ts'
import { ladder } from './generate.ts'
import type { RefRule } from './rules.ts'
import {
  collectsWhatIsReached,
  endsHoweverDeep,
  failsInOrder,
  keepsTheLimit,
  looksSeldom,
  resolvesEachOnce,
  resultIsThatOfTheGraph,
  rowsAreWalked,
} from './rules.ts'
import type { DeepScene, RefScene } from './scenes.ts'

const { always, listed } = makersOf('refs', 'ref-walk')

/** A law of every walk of a kind: one rule. */
function lawOf(says: Says, rule: RefRule, focus: WalkFocus, marks: readonly string[]): Law {
  return always(says, { scripts: walking(focus), judge: judging(rule), marks })
}

/** A law of rows that are stored and walked. */
function rowLaw(says: Says, marks: readonly string[], scripts: Generator<RefScene> = rows): Law {
  return { ...always(says, { scripts, judge: judging(rowsAreWalked), marks }), to: 'T1' }
}

const shapes: readonly Law[] = [
  lawOf(
    {
      words: 'untouched-stays-itself',
      says: 'a walk that finds nothing to resolve gives back the very object that it was given',
      source: ['cache:66', 'cache:61'],
      mutants: ['copies-always', 'rewrites-pointers'],
    },
    resultIsThatOfTheGraph,
    { refs: 0, likes: 2, filtered: true },
    ['untouched', 'look-alike'],
  ),
  lawOf(
    {
      words: 'filter-is-kept',
      says: 'with a filter only the refs that are meant are resolved, and the others stay the objects that they were',
      source: ['cache:67'],
      mutants: ['ignores-the-filter'],
    },
    resultIsThatOfTheGraph,
    { filtered: true },
    ['left-alone', 'changed'],
  ),
  lawOf(
    {
      words: 'containers-are-walked',
      says: 'refs in lists, plain objects, Maps and Sets are resolved in their places, and everything keeps its order',
      source: ['cache:68'],
      mutants: ['leaves-maps', 'leaves-sets', 'sorts-keys'],
    },
    resultIsThatOfTheGraph,
    { refs: 5, leaves: 0, likes: 0 },
    ['list', 'object', 'Map', 'Set', 'bare'],
  ),
  lawOf(
    {
      words: 'leaves-stay-themselves',
      says: 'bytes, dates, patterns, promises and instances of classes come back as the objects that they were',
      source: ['cache:69', 'cache:70'],
      mutants: ['copies-leaves', 'copies-instances'],
    },
    resultIsThatOfTheGraph,
    { leaves: 4 },
    ['leaf', 'changed'],
  ),
  lawOf(
    {
      words: 'sharing-and-cycles-stay',
      says: 'what was shared is shared in the result, every occurrence of a ref is resolved, and cycles lead back into the result',
      source: ['cache:71', 'cache:G16'],
      mutants: ['has-no-memory', 'skips-second-paths', 'leads-back-into-the-input'],
    },
    resultIsThatOfTheGraph,
    { nodes: 6, leaves: 0, likes: 0 },
    ['shared', 'cycle', 'changed'],
  ),
  lawOf(
    {
      words: 'copies-keep-properties',
      says: 'hidden properties, symbols, accessors, gaps, keys such as __proto__ and a missing prototype survive a walk',
      source: ['cache:76', 'cache:G18'],
      mutants: ['copies-by-keys', 'assigns-keys', 'fills-gaps', 'runs-accessors'],
    },
    resultIsThatOfTheGraph,
    { odd: true, leaves: 0, likes: 0 },
    ['changed', 'bare', 'object', 'list'],
  ),
  lawOf(
    {
      words: 'look-alikes-are-data',
      says: 'what has the shape of a ref and not the brand is plain data: no resolver is called for it',
      source: ['cache:59', 'cache:61', 'cache:62'],
      mutants: ['goes-by-shape', 'resolves-any-pointer'],
    },
    resolvesEachOnce,
    { likes: 4 },
    ['look-alike', 'changed'],
  ),
  lawOf(
    {
      words: 'dangling-is-undefined',
      says: 'a ref that resolves to nothing leaves undefined in its place, and its siblings resolve',
      source: ['cache:52'],
      mutants: ['rejects-dangling', 'keeps-dangling'],
    },
    resultIsThatOfTheGraph,
    { refs: 5, states: ['there', 'deleted'] },
    ['dangling', 'changed'],
  ),
  lawOf(
    {
      words: 'declared-fields-only',
      says: 'where the fields that hold refs are named, what looks like one elsewhere is data, however well it is forged',
      source: ['cache:47', 'cache:63'],
      mutants: ['walks-every-field'],
    },
    resultIsThatOfTheGraph,
    { kinds: ['object'], refs: 5, declared: true },
    ['changed', 'untouched'],
  ),
]

const calls: readonly Law[] = [
  lawOf(
    {
      words: 'one-boundary',
      says: 'collecting and resolving look at the same places, so that both see the same refs',
      source: ['cache:73'],
      mutants: ['collects-through-instances', 'collects-no-keys'],
    },
    collectsWhatIsReached,
    { odd: true, leaves: 2 },
    ['Map', 'leaf', 'changed'],
  ),
  lawOf(
    {
      words: 'one-read-a-ref',
      says: 'a ref is resolved once, however often it occurs',
      source: ['cache:G19'],
      mutants: ['reads-each-occurrence'],
    },
    resolvesEachOnce,
    { refs: 6, nodes: 4 },
    ['shared', 'changed'],
  ),
  lawOf(
    {
      words: 'limit-is-kept',
      says: 'no more resolutions are in flight than the limit says, and without a limit all of them are',
      source: ['cache:74'],
      mutants: ['ignores-the-limit', 'one-at-a-time'],
    },
    keepsTheLimit,
    { refs: 6, limited: true, kinds: ['list', 'object'] },
    ['limited'],
  ),
  lawOf(
    {
      words: 'failures-wait',
      says: 'the first failure of a resolution surfaces once all that had begun is over, and nothing begins after it',
      source: ['cache:75'],
      mutants: ['fails-at-once', 'swallows-failures'],
    },
    failsInOrder,
    { refs: 6, limited: true, failing: true },
    ['failed', 'changed'],
  ),
  lawOf(
    {
      words: 'both-resolvers-serve',
      says: 'a resolver is a function or an object that reads by ref: both give the same',
      source: ['cache:77'],
      mutants: ['unbinds-the-reader'],
    },
    resultIsThatOfTheGraph,
    { byObject: true },
    ['changed'],
  ),
]

/** Deep values of every kind; what holds the next twice is shared all the way. */
const deepScenes: readonly DeepScene[] = [
  { kind: 'deep', of: 'list', depth: 100_000, paths: 1 },
  ...(['object', 'Map', 'Set'] as const).map((of): DeepScene => ({ kind: 'deep', of, depth: 20_000, paths: 1 })),
  { kind: 'deep', of: 'list', depth: 2_000, paths: 2 },
]

function dueOf(rule: RefRule, scene: RefScene): DueScene {
  return { scene: scene.kind, argument: scene, due: (seen) => rule(scene, seen) }
}

const sizes: readonly Law[] = [
  listed(
    {
      words: 'depth-is-no-matter',
      says: 'a value of any depth is walked to its end, 100,000 containers in each other among them',
      source: ['cache:G17'],
      mutants: ['recurses'],
    },
    () => deepScenes.map((scene) => dueOf(endsHoweverDeep, scene)),
  ),
  listed(
    {
      words: 'walks-are-linear',
      says: 'each container is looked at a few times, however many paths lead to it and however deep it lies',
      source: ['cache:72', 'cache:G17'],
      mutants: ['expands-each-path', 'scans-at-each-level'],
    },
    () => [
      dueOf(looksSeldom, { kind: 'walks', graph: ladder(14) }),
      dueOf(looksSeldom, { kind: 'deep', of: 'object', depth: 400, paths: 1 }),
    ],
  ),
]

const stored: readonly Law[] = [
  rowLaw(
    {
      words: 'rows-are-walked',
      says: 'the refs of a row that another session stored are known, read once each, and resolve to the bytes that were written',
      source: ['cache:51', 'cache:60', 'cache:G19'],
      mutants: ['knows-only-its-own', 'reads-rows-again'],
    },
    ['row', 'row-there'],
  ),
  rowLaw(
    {
      words: 'rows-give-no-more',
      says: 'of a row the refs that are gone, of another run or forged give undefined, and look-alikes stay data',
      source: ['cache:52', 'cache:62', 'cache:64'],
      mutants: ['row-rejects-dangling', 'reads-as-its-owner'],
    },
    ['row-deleted', 'row-foreign', 'row-hostile'],
  ),
]

/** From what a walk gives to what it asks, what it costs, and what it makes of a store. */
export const refLaws: readonly Law[] = [...shapes, ...calls, ...sizes, ...stored]

/** Scripts of walks, each over a graph of its own: a walk leaves nothing for the next. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator } from '../../generate.ts'
import type { Generator, History, Script } from '../../lab.ts'
import type { GraphFocus } from './generate.ts'
import { graphs } from './generate.ts'
import { Expected } from './model.ts'
import type { GraphRecipe, Node } from './recipes.ts'
import type { RefScene, WalkScene, WalkSeen } from './scenes.ts'

/** What is drawn of a walk. */
export interface WalkFocus extends GraphFocus {
  /** some refs are meant and others not */
  readonly filtered?: true
  /** the fields that may hold refs are named */
  readonly declared?: true
  readonly limited?: true
  readonly failing?: true
  readonly byObject?: true
}

const anyRefs = fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 4 })

/** Refs that are told apart from others; now and then none are. */
const someRefs = fc.oneof({ weight: 2, arbitrary: anyRefs }, { weight: 1, arbitrary: fc.constant(undefined) })

function optional<Value>(isDrawn: true | undefined, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return isDrawn ? value : fc.constant(undefined)
}

function walks(focus: WalkFocus): fc.Arbitrary<WalkScene> {
  return fc
    .record({
      graph: graphs(focus),
      meant: optional(focus.filtered, someRefs),
      at: optional(focus.declared, fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 })),
      concurrency: optional(focus.limited, fc.constantFrom(1, 1, 2, 3)),
      fails: optional(focus.failing, someRefs),
      byObject: optional(focus.byObject, fc.constantFrom(undefined, true as const)),
    })
    .map((drawn) => ({ kind: 'walks', ...present(drawn) }))
}

/** The fields that are there. */
function present<Fields extends object>(fields: Fields): { [Key in keyof Fields]: NonNullable<Fields[Key]> } {
  const there = Object.entries(fields).filter(([, field]) => field !== undefined)
  // What is undefined is left out, which the types of optional fields cannot say.
  return Object.fromEntries(there) as { [Key in keyof Fields]: NonNullable<Fields[Key]> }
}

/** Scripts of walks over values in memory. */
export function walking(focus: WalkFocus): Generator<RefScene> {
  return generator(({ actors, steps }) =>
    fc
      .array(walks(focus), { minLength: Math.min(actors, 2), maxLength: Math.max(2, Math.floor(steps / 3)) })
      .map((drawn) => drawn.map((does, at) => ({ actor: at % actors, does }))),
  )
}

const rowGraphs = graphs({ stored: true, states: ['there', 'there', 'deleted', 'foreign', 'hostile'] })

/** A value is stored by one actor, and read and walked by another where there is one. */
export const rows: Generator<RefScene> = generator(({ actors }) =>
  rowGraphs.map((graph): Script<RefScene> => [
    { actor: 0, does: { kind: 'stores', graph } },
    { actor: actors - 1, does: { kind: 'walksRow', graph } },
  ]),
)

const all: WalkFocus = {
  odd: true,
  states: ['there', 'there', 'there', 'deleted'],
  filtered: true,
  limited: true,
  failing: true,
  byObject: true,
}

/** Everything that a walk can meet, rows among it. */
const scripts: Generator<RefScene> = (shape, seed, count) => {
  const [walked, stored] = [walking(all)(shape, seed, count), rows(shape, seed, count)]
  return walked.map((script, at) => (at % 3 === 2 ? (stored[at] ?? script) : script))
}

function nodeMarks(nodes: readonly Node[], reached: ReadonlySet<string>): readonly string[] {
  const slots = nodes.flatMap((node) =>
    'items' in node ? node.items : 'entries' in node ? node.entries.flat() : node.fields.map(({ slot }) => slot),
  )
  const numbers = slots.filter((slot) => typeof slot === 'number')
  return [
    ...(new Set(numbers).size < numbers.length ? ['shared'] : []),
    ...nodes.map(({ kind }) => kind).filter((kind) => reached.has(kind)),
    ...(slots.some((slot) => typeof slot === 'object' && 'leaf' in slot) ? ['leaf'] : []),
    ...(slots.some((slot) => typeof slot === 'object' && 'like' in slot) ? ['look-alike'] : []),
  ]
}

function walkMarks(scene: WalkScene, seen: WalkSeen): readonly string[] {
  const expected = new Expected(scene)
  const { graph, fails = [], concurrency = Infinity } = scene
  const kinds = new Set(seen.result?.map(({ kind }) => kind))
  return [
    ...nodeMarks(graph.nodes, kinds),
    ...(expected.isUntouched ? ['untouched'] : ['changed']),
    ...(expected.resolved.length < expected.collected.length ? ['left-alone'] : []),
    ...(expected.resolved.length > concurrency ? ['limited'] : []),
    ...(expected.resolved.some((ref) => fails.includes(ref)) ? ['failed'] : []),
    ...(expected.resolved.some((ref) => graph.refs[ref] === 'deleted') ? ['dangling'] : []),
    ...(seen.result?.some(({ items }, number) => items.some(([, slot]) => typeof slot === 'number' && slot <= number))
      ? ['cycle']
      : []),
  ]
}

function marksOf(scene: RefScene, seen: unknown): readonly string[] {
  if (scene.kind === 'walks') return walkMarks(scene, seen as WalkSeen)
  if (scene.kind === 'deep') return ['deep']
  if (scene.kind === 'stores') return []
  const { collected = [] } = seen as Partial<WalkSeen>
  return ['row', ...new Set(collected.map((ref) => `row-${scene.graph.refs[ref]}`))]
}

/** A graph with less in it. */
function simplerGraphs({ nodes, refs }: GraphRecipe): readonly GraphRecipe[] {
  return nodes.flatMap((node, at) =>
    emptier(node).map((with_): GraphRecipe => ({ nodes: nodes.with(at, with_), refs })),
  )
}

function emptier(node: Node): readonly Node[] {
  if ('items' in node) return node.items.map((_, at) => ({ ...node, items: node.items.toSpliced(at, 1) }))
  if ('entries' in node) return node.entries.map((_, at) => ({ ...node, entries: node.entries.toSpliced(at, 1) }))
  return node.fields.map((_, at) => ({ ...node, fields: node.fields.toSpliced(at, 1) }))
}

/** Walks with less in them: a row is another one then, and is stored by no other call. */
function simpler(scene: RefScene): readonly RefScene[] {
  if (scene.kind === 'deep') return scene.depth > 1 ? [{ ...scene, depth: Math.floor(scene.depth / 2) }] : []
  if (scene.kind !== 'walks') return []
  const { kind, graph, ...options } = scene
  const without = Object.keys(options).map((option) =>
    Object.fromEntries(Object.entries(options).filter(([key]) => key !== option)),
  )
  return [
    ...without.map((rest): WalkScene => ({ kind, graph, ...rest })),
    ...simplerGraphs(graph).map((one): WalkScene => ({ ...scene, graph: one })),
  ]
}

export const refsCommands: Commands<RefScene> = {
  scripts,
  resolve: (scene) => ({ port: 'refs', method: scene.kind, args: [scene] }),
  simpler,
  marks: (history: History) => [
    ...new Set(
      history.flatMap(({ call, outcome }) =>
        // A scene is the one argument of its call, and what was seen of it the answer.
        outcome.status === 'ok' ? marksOf(call.args[0] as unknown as RefScene, outcome.value) : [],
      ),
    ),
  ],
  observers: ['walks', 'deep', 'walksRow'],
  probes: () => [],
}

/** Generators of graphs: few nodes, so that they share and cycle, with what is hostile to a walk among them. */
import * as fc from 'fast-check'
import type { Field, GraphRecipe, Node, RefState, Slot } from './recipes.ts'
import { leafNames, likeNames, storedLeaves } from './recipes.ts'

/** What is drawn of a graph. */
export interface GraphFocus {
  readonly kinds?: readonly Node['kind'][]
  /** how often each kind of slot comes: 0 where absent */
  readonly nodes?: number
  readonly refs?: number
  readonly leaves?: number
  readonly likes?: number
  /** hidden keys, symbols, accessors, keys such as __proto__, and gaps in lists */
  readonly odd?: true
  /** refs that are all there, or also those that are gone or of another run */
  readonly states?: readonly RefState[]
  /** a row holds it: no cycle, and nothing that would not come back */
  readonly stored?: true
}

const oddKeys = ['__proto__', 'constructor', 'toString', 'length', 'kind', '$ref']
const plainKeys = ['a', 'b', 'c', 'd', 'e']

function slots(focus: GraphFocus, nodes: fc.Arbitrary<number>, refs: number): fc.Arbitrary<Slot> {
  const { nodes: perNode = 3, refs: perRef = 3, leaves = 1, likes = 1, odd, stored } = focus
  const ref = fc.nat({ max: refs - 1 })
  return fc.oneof(
    { weight: perNode, arbitrary: nodes },
    { weight: perRef, arbitrary: ref.map((number): Slot => ({ ref: number })) },
    {
      weight: leaves,
      arbitrary: fc.constantFrom(...(stored ? storedLeaves : leafNames)).map((leaf): Slot => ({ leaf })),
    },
    {
      weight: likes,
      arbitrary: fc.tuple(fc.constantFrom(...likeNames), ref).map(([like, number]): Slot => ({ like, ref: number })),
    },
    { weight: 1, arbitrary: fc.constantFrom(1, 'a', null, true).map((plain): Slot => ({ plain })) },
    { weight: odd ? 1 : 0, arbitrary: fc.constant<Slot>({ gap: true }) },
  )
}

/** A list in which no two are one and the same: a Set and the keys of a Map would hold them once. */
function distinct(list: fc.Arbitrary<Slot>, maxLength: number): fc.Arbitrary<Slot[]> {
  return fc.uniqueArray(list, { maxLength, selector: (slot) => JSON.stringify(slot) })
}

function fields(focus: GraphFocus, slot: fc.Arbitrary<Slot>): fc.Arbitrary<readonly Field[]> {
  const keys = focus.odd ? [...plainKeys, ...oddKeys] : plainKeys
  const as = fc.constantFrom(undefined, undefined, 'hidden' as const, 'symbol' as const, 'accessor' as const)
  return fc
    .uniqueArray(fc.constantFrom(...keys), { maxLength: 4 })
    .chain((names) =>
      fc.tuple(
        ...names.map((key) =>
          fc
            .tuple(slot, as)
            .map(([of, how]): Field => (focus.odd && how ? { key, as: how, slot: of } : { key, slot: of })),
        ),
      ),
    )
}

function nodeOf(focus: GraphFocus, slot: fc.Arbitrary<Slot>): fc.Arbitrary<Node> {
  const { kinds = ['list', 'object', 'Map', 'Set', ...(focus.stored ? [] : (['bare'] as const))] } = focus
  return fc.constantFrom(...kinds).chain((kind): fc.Arbitrary<Node> => {
    switch (kind) {
      case 'list':
        return fc.array(slot, { maxLength: 4 }).map((items) => ({ kind, items }))
      case 'Set':
        return distinct(slot, 4).map((items) => ({ kind, items }))
      case 'Map':
        return fc
          .tuple(distinct(slot, 3), fc.array(slot, { minLength: 3, maxLength: 3 }))
          .map(([names, items]) => ({ kind, entries: names.map((name, at) => [name, items[at] ?? name] as const) }))
      case 'object':
      case 'bare':
        return fields(focus, slot).map((all) => ({ kind, fields: all }))
    }
  })
}

const refsMax = 5

/** Graphs of one to eight nodes; those of rows lead forwards only. */
export function graphs(focus: GraphFocus = {}): fc.Arbitrary<GraphRecipe> {
  const { states = ['there'], stored } = focus
  const refs = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: refsMax })
  return fc.tuple(refs, fc.integer({ min: 1, max: stored ? 6 : 8 })).chain(([all, count]) => {
    const nodes = Array.from({ length: count }, (_, at) => {
      const isLast = at === count - 1
      const next = stored
        ? fc.integer({ min: Math.min(at + 1, count - 1), max: count - 1 })
        : fc.nat({ max: count - 1 })
      return nodeOf(focus, slots(stored && isLast ? { ...focus, nodes: 0 } : focus, next, all.length))
    })
    return fc.tuple(...nodes).map((made): GraphRecipe => ({ nodes: made, refs: all }))
  })
}

/** A graph of lists in which each holds the next twice: there are 2^n ways to its ref. */
export function ladder(rungs: number): GraphRecipe {
  const nodes = Array.from({ length: rungs }, (_, at): Node => {
    const next: Slot = at === rungs - 1 ? { ref: 0 } : at + 1
    return { kind: 'list', items: [next, next] }
  })
  return { nodes, refs: ['there'] }
}

/**
 * Walks as data: a value is made of a graph, its refs are collected and resolved, and what was seen is the answer. Some of
 * the values lie in the store, with real blobs behind their refs, and are read back before they are walked.
 */
import { createHash } from 'node:crypto'
import type { AnyPort, SceneGround, Scenes } from '../../port.ts'
import type { Blobs } from '../../repository/blobs/port.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import type { Json, Ref, Scope, Value } from '../../values.ts'
import { blobsOf, outputsOf } from '../beside.ts'
import type { RefsPart, ResolveOptions, Resolver } from './part.ts'
import type { GraphRecipe, RefState, SeenNode } from './recipes.ts'
import { made, madeUp, mimeOf, numberOfRef, otherRun, run, wordOfStored } from './recipes.ts'
import { shapeOf } from './shape.ts'

/** A walk over a value in memory. */
export type WalkScene = {
  readonly kind: 'walks'
  readonly graph: GraphRecipe
  /** the refs that are meant, by number */
  readonly meant?: readonly number[]
  readonly at?: readonly string[]
  readonly concurrency?: number
  /** the resolver is an object that has a method, in place of a function */
  readonly byObject?: true
  /** the refs at which it fails */
  readonly fails?: readonly number[]
}

/** A walk over containers that lie in each other, with one ref in the innermost; each holds it `paths` times. */
export type DeepScene = {
  readonly kind: 'deep'
  readonly of: 'list' | 'object' | 'Map' | 'Set'
  readonly depth: number
  readonly paths: number
}

/** A value is stored as a row; with `walks` what lies there is read and walked. */
export type RowScene = {
  readonly kind: 'stores' | 'walksRow'
  readonly graph: GraphRecipe
}

export type RefScene = WalkScene | DeepScene | RowScene

/** What was seen of a walk. */
export type WalkSeen = {
  /** the refs that were collected, by number */
  readonly collected: readonly number[]
  /** the result; absent where the walk was rejected */
  readonly result?: readonly SeenNode[]
  readonly failed?: string
  /** the refs that were resolved, by number, in the order of the calls */
  readonly calls: readonly number[]
  /** calls in flight at once, at most */
  readonly atOnce: number
  /** calls in flight when the walk was over */
  readonly left: number
  /** how often the keys of a container were asked for, for each container */
  readonly looks: number
}

/** What was seen of a row; it is missing where nobody has stored it yet. */
export type RowSeen = ({ readonly status: 'there' } & WalkSeen) | ({ readonly status: 'missing' } & Partial<WalkSeen>)

/** What was seen of a deep one: how deep the result is, and what lies there. */
export type DeepSeen = {
  readonly depth: number
  readonly end: string
  readonly calls: number
  readonly looks: number
}

/** A resolver that notes what is asked of it, and gives an object of its own for each ref. */
class Noting {
  readonly #fails: readonly number[]
  readonly #states: GraphRecipe['refs']
  readonly got = new Map<unknown, string>()
  readonly calls: number[] = []
  inFlight = 0
  atOnce = 0

  constructor({ refs }: GraphRecipe, fails: readonly number[]) {
    this.#states = refs
    this.#fails = fails
  }

  async byRef(ref: Ref): Promise<unknown> {
    const number = numberOfRef(ref)
    this.calls.push(number)
    this.inFlight += 1
    this.atOnce = Math.max(this.atOnce, this.inFlight)
    // Each takes a time of its own, so that they end in another order than they began in.
    for (let turn = 0; turn <= 3 + ((number * 5) % 7); turn += 1) await Promise.resolve()
    this.inFlight -= 1
    if (this.#fails.includes(number)) throw new Error(`failed ${number}`)
    if (this.#states[number] !== 'there') return undefined
    const got = { of: number }
    this.got.set(got, `got ${number}`)
    return got
  }
}

function resolverOf(noting: Noting, byObject: boolean): Resolver {
  return byObject ? noting : (ref) => noting.byRef(ref)
}

async function walks(refs: RefsPart, scene: WalkScene): Promise<WalkSeen> {
  const { graph, meant, at, concurrency, fails = [] } = scene
  const { value, known, looks, numberOf: nodeOf } = made(graph, madeUp, graph.nodes.length > watchedFrom)
  const noting = new Noting(graph, fails)
  const walk = at === undefined ? {} : { at }
  const collected = await refs.collect(value, walk)
  const options: ResolveOptions = {
    ...walk,
    ...(meant === undefined ? {} : { filter: (ref) => meant.includes(numberOfRef(ref)) }),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
  const before = looks()
  const seen = (): Omit<WalkSeen, 'result' | 'collected'> => ({
    calls: noting.calls,
    atOnce: noting.atOnce,
    left: noting.inFlight,
    looks: (looks() - before) / graph.nodes.length,
  })
  const numbers = collected.map(numberOfRef)
  try {
    const result = await refs.resolve(value, resolverOf(noting, scene.byObject === true), options)
    const all = seen()
    const shape = shapeOf(result, {
      word: (item) => {
        const word = known.get(item) ?? noting.got.get(item)
        return word === undefined ? undefined : String(word)
      },
      was: (container) => (nodeOf(container) < 0 ? undefined : nodeOf(container)),
    })
    return { collected: numbers, result: shape, ...all }
  } catch (error) {
    return { collected: numbers, failed: error instanceof Error ? error.message : String(error), ...seen() }
  }
}

/** Graphs with more nodes are watched: a watched object is slower, and says how often it was looked at. */
const watchedFrom = 12

/** How deep a value is at most whose containers are watched. */
const watchedDepthMax = 5_000

function within(of: DeepScene['of'], inner: unknown, paths: number): object {
  const each = Array.from({ length: paths }, (_, path) => [`p${path}`, inner] as const)
  switch (of) {
    case 'list':
      return each.map(([, item]) => item)
    case 'object':
      return Object.fromEntries(each)
    case 'Map':
      return new Map(each)
    case 'Set':
      return new Set(each.map(([, item]) => item))
  }
}

/** What lies in a container first. */
function firstOf(container: unknown): unknown {
  if (container instanceof Map || container instanceof Set) return [...(container as Iterable<unknown>)][0]
  const first =
    typeof container === 'object' && container !== null ? (Object.values(container)[0] as unknown) : undefined
  return first
}

async function deep(refs: RefsPart, { of, depth, paths }: DeepScene): Promise<DeepSeen> {
  let looks = 0
  const watched = (container: object): object =>
    new Proxy(container, {
      ownKeys(target) {
        looks += 1
        return Reflect.ownKeys(target)
      },
    })
  // A watched object is slower: the deepest ones are not.
  const isWatched = (of === 'list' || of === 'object') && depth <= watchedDepthMax
  let value: unknown = madeUp(0)
  for (let level = 0; level < depth; level += 1) {
    const container = within(of, value, level === 0 ? 1 : paths)
    value = isWatched ? watched(container) : container
  }
  let calls = 0
  const resolver = async (): Promise<string> => {
    calls += 1
    return 'got'
  }
  const collected = await refs.collect(value)
  looks = 0
  let at = await refs.resolve(value, resolver)
  const asked = looks
  let found = 0
  for (; typeof at === 'object' && at !== null; found += 1) at = firstOf(at instanceof Map ? new Set(at.values()) : at)
  return { depth: found, end: `${String(at)} of ${collected.length}`, calls, looks: asked / depth }
}

/** Each graph has a row of its own: whoever finds one finds what was stored of it. */
function keyOf(graph: GraphRecipe): OutputKey {
  return { task: 'walk', input: createHash('sha256').update(JSON.stringify(graph)).digest('hex') }
}

const scopes: Readonly<Record<RefState, Scope>> = { there: run, deleted: run, foreign: otherRun, hostile: run }

/** The ref of a new blob in the state that is wanted; its bytes and its media type tell the number. */
async function stored(blobs: Blobs, state: RefState, number: number): Promise<Ref> {
  const mime = mimeOf(number)
  if (state === 'hostile') return { ...madeUp(number), id: `../../b${number}`, mime }
  const scope = scopes[state]
  const ref = await blobs.write(scope, [Uint8Array.of(number, 0, 1)], { mime })
  if (state === 'deleted') await blobs.delete(scope, ref)
  return ref
}

async function stores(ground: SceneGround, { graph }: RowScene): Promise<Json> {
  const [outputs, blobs] = [outputsOf(ground), blobsOf(ground)]
  const refs: Ref[] = []
  for (const [number, state] of graph.refs.entries()) refs.push(await stored(blobs, state, number))
  // A store takes values of every kind that is made here.
  const { value } = made(graph, (number) => refs[number] ?? madeUp(number))
  await outputs.put(run, keyOf(graph), value as Value)
  return { status: 'stored' }
}

async function walksRow(refs: RefsPart, ground: SceneGround, { graph }: RowScene): Promise<RowSeen> {
  const [outputs, blobs] = [outputsOf(ground), blobsOf(ground)]
  const row = await outputs.get(run, keyOf(graph))
  if (row.status === 'miss') return { status: 'missing' }
  const calls: number[] = []
  const byRef = async (ref: Ref): Promise<unknown> => {
    calls.push(numberOfRef(ref))
    const read = await blobs.read(run, ref)
    return read.status === 'there' ? read.bytes : undefined
  }
  const collected = await refs.collect(row.value)
  const result = await refs.resolve(row.value, { byRef })
  const shape = shapeOf(result, {
    word: (item) => wordOfStored(item),
    was: () => undefined,
    sorted: true,
  })
  return { status: 'there', collected: collected.map(numberOfRef), result: shape, calls, atOnce: 0, left: 0, looks: 0 }
}

function partOf(port: AnyPort): RefsPart {
  return port as unknown as RefsPart
}

/** The scenes, by name. */
export const refScenes: Scenes = {
  walks: async (port, scene) => (await walks(partOf(port), scene as unknown as WalkScene)) as unknown as Json,
  deep: async (port, scene) => deep(partOf(port), scene as unknown as DeepScene),
  stores: (_, scene, __, ground) => stores(ground, scene as unknown as RowScene),
  walksRow: async (port, scene, _, ground) =>
    (await walksRow(partOf(port), ground, scene as unknown as RowScene)) as unknown as Json,
}

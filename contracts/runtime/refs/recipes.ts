/**
 * Graphs of values as data: nodes that lead to each other by their numbers, so that what is shared and what is a cycle can be
 * drawn, made simpler, and lie in a token. From them values are made, and from values what was seen of them.
 */
import type { Ref, Scope } from '../../values.ts'

/** A ref of a graph: whether its blob is there, was deleted, is that of another run, or never was one. */
export type RefState = 'there' | 'deleted' | 'foreign' | 'hostile'

/** What is a leaf to a walk, by name. */
export type LeafName = 'date' | 'bytes' | 'buffer' | 'regexp' | 'promise' | 'blob' | 'error' | 'url' | 'secret'

/** What looks like a ref and is none, by name. */
export type LikeName = 'unbranded' | 'pointer' | 'other-brand' | 'branded-pointer'

/** What lies at a place of a node: another node, by its number; one of the refs; a leaf; a look-alike; a scalar; a gap. */
export type Slot =
  | number
  | { readonly ref: number }
  | { readonly leaf: LeafName }
  | { readonly like: LikeName; readonly ref: number }
  | { readonly plain: string | number | boolean | null }
  | { readonly gap: true }

/** A property of an object; `as`: hidden is not enumerable, symbol has a symbol for its key, accessor has no value. */
export type Field = { readonly key: string; readonly as?: 'hidden' | 'symbol' | 'accessor'; readonly slot: Slot }

export type Node =
  | { readonly kind: 'list' | 'Set'; readonly items: readonly Slot[] }
  | { readonly kind: 'Map'; readonly entries: readonly (readonly [Slot, Slot])[] }
  | { readonly kind: 'object' | 'bare'; readonly fields: readonly Field[] }

/** A graph; its first node is the value. */
export type GraphRecipe = { readonly nodes: readonly Node[]; readonly refs: readonly RefState[] }

/** The run whose values these are. */
export const run: Scope = { tenant: 't', run: 'r' }

/** Another run of its tenant. */
export const otherRun: Scope = { tenant: 't', run: 'q' }

/** The media type that tells the number of a ref. */
export function mimeOf(number: number): string {
  return `x/n${number}`
}

/** The number of a ref; -1 where it has none. */
export function numberOfRef({ mime }: Pick<Ref, 'mime'>): number {
  return mime?.startsWith('x/n') === true ? Number(mime.slice(3)) : -1
}

/** The ref with a number, where no store has made it. */
export function madeUp(number: number): Ref {
  return { kind: 'holdfast.ref', id: `b${number}`, scope: { ...run }, size: 3, mime: mimeOf(number) }
}

/** An instance with what no copy of its keys has, and with a ref that is its own matter. */
export class Secret {
  readonly #word = 'kept'
  readonly hint: Ref = madeUp(99)

  tell(): string {
    return this.#word
  }
}

const leaves: Readonly<Record<LeafName, () => object>> = {
  date: () => new Date(0),
  bytes: () => Uint8Array.of(1, 2),
  buffer: () => new ArrayBuffer(2),
  regexp: () => /a/,
  promise: () => Promise.resolve(),
  blob: () => new Blob(['a']),
  error: () => new Error('a'),
  url: () => new URL('file:///a'),
  secret: () => new Secret(),
}

/** Every name of a leaf. */
export const leafNames: readonly LeafName[] = Object.keys(leaves) as readonly LeafName[]

/** The names of leaves that a row may hold. */
export const storedLeaves: readonly LeafName[] = ['date', 'bytes', 'buffer']

const likes: Readonly<Record<LikeName, (ref: Ref) => object>> = {
  unbranded: ({ id, scope, size }) => ({ id, scope: { ...scope }, size }),
  pointer: () => ({ $ref: '#/definitions/a' }),
  'other-brand': ({ id, size }) => ({ kind: 'ref', $ref: id, size }),
  'branded-pointer': () => ({ kind: 'holdfast.ref', $ref: '../a' }),
}

/** Every name of what looks like a ref. */
export const likeNames: readonly LikeName[] = Object.keys(likes) as readonly LikeName[]

/** A value that was made of a recipe, and what its objects are, so that they are known again. */
export interface Made {
  readonly value: unknown
  /** by object: what stands for it in what was seen */
  readonly known: ReadonlyMap<unknown, Seen>
  /** how often the keys of watched nodes were asked for */
  readonly looks: () => number
  /** the number of the node that an object is; -1 where it is none */
  readonly numberOf: (object: unknown) => number
}

/** What stands at a place of a value that was looked at: a container by its number, or a leaf in a word. */
export type Seen = number | string

/** A container as it was seen: its kind, what lies in it by place, and the number of the node that it still is. */
export type SeenNode = {
  readonly kind: string
  readonly items: readonly (readonly [place: string, slot: Seen, key?: Seen])[]
  readonly was?: number
}

/** How a property stands in what was seen. */
export function placeOf({ key, as }: Pick<Field, 'key' | 'as'>): string {
  return as === undefined ? key : `${as} ${key}`
}

class Maker {
  readonly #graph: GraphRecipe
  readonly #refOf: (number: number) => Ref
  readonly #nodes: object[]
  readonly known = new Map<unknown, Seen>()
  looks = 0

  constructor(graph: GraphRecipe, refOf: (number: number) => Ref, isWatched: boolean) {
    this.#graph = graph
    this.#refOf = refOf
    this.#nodes = graph.nodes.map((node) => this.#empty(node, isWatched))
  }

  #empty({ kind }: Node, isWatched: boolean): object {
    if (kind === 'Map') return new Map()
    if (kind === 'Set') return new Set()
    const plain = kind === 'list' ? [] : (Object.create(kind === 'bare' ? null : Object.prototype) as object)
    return isWatched ? new Proxy(plain, { ownKeys: (target) => this.#looked(target) }) : plain
  }

  #looked(target: object): (string | symbol)[] {
    this.looks += 1
    return Reflect.ownKeys(target)
  }

  #made(slot: Slot): unknown {
    if (typeof slot === 'number') return this.#nodes[slot % this.#nodes.length]
    if ('plain' in slot) return slot.plain
    if ('gap' in slot) return undefined
    const leafOrRef = 'leaf' in slot ? leaves[slot.leaf]() : { ...this.#refOf(slot.ref) }
    const object = 'like' in slot ? likes[slot.like](this.#refOf(slot.ref)) : leafOrRef
    this.known.set(object, wordOf(slot))
    return object
  }

  #fill(node: Node, into: object): void {
    if (node.kind === 'list') for (const [at, slot] of node.items.entries()) this.#put(into as unknown[], at, slot)
    else if ('items' in node) for (const slot of node.items) (into as Set<unknown>).add(this.#made(slot))
    else if ('entries' in node)
      for (const [key, slot] of node.entries) (into as Map<unknown, unknown>).set(this.#made(key), this.#made(slot))
    else for (const field of node.fields) this.#define(into, field)
  }

  #put(list: unknown[], at: number, slot: Slot): void {
    if (typeof slot === 'object' && 'gap' in slot) list.length = at + 1
    else list[at] = this.#made(slot)
  }

  #define(into: object, { key, as, slot }: Field): void {
    const property: PropertyDescriptor =
      as === 'accessor'
        ? { get: () => this.#ran(), enumerable: true, configurable: true }
        : { value: this.#made(slot), enumerable: as !== 'hidden', configurable: true, writable: true }
    Object.defineProperty(into, as === 'symbol' ? Symbol.for(key) : key, property)
  }

  #ran(): never {
    throw new Error('a walk ran an accessor')
  }

  all(): unknown {
    for (const [number, node] of this.#graph.nodes.entries()) {
      const into = this.#nodes[number]
      if (into) this.#fill(node, into)
    }
    return this.#nodes[0]
  }

  number(object: unknown): number {
    return this.#nodes.indexOf(object as object)
  }
}

/** How a leaf stands in what was seen. */
export function wordOf(slot: Exclude<Slot, number>): string {
  if ('plain' in slot) return JSON.stringify(slot.plain)
  if ('gap' in slot) return 'gap'
  if ('leaf' in slot) return `leaf ${slot.leaf}`
  return 'like' in slot ? `like ${slot.like}` : `ref ${slot.ref}`
}

/** Makes the value of a graph; with `isWatched` it counts how often the keys of its objects and lists are asked for. */
export function made(graph: GraphRecipe, refOf: (number: number) => Ref, isWatched = false): Made {
  const maker = new Maker(graph, refOf, isWatched)
  const value = maker.all()
  return { value, known: maker.known, looks: () => maker.looks, numberOf: (object) => maker.number(object) }
}

/** How what came out of a store stands in what was seen; undefined where it is a container. */
export function wordOfStored(item: unknown): string | undefined {
  if (item instanceof Date) return 'leaf date'
  if (item instanceof ArrayBuffer) return 'leaf buffer'
  if (item instanceof Uint8Array) return item.length === 3 ? `got ${item[0]}` : 'leaf bytes'
  if (typeof item !== 'object' || item === null) return undefined
  if ('$ref' in item) return pointerWord(item)
  if (!('id' in item)) return undefined
  return 'kind' in item ? `ref ${numberOfRef({ mime: 'mime' in item ? String(item.mime) : '' })}` : 'like unbranded'
}

function pointerWord(item: object): string {
  if (!('kind' in item)) return 'like pointer'
  return item.kind === 'ref' ? 'like other-brand' : 'like branded-pointer'
}

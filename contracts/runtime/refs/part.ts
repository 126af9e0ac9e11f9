/**
 * Refs in values: which there are, and values in which they are resolved.
 *
 * A value may be of any shape: with parts that are shared, with cycles, as deep as there is memory for. What is walked are
 * arrays, plain objects, Maps (their keys too) and Sets; a ref is an object with the brand, at any place among these. All
 * else is a leaf: bytes, dates, promises, and instances of classes, which stay the objects that they are.
 */
import type { PortSpec } from '../../port.ts'
import { record, refuse, whole } from '../../port.ts'
import type { Ref } from '../../values.ts'
import { refScenes } from './scenes.ts'

/** Reads what a ref stands for: undefined where that is gone. */
export type Resolver = ((ref: Ref) => unknown) | { byRef(ref: Ref): unknown }

/** How a value is looked at. */
export interface WalkOptions {
  /** the fields of the value, a plain object, that may hold refs: what looks like one elsewhere is data (cache:63) */
  readonly at?: readonly string[]
}

/** How refs are resolved. */
export interface ResolveOptions extends WalkOptions {
  /** which refs are meant, asked once for each; all where absent */
  readonly filter?: (ref: Ref) => boolean
  /** resolutions in flight at once, from 1; as many as there are refs where absent */
  readonly concurrency?: number
  /** aborted: nothing more is begun, and the walk rejects with ABORTED once what has begun is over */
  readonly signal?: AbortSignal
}

/** The part. Two refs to one blob of one scope are one: such a ref is resolved once, however often it occurs. */
export interface RefsPart {
  /** Each distinct ref of a value once. */
  collect(value: unknown, options?: WalkOptions): Promise<readonly Ref[]>
  /**
   * The value with what its refs stand for in their place: the very same object where there is nothing to replace, and else
   * one that shares with it whatever leads to no such ref. A ref that resolves to undefined leaves undefined, but for the key
   * of a Map, which stays. Rejects with what the resolver failed by first, once all that had begun has ended.
   */
  resolve(value: unknown, resolver: Resolver, options?: ResolveOptions): Promise<unknown>
}

function checkWalk(at: unknown): void {
  if (at !== undefined && !(Array.isArray(at) && at.every((field) => typeof field === 'string')))
    refuse('options.at', 'names of fields', at)
}

function isResolver(resolver: unknown): boolean {
  if (typeof resolver === 'function') return true
  return (
    typeof resolver === 'object' && resolver !== null && 'byRef' in resolver && typeof resolver.byRef === 'function'
  )
}

/** What the harness knows of the part. It is tried on top of stores, whose refs it walks. */
export const refsPart: PortSpec<'refs', RefsPart> & { readonly over: readonly string[] } = {
  name: 'refs',
  claims: {},
  methods: {
    collect([, options]) {
      checkWalk(record('options', options ?? {}, ['at'])['at'])
    },
    resolve([, resolver, options]) {
      if (!isResolver(resolver)) refuse('resolver', 'a function, or an object with a method byRef', resolver)
      const { at, filter, concurrency, signal } = record('options', options ?? {}, [
        'at',
        'filter',
        'concurrency',
        'signal',
      ])
      checkWalk(at)
      if (filter !== undefined && typeof filter !== 'function') refuse('options.filter', 'a function', filter)
      if (concurrency !== undefined && concurrency !== Infinity)
        whole('options.concurrency', concurrency, 1, Number.MAX_SAFE_INTEGER)
      if (signal !== undefined && !(signal instanceof AbortSignal)) refuse('options.signal', 'an AbortSignal', signal)
    },
  },
  part: true,
  over: ['outputs', 'blobs'],
  scenes: refScenes,
}

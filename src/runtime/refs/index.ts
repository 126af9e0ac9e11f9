/** Refs in values, as the part `refs` promises them. */
import type { Ref } from '../../../contracts/index.ts'
import type { RefsPart, WalkOptions } from '../../../contracts/runtime/refs/part.ts'
import { graphOf } from './graph.ts'
import { resolveRefs } from './resolve.ts'

/** Each distinct ref of a value once, in the order of the walk. */
export function collectRefs(value: unknown, { at }: WalkOptions = {}): readonly Ref[] {
  return [...graphOf(value, at).refs.values()].map(({ ref }) => ref)
}

export const refs: RefsPart = {
  collect: async (value, options) => collectRefs(value, options),
  resolve: resolveRefs,
}

/** Models that must leave open which of several worlds there is: an answer leaves those that agree with it. */
import type { Judged, Model, Span } from './contract.ts'
import type { Call } from './port.ts'

export interface Worlds<World> {
  /** at least one */
  readonly worlds: readonly World[]
}

/** The worlds to which an answer may lead from one world, or what was due instead. */
export type Tried<World> = readonly World[] | string

/** What is said of one world. */
export interface OneWorld<World> {
  /** where an answer leads */
  readonly tried: (world: World, call: Call, value: unknown, span: Span) => Tried<World>
  /** what a call may have made of it that nobody saw the answer of; nothing where it changes none */
  readonly maybe: (world: World, call: Call, span: Span) => readonly World[]
}

/** Each world once. */
function unique<World>(worlds: readonly World[]): readonly World[] {
  return worlds.length < 2 ? worlds : [...new Map(worlds.map((world) => [JSON.stringify(world), world])).values()]
}

/** How a model of worlds goes on. */
export function worldsModel<World>({
  tried,
  maybe,
}: OneWorld<World>): Pick<Model<Worlds<World>>, 'step' | 'unseen' | 'key'> {
  function step({ worlds }: Worlds<World>, call: Call, value: unknown, span: Span): Judged<Worlds<World>> {
    const all = worlds.map((world) => tried(world, call, value, span))
    const next = all.flatMap((one) => (typeof one === 'string' ? [] : one))
    if (next.length > 0) return { legal: true, state: { worlds: unique(next) } }
    const [expected] = all.filter((one) => typeof one === 'string')
    return { legal: false, expected: expected ?? 'an answer' }
  }
  function unseen({ worlds }: Worlds<World>, call: Call, span: Span): readonly Worlds<World>[] {
    const next = worlds.flatMap((world) => maybe(world, call, span))
    return next.length > 0 ? [{ worlds: unique(next) }] : []
  }
  return { step, unseen, key: (state) => JSON.stringify(state) }
}

/**
 * Chains of deltas: what a register stands for, as a session reads and continues it. Each delta lies in the body of a state.
 * A new one takes in the last ones that are no larger than itself, so that each is larger than all that follow it together:
 * what was written is written again only as often as the whole doubles, and the chain is as long as a logarithm.
 */
import type { RowReader } from '../../src/core/rows.ts'
import { jsonIn } from '../../src/core/rows.ts'
import type { Current } from './register.ts'

/** What deltas of one kind make together. */
export interface Kind<Delta, Whole> {
  /** what an error calls them */
  readonly table: string
  readonly read: RowReader<Delta>
  /** one delta that does what these do one after the other; `isAll`: to an empty whole, for nothing is before them */
  merged(deltas: readonly Delta[], isAll: boolean): Delta
  empty(): Whole
  /** does no harm where the whole has some of what the delta holds already, and nothing that came after it */
  apply(whole: Whole, delta: Delta): void
}

/** A delta by the name of the state that holds it, with the length of its text. */
export type Link = {
  readonly name: string
  readonly length: number
}

/** A chain that goes on: the links that stay as they are, and the text of the delta that follows them; '' where none does. */
export interface Continued {
  readonly kept: readonly Link[]
  readonly body: string
}

interface Remembered<Whole> {
  readonly links: readonly Link[]
  readonly whole: Whole
}

/** Chains that a session remembers, at most. */
const rememberedMax = 64

/** How many links two chains begin with alike. */
function alike(links: readonly Link[], others: readonly Link[]): number {
  const end = links.findIndex(({ name }, index) => others[index]?.name !== name)
  return end < 0 ? links.length : end
}

/** The chains of one kind that a session has read: states do not change, so that only what is new is read. */
export class Chains<Delta extends object, Whole> {
  readonly #kind: Kind<Delta, Whole>
  readonly #remembered = new Map<string, Remembered<Whole>>()

  constructor(kind: Kind<Delta, Whole>) {
    this.#kind = kind
  }

  /** What a chain makes. Good until the session's next visit to the register. */
  async wholeOf(path: string, current: Current | undefined, links: readonly Link[]): Promise<Whole> {
    if (!current) return this.#kind.empty()
    const known = this.#remembered.get(path)
    const from = known ? alike(known.links, links) : 0
    const read: Delta[] = []
    for (const { name } of links.slice(from)) read.push(await this.#deltaOf(current, name))
    // Links that went are in those that came, as long as the chain begins as it did.
    const whole = known && (from > 0 || known.links.length === 0) ? known.whole : this.#kind.empty()
    for (const delta of read) this.#kind.apply(whole, delta)
    this.#remember(path, { links, whole })
    return whole
  }

  async #deltaOf(current: Current, name: string): Promise<Delta> {
    const { table, read } = this.#kind
    return read(jsonIn(table, name, (await current.state(name)).body), name)
  }

  /** Puts a delta, where there is one, behind a chain. */
  async continued(current: Current | undefined, links: readonly Link[], change: Delta | undefined): Promise<Continued> {
    if (change === undefined) return { kept: current ? links : [], body: '' }
    let delta = change
    let body = JSON.stringify(delta)
    if (!current) return { kept: [], body }
    const kept = [...links]
    for (let last = kept.at(-1); last && last.length <= body.length; last = kept.at(-1)) {
      delta = this.#kind.merged([await this.#deltaOf(current, last.name), delta], kept.length === 1)
      body = JSON.stringify(delta)
      kept.pop()
    }
    return { kept, body }
  }

  /** Takes note of a change that was published: where the chain goes on, what it was before is known from the visit. */
  published(path: string, before: readonly Link[], change: Delta | undefined, after: readonly Link[]): void {
    const known = before.length === 0 ? { links: before, whole: this.#kind.empty() } : this.#remembered.get(path)
    if (known?.links.length !== before.length || alike(known.links, before) !== before.length) return
    if (change !== undefined) this.#kind.apply(known.whole, change)
    this.#remember(path, { links: after, whole: known.whole })
  }

  #remember(path: string, remembered: Remembered<Whole>): void {
    this.#remembered.delete(path)
    this.#remembered.set(path, remembered)
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > rememberedMax && oldest !== undefined) this.#remembered.delete(oldest)
  }
}

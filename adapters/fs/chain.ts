/** The chain of deltas that a state of checkpoints stands for, as a session reads and continues it. */
import type { Column } from '../../src/core/rows.ts'
import { jsonIn, rowReader, text, texts, wholeFrom } from '../../src/core/rows.ts'
import type { Current } from './register.ts'
import type { Delta } from './progress.ts'
import { Progress, isNothing, merged } from './progress.ts'

/** A delta by the name of the state that holds it, with the length of its text. */
export type Link = {
  readonly name: string
  readonly length: number
}

type Counted = Delta['streaks'][number]

const streaks: Column<readonly Counted[]> = {
  says: 'a list of [item, streak, epoch]',
  holds: (found): found is readonly Counted[] => Array.isArray(found) && found.every(isCounted),
}

function isCounted(found: unknown): found is Counted {
  if (!Array.isArray(found) || found.length !== 3) return false
  const [item, streak, epoch] = found as readonly unknown[]
  return text.holds(item) && wholeFrom(1).holds(streak) && wholeFrom(1).holds(epoch)
}

const table = 'checkpoints'

const readDelta = rowReader<Delta>(table, { added: texts, streaks })

async function deltaOf(current: Current, name: string): Promise<Delta> {
  return readDelta(jsonIn(table, name, (await current.state(name)).body), name)
}

/** Puts a delta behind a chain: which links stay as they are, and the text of the delta that follows them. */
export async function continued(
  current: Current | undefined,
  links: readonly Link[],
  change: Delta,
): Promise<{ readonly kept: readonly Link[]; readonly body: string }> {
  let [delta, body] = [change, isNothing(change) ? '' : JSON.stringify(change)]
  if (!current) return { kept: [], body }
  const kept = [...links]
  for (let last = kept.at(-1); last && last.length <= body.length; last = kept.at(-1)) {
    delta = merged([await deltaOf(current, last.name), delta])
    body = JSON.stringify(delta)
    kept.pop()
  }
  return { kept, body }
}

interface Remembered {
  readonly links: readonly Link[]
  readonly progress: Progress
}

/** Chains that a session remembers, at most. */
const rememberedMax = 64

function isBeginning(beginning: readonly Link[], links: readonly Link[]): boolean {
  return beginning.every(({ name }, index) => links[index]?.name === name)
}

/** What a session has read of chains: states do not change, so that only what is new is read, by what it costs. */
export class Chains {
  readonly #remembered = new Map<string, Remembered>()

  /** The progress at the end of a chain. Good until the session's next visit to the register. */
  async progressOf(path: string, current: Current | undefined, links: readonly Link[]): Promise<Progress> {
    if (!current) return new Progress()
    const known = this.#remembered.get(path)
    const reusable = known !== undefined && isBeginning(known.links, links)
    const read: Delta[] = []
    for (const { name } of reusable ? links.slice(known.links.length) : links) read.push(await deltaOf(current, name))
    const progress = reusable ? known.progress : new Progress()
    for (const delta of read) progress.apply(delta)
    this.#remember(path, { links, progress })
    return progress
  }

  /** Takes note of a change that was published: where the chain goes on, what it was before is known from the visit. */
  published(path: string, before: readonly Link[], change: Delta, after: readonly Link[]): void {
    const known = before.length === 0 ? { links: before, progress: new Progress() } : this.#remembered.get(path)
    if (known?.links.length !== before.length || !isBeginning(known.links, before)) return
    known.progress.apply(change)
    this.#remember(path, { links: after, progress: known.progress })
  }

  #remember(path: string, remembered: Remembered): void {
    this.#remembered.delete(path)
    this.#remembered.set(path, remembered)
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > rememberedMax && oldest !== undefined) this.#remembered.delete(oldest)
  }
}

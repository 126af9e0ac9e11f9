/** The progress of a run, as a chain of deltas: what each call has added, and the streaks that it left. */
import type { FailureStreak } from '../../contracts/index.ts'
import type { Column } from '../../src/core/rows.ts'
import { rowReader, text, texts, wholeFrom } from '../../src/core/rows.ts'
import type { Kind } from './chain.ts'

/** What changed: items of the set, which have no streak, then streaks with the last epoch that is counted in each. */
export interface Delta {
  readonly added: readonly string[]
  readonly streaks: readonly (readonly [item: string, streak: number, epoch: number])[]
}

/** A streak as it is kept. */
interface Counted {
  readonly streak: number
  readonly epoch: number
}

/** What deltas make together. */
export class Progress {
  readonly done: Set<string> = new Set<string>()
  readonly #streaks = new Map<string, Counted>()

  apply({ added, streaks }: Delta): void {
    for (const item of added) {
      this.done.add(item)
      this.#streaks.delete(item)
    }
    for (const [item, streak, epoch] of streaks) this.#streaks.set(item, { streak, epoch })
  }

  failing(): readonly FailureStreak<string>[] {
    return [...this.#streaks].map(([item, { streak }]) => ({ item, streak }))
  }

  /** The streaks of these items, each once. */
  streaksOf(items: Iterable<string>): Delta['streaks'] {
    return [...new Set(items)].flatMap((item) => {
      const known = this.#streaks.get(item)
      return known ? [[item, known.streak, known.epoch] as const] : []
    })
  }

  /** Every streak, but those of some items. */
  streaksWithout(items: readonly string[]): Delta['streaks'] {
    const named = new Set(items)
    return this.streaksOf(this.#streaks.keys()).filter(([item]) => !named.has(item))
  }

  /** The items that are not in the set, each once. */
  newOf(items: readonly string[]): readonly string[] {
    return [...new Set(items)].filter((item) => !this.done.has(item))
  }

  /** The streaks of items that failed in this epoch, where that was not counted yet. */
  raised(items: readonly string[], epoch: number): Delta['streaks'] {
    return this.newOf(items).flatMap((item) => {
      const { streak, epoch: counted } = this.#streaks.get(item) ?? { streak: 0, epoch: 0 }
      return counted === epoch ? [] : [[item, streak + 1, epoch] as const]
    })
  }

  /** All of it as one delta. */
  whole(): Delta {
    return { added: [...this.done], streaks: this.streaksWithout([]) }
  }
}

type Streak = Delta['streaks'][number]

const streaks: Column<readonly Streak[]> = {
  says: 'a list of [item, streak, epoch]',
  holds: (found): found is readonly Streak[] => Array.isArray(found) && found.every(isCounted),
}

function isCounted(found: unknown): found is Streak {
  if (!Array.isArray(found) || found.length !== 3) return false
  const [item, streak, epoch] = found as readonly unknown[]
  return text.holds(item) && wholeFrom(1).holds(streak) && wholeFrom(1).holds(epoch)
}

const table = 'checkpoints'

/** Progress as a chain of deltas. */
export const progressDeltas: Kind<Delta, Progress> = {
  table,
  read: rowReader<Delta>(table, { added: texts, streaks }),
  merged(deltas) {
    const progress = new Progress()
    for (const delta of deltas) progress.apply(delta)
    return progress.whole()
  },
  empty: () => new Progress(),
  apply: (progress, delta) => progress.apply(delta),
}

/**
 * Locks of one store against each other: each does the same work for a few ms and then the next one does, many times, so
 * that whatever else the machine does meets them alike. A ratio is that of what two of them did in one round.
 */
import type { Json } from '../contracts/index.ts'
import { median } from './bench.ts'

/** What is measured: taking a lock and giving it back, prolonging one, and asking for one that another has. */
export const works = ['pair', 'renew', 'busy'] as const

export type Work = (typeof works)[number]

/** What holds of a lock, in a few words each. */
export interface LockPromises {
  /** what frees it when its holder crashed */
  readonly crash: string
  /** whether it gives a token that refuses the writes of a holder that lost it */
  readonly fencing: string
  /** whether a held one is held still after a restart and after a loss of power */
  readonly restart: string
  /** the clock that says when it is over */
  readonly clock: string
  /** whether one alone can take it from a holder that is gone */
  readonly takeover: string
}

/** A kind of lock with all that is open for it. */
export interface Contestant {
  readonly name: string
  readonly promises: LockPromises
  /** each does one piece of the work, and rejects where that went another way than it should; absent where it has none */
  readonly does: { readonly [work in Work]?: () => Promise<void> }
  close(): Promise<void>
}

/** Where a contestant has its locks: a folder of its own kind, and the server of the run if there is one. */
export interface Ground {
  readonly dir: string
  readonly server: Json | undefined
}

/** How much is measured. */
export interface ContestSize {
  /** rounds that count, each with figures of its own, and those before them in which code grows warm */
  readonly rounds: number
  readonly warmRounds: number
  /** how often each contestant has its turn in a round, and how long that is, ms; it does its work once at least */
  readonly turns: number
  readonly turnMs: number
}

/** What was measured of one work. */
export interface Figure {
  /** in the middle of the rounds */
  readonly perSecond: number
  /** in terms of the first contestant: in the middle of the rounds, in the lowest and in the highest of them */
  readonly ratio: readonly [middle: number, lowest: number, highest: number]
}

export type Figures = { readonly [work in Work]?: Figure }

/** Opens contestants, has something done with them, and closes all that were opened. */
export async function together<Result>(
  openings: readonly (() => Promise<Contestant>)[],
  use: (contestants: readonly Contestant[]) => Promise<Result>,
  opened: readonly Contestant[] = [],
): Promise<Result> {
  const [first, ...others] = openings
  if (!first) return use(opened)
  const contestant = await first()
  try {
    return await together(others, use, [...opened, contestant])
  } finally {
    await contestant.close()
  }
}

/** Measures contestants, the first of which is what the others are compared with; in their order. */
export async function contest(contestants: readonly Contestant[], size: ContestSize): Promise<readonly Figures[]> {
  const rates = contestants.map((): Record<Work, number[]> => ({ pair: [], renew: [], busy: [] }))
  for (let round = -size.warmRounds; round < size.rounds; round += 1)
    for (const work of works) {
      const found = await roundOf(contestants, work, size)
      if (round >= 0) for (const [at, rate] of found) rates[at]?.[work].push(rate)
    }
  return rates.map((own) =>
    Object.fromEntries(
      works
        .filter((work) => own[work].length > 0)
        .map((work) => [work, { perSecond: median(own[work]), ratio: ratioOf(own[work], rates[0]?.[work] ?? []) }]),
    ),
  )
}

/** How often a second each contestant does a work, over all its turns of a round; by its place among them. */
async function roundOf(
  contestants: readonly Contestant[],
  work: Work,
  { turns, turnMs }: ContestSize,
): Promise<ReadonlyMap<number, number>> {
  const able = contestants.flatMap(({ does }, at) => {
    const once = does[work]
    return once ? [{ at, once, times: 0, ms: 0 }] : []
  })
  for (let turn = 0; turn < turns; turn += 1)
    // Back and forth, so that none has always the same one before it.
    for (const one of turn % 2 === 0 ? able : able.toReversed()) {
      const begunMs = performance.now()
      const endMs = begunMs + turnMs
      do {
        await one.once()
        one.times += 1
      } while (performance.now() < endMs)
      one.ms += performance.now() - begunMs
    }
  return new Map(able.map(({ at, times, ms }) => [at, (1_000 * times) / ms]))
}

function ratioOf(rates: readonly number[], compared: readonly number[]): Figure['ratio'] {
  const ratios = rates.map((rate, round) => rate / (compared[round] ?? NaN))
  return [median(ratios), Math.min(...ratios), Math.max(...ratios)]
}

/** Refuses an outcome that is none of a lock that works: figures of it would mean nothing. */
export function demand(got: unknown, wanted: unknown, of: string): void {
  if (got !== wanted) throw new Error(`${of}: expected ${String(wanted)}, got ${String(got)}`)
}

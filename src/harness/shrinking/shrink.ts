/**
 * The shrinker: one for every tier, on plain data. It tries simpler cases and keeps one only if it fails again. A case
 * whose fault did not happen has not failed.
 */
import type { Commands } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { attempts } from './schedules.ts'
import { simplerCases } from './simpler.ts'

/** Bounds of one shrinking. */
export interface ShrinkBounds {
  readonly triesMax: number
  readonly msMax: number
}

/** A case that failed. What went wrong in it is the business of whoever runs it. */
export interface Failed {
  readonly case: Case
  /** the points that each actor came to, in order */
  readonly points: readonly (readonly string[])[]
}

/** What may be run, in all. */
class Allotment {
  readonly #bounds: ShrinkBounds
  readonly #startedAt = performance.now()
  readonly #tried = new Set<string>()

  constructor(bounds: ShrinkBounds) {
    this.#bounds = bounds
  }

  get isOver(): boolean {
    return this.#tried.size >= this.#bounds.triesMax || performance.now() - this.#startedAt > this.#bounds.msMax
  }

  /** Whether the case was not tried yet; from now on it was. */
  takes(of: Case): boolean {
    const key = JSON.stringify(of)
    if (this.#tried.has(key)) return false
    this.#tried.add(key)
    return true
  }
}

function* all(of: Failed, commands: Commands<unknown>): Generator<Case> {
  const points = of.points[of.case.fault?.actor ?? 0] ?? []
  for (const simpler of simplerCases(of.case, commands, points)) yield* attempts(simpler, of.case)
}

/** The simplest case found that still fails; `fails` runs a case and gives what went wrong, or undefined. */
export async function shrink<Failure extends Failed>(
  first: Failure,
  commands: Commands<unknown>,
  fails: (of: Case) => Promise<Failure | undefined>,
  bounds: ShrinkBounds,
): Promise<Failure> {
  const allotment = new Allotment(bounds)
  const simplerThan = async (best: Failure): Promise<Failure | undefined> => {
    for (const simpler of all(best, commands)) {
      if (allotment.isOver) return undefined
      const failure = allotment.takes(simpler) ? await fails(simpler) : undefined
      if (failure) return failure
    }
    return undefined
  }
  let best = first
  for (let next = await simplerThan(best); next; next = await simplerThan(best)) best = next
  return best
}

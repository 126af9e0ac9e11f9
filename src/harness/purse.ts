/** The wall time of an adapter, shared out among its laws and tiers. */
import type { Adapter, Tier } from '../../contracts/index.ts'
import type { Allowance } from './budget.ts'
import { Budget, dueMsMin, patience } from './budget.ts'
import type { Planned } from './plan.ts'

type ByTier = Readonly<Record<Tier, number>>

/** Shares of the wall time: a kill costs a process, a schedule costs microseconds. */
const weights: ByTier = { T0: 0, T1: 1, T2: 1, T3: 2, T4: 24, T5: 24 }

/** Scripts after which a tier has shown what it can within reason, whatever time is left. */
const scriptsMax: ByTier = { T0: 1, T1: 400, T2: 400, T3: 40, T4: 24, T5: 100 }

/** Cases that run even where the time is over. */
const casesMin: ByTier = { T0: 1, T1: 4, T2: 6, T3: 4, T4: 4, T5: 168 }

/**
 * The same on a server, where each session of a case costs it processes of its own: measured 7 ms of a core, twenty times
 * what it takes to open a file.
 */
const casesMinOnServer: ByTier = { ...casesMin, T1: 2, T2: 4, T3: 2 }

/**
 * How long a trial goes on at least to reach what it must reach, ms. What a quiet machine shows in tenths of a second takes
 * a busy one longer; and what is on a server takes longer anyway.
 */
const patienceMs = { host: 20_000, server: 30_000 } as const

function patienceOf({ patienceMs: asked }: Allowance, { server }: Pick<Adapter, 'server'>): number {
  return asked ?? (server ? patienceMs.server : patienceMs.host)
}

/** How long the trials of a plan may take at most, ms: each goes on until its patience is over, and does all that is due. */
export function longestMs(allowance: Allowance, planned: readonly Planned[], adapter: Pick<Adapter, 'server'>): number {
  const patientMs = patience * allowance.budgetMs + patienceOf(allowance, adapter) * tiersOf(planned).length
  const duties = new Set(planned.filter(({ tiers }) => tiers.includes('T4')).map(({ contract }) => contract.name))
  return patientMs + dueMsMin * duties.size
}

function tiersOf(planned: readonly Planned[]): readonly Tier[] {
  return planned.flatMap(({ tiers }) => tiers)
}

/** Shares out the wall time among what is still to be tried. */
export class Purse {
  readonly #allowance: Allowance
  readonly #casesMin: ByTier
  readonly #patienceMs: number
  readonly #endsAt: number
  #weightLeft: number

  constructor({ allowance }: { readonly allowance: Allowance }, planned: readonly Planned[], adapter: Adapter) {
    this.#allowance = allowance
    this.#casesMin = adapter.server ? casesMinOnServer : casesMin
    this.#patienceMs = patienceOf(allowance, adapter)
    this.#endsAt = performance.now() + allowance.budgetMs
    this.#weightLeft = tiersOf(planned).reduce((total, tier) => total + weights[tier], 0)
  }

  budget(tier: Tier): Budget {
    const left = Math.max(0, this.#endsAt - performance.now())
    const share = this.#weightLeft === 0 ? left : (left * weights[tier]) / this.#weightLeft
    this.#weightLeft = Math.max(0, this.#weightLeft - weights[tier])
    const { runs, cases: casesMax = Infinity } = this.#allowance
    if (runs !== undefined) return new Budget(Infinity, runs, 0, { casesMax })
    return new Budget(share, scriptsMax[tier], this.#casesMin[tier], { casesMax, patienceMs: this.#patienceMs })
  }
}

/** The plan: which law is tried at which tier on an adapter, and why the others are not. Pure. */
import type { AnyContract, Claims, Law, Tier } from '../../contracts/index.ts'
import { admits, isNo, outlives } from '../../contracts/claims.ts'
import { guardsAt } from '../../contracts/guard.ts'
import { tiers } from '../../contracts/tier.ts'

/** What is to be done about one law. */
export interface Planned {
  readonly law: Law
  readonly contract: AnyContract
  /** the tiers at which it is tried, or one at which its refusal is checked */
  readonly tiers: readonly Tier[]
  /** whether the refusal of what the adapter claims not to offer is checked in place of the law */
  readonly refusal: boolean
  /** set where the law is not tried at all */
  readonly instead?: { readonly verdict: 'not-applicable' | 'unrun' | 'unproven'; readonly reason: string }
}

/** Which laws a run is about; all of them where nothing is given. */
export interface Filter {
  readonly contracts?: readonly string[]
  readonly laws?: readonly string[]
  readonly suites?: readonly string[]
  /** the hardest tier to try */
  readonly tier?: Tier
  readonly shard?: { readonly index: number; readonly of: number }
}

/** Every tier that the claims call for. */
export function reach(claims: Claims): readonly Tier[] {
  return tiers.filter((tier) => {
    switch (tier) {
      case 'T0':
      case 'T1':
        return true
      case 'T2':
        return admits(claims.sharing, 'thread')
      case 'T3':
        return outlives(claims.survives, 'session')
      case 'T4':
        return outlives(claims.survives, 'process')
      case 'T5':
        return outlives(claims.survives, 'power')
    }
  })
}

function atMost(tier: Tier, limit: Tier | undefined): boolean {
  return limit === undefined || tiers.indexOf(tier) <= tiers.indexOf(limit)
}

function wants(
  filter: Filter,
  { law, contract }: { readonly law: Law; readonly contract: AnyContract },
  index: number,
): boolean {
  const { contracts, laws, suites, shard } = filter
  if (contracts && !contracts.includes(contract.name)) return false
  if (laws && !laws.includes(law.id)) return false
  if (suites && !suites.includes(law.suite)) return false
  return !shard || law.gate === true || index % shard.of === shard.index - 1
}

function refused(law: Law, claims: Claims): boolean {
  return Object.entries(law.needs.claims ?? {}).some(([port, keys]) => {
    const answers = new Map<string, unknown>(Object.entries(claims.ports[port] ?? {}))
    return keys.some((key) => isNo(answers.get(key)))
  })
}

/** What an adapter brings besides its claims. */
export interface Means {
  /** whether the time of a place can be turned */
  readonly turnable: boolean
  /** whether its places lie on a server */
  readonly served: boolean
  /** whether the system counts what a process writes */
  readonly counted: boolean
}

/** Why a law means nothing on these claims. */
function inapplicable(law: Law, claims: Claims, { served }: Means): string | undefined {
  const missing = law.needs.ports.find((port) => claims.ports[port] === undefined)
  if (missing !== undefined) return `the adapter does not offer ${missing}`
  const { sharing } = law.needs
  if (sharing && !admits(claims.sharing, sharing))
    return `the adapter claims sharing "${claims.sharing}", the law is about "${sharing}"`
  const { guards } = law.needs
  if (guards && !guardsAt(claims.guards, guards))
    return claims.guards
      ? `the adapter claims guards "${claims.guards}", the law is about "${guards}"`
      : 'the adapter claims no guards'
  if (law.needs.writes && !outlives(claims.survives, 'process'))
    return 'the adapter claims to keep nothing beyond its process, and need not write'
  if (law.needs.server && !served) return 'the places of the adapter lie on no server'
  const tried = reach(claims).some((tier) => atMost(law.from, tier) && atMost(tier, law.to))
  return tried ? undefined : `the claims reach ${reach(claims).at(-1)}, the law shows from ${law.from}`
}

function planOne(law: Law, contract: AnyContract, claims: Claims, means: Means, filter: Filter): Planned {
  const plan = { law, contract, tiers: [], refusal: false }
  const reason = inapplicable(law, claims, means)
  if (reason !== undefined) return { ...plan, instead: { verdict: 'not-applicable', reason } }
  if (refused(law, claims)) return { ...plan, tiers: ['T0'], refusal: true }
  if (law.needs.clock === 'turned' && !means.turnable) {
    return {
      ...plan,
      instead: {
        verdict: 'unproven',
        reason: 'no means: the adapter goes by a clock of its own and offers no clock.turn',
      },
    }
  }
  if (law.needs.writes && !means.counted) {
    return {
      ...plan,
      instead: { verdict: 'unproven', reason: 'no means: the system does not count what a process writes' },
    }
  }
  const due = reach(claims).filter((tier) => atMost(law.from, tier) && atMost(tier, law.to))
  const able = due.filter((tier) => atMost(tier, filter.tier))
  if (able.length > 0) return { ...plan, tiers: able }
  return {
    ...plan,
    instead: { verdict: 'unrun', reason: `shows from ${law.from}, the run ends at ${filter.tier}` },
  }
}

/** The ids of the laws that the filter leaves in. */
export function selected(contracts: readonly AnyContract[], filter: Filter): readonly string[] {
  const all = contracts.flatMap((contract) => contract.laws.map((law) => ({ law, contract })))
  return all.filter((one, index) => wants(filter, one, index)).map(({ law }) => law.id)
}

/** What to do about every law of these contracts, none left out. */
export function planLaws(
  contracts: readonly AnyContract[],
  claims: Claims,
  means: Means,
  filter: Filter,
): readonly Planned[] {
  const all = contracts.flatMap((contract) => contract.laws.map((law) => ({ law, contract })))
  return all.map(({ law, contract }, index) => {
    const planned = planOne(law, contract, claims, means, filter)
    if (planned.instead || wants(filter, { law, contract }, index)) return planned
    return { ...planned, tiers: [], instead: { verdict: 'unrun', reason: 'not selected' } }
  })
}

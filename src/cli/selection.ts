/** Which laws a run is about, and what it must reach: the filters of `verify`, checked before anything runs. */
import type { Tier } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { tiers } from '../../contracts/tier.ts'
import type { Filter } from '../harness/plan.ts'
import type { Registry } from '../harness/registry.ts'
import { unknownName } from '../harness/registry.ts'
import type { Demands } from '../harness/verdict.ts'
import { readShard } from './numbers.ts'

/** The filter flags, as commander gives them. */
export interface SelectionFlags {
  readonly contract?: readonly string[]
  readonly law?: readonly string[]
  readonly suite?: readonly string[]
  readonly tier?: string
  readonly require?: readonly string[]
  readonly shard?: string
}

export interface Selection {
  readonly filter: Filter
  readonly demands: Demands
}

/** Reads the filters; throws a `HarnessError` for a name that nobody brings, and where no law is left. */
export function select(flags: SelectionFlags, registry: Registry): Selection {
  const { contract, law, suite, tier, require = [], shard } = flags
  const laws = registry.laws().map((known) => known.law)
  const ids = laws.map(({ id }) => id)
  check('contract', contract, [...registry.contracts.keys()])
  check('law', law, ids)
  check('suite', suite, [...new Set(laws.map((known) => known.suite))])
  check('tier', tier === undefined ? [] : [tier], tiers)
  check('require', require, [...tiers, ...ids])
  const filter: Filter = {
    ...(contract ? { contracts: contract } : {}),
    ...(law ? { laws: law } : {}),
    ...(suite ? { suites: suite } : {}),
    ...(isTier(tier) ? { tier } : {}),
    ...(shard === undefined ? {} : { shard: readShard(shard) }),
  }
  demandLaws(filter, registry)
  return { filter, demands: demandsOf(tier, require) }
}

function check(flag: string, given: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = given?.find((name) => !known.includes(name))
  if (unknown === undefined) return
  if (/^t\d/i.test(unknown))
    throw new HarnessError('UNKNOWN_NAME', `--${flag}: expected ${tiers.join(', ')}, got ${JSON.stringify(unknown)}`)
  const kind = flag === 'require' ? 'tier or law' : flag
  throw new HarnessError('UNKNOWN_NAME', `--${flag}: ${unknownName(kind, unknown, known)}`)
}

/** A run of no law at all would say nothing, so it is not begun. */
function demandLaws({ contracts, laws, suites, tier }: Filter, registry: Registry): void {
  const left = registry
    .laws()
    .filter(({ contract }) => contracts?.includes(contract.name) ?? true)
    .filter(({ law }) => (laws?.includes(law.id) ?? true) && (suites?.includes(law.suite) ?? true))
  if (left.length === 0)
    throw new HarnessError('USAGE', 'no law fits all of --contract, --law and --suite; leave one out')
  const shown = left.some(({ law }) => tier === undefined || tiers.indexOf(law.from) <= tiers.indexOf(tier))
  if (shown) return
  const from = left.map(({ law }) => law.from).toSorted()[0] ?? ''
  throw new HarnessError('USAGE', `--tier ${tier ?? ''}: the laws that are left show from ${from} on; raise it to that`)
}

function isTier(text: string | undefined): text is Tier {
  return tiers.some((tier) => tier === text)
}

/** A tier that was asked for must be reached, whichever of the two flags asked. */
function demandsOf(tier: string | undefined, required: readonly string[]): Demands {
  const hardest = tiers.findLast((known) => known === tier || required.includes(known))
  const laws = required.filter((name) => !isTier(name))
  return hardest === undefined ? { laws } : { tier: hardest, laws }
}

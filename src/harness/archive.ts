/** What a project remembers of broken laws: its pinned cases, and what earlier runs found. */
import type { Adapter, AnyContract, Finding, Tier } from '../../contracts/index.ts'
import { describeError } from '../../contracts/errors.ts'
import type { Case } from './case.ts'
import { actorOf } from './case.ts'
import { Findings } from './findings.ts'
import type { SavedCase } from './jobs.ts'
import { Pins } from './pins.ts'
import type { Planned } from './plan.ts'
import type { TokenFolder, Tokened } from './token-folder.ts'
import { decodeToken } from './token.ts'

/** A finding, and the contract of its law. */
export interface Found {
  readonly finding: Finding
  readonly contract: Pick<AnyContract, 'name' | 'version'>
}

/** Where a project keeps what it remembers. */
export interface ArchiveFolders {
  /** the project in which findings are kept; none are where absent */
  readonly findingsIn: string | undefined
  /** the project whose pinned cases are tried */
  readonly pinnedIn: string | undefined
}

/** The memory of a project. */
export class Archive {
  readonly #findings: Findings | undefined
  readonly #pins: Pins | undefined
  /** tokens whose cases were given out to be tried */
  readonly #given = new Set<string>()

  constructor({ findingsIn, pinnedIn }: ArchiveFolders, warn: (message: string) => void) {
    this.#findings = findingsIn === undefined ? undefined : new Findings(findingsIn, warn)
    this.#pins = pinnedIn === undefined ? undefined : new Pins(pinnedIn, warn)
  }

  /** Cases that broke laws of an adapter, each once: the pinned ones first. What does not fit the plan is left alone. */
  async cases(adapter: Adapter, plan: readonly Planned[]): Promise<readonly SavedCase[]> {
    const byToken = new Map<string, SavedCase>()
    for (const folder of [this.#pins, this.#findings])
      for (const [token, saved] of folder ? await fitting(folder, adapter, plan) : []) byToken.set(token, saved)
    for (const token of byToken.keys()) this.#given.add(token)
    return [...byToken.values()]
  }

  /**
   * Forgets what was found on an adapter, tried again, and holds now at the tier of its case; keeps what was found now.
   * Pinned cases stay.
   */
  async remember(
    { name, module, claims }: Adapter,
    found: readonly Found[],
    holds: (law: string, tier: Tier) => boolean,
  ): Promise<void> {
    for (const { path, entry } of (await this.#findings?.files()) ?? []) {
      const { adapter, law, case: of } = decodeToken(entry.token)
      const isOver = adapter === name && this.#given.has(entry.token) && holds(law, of.tier)
      if (isOver) await this.#findings?.remove(path)
    }
    for (const { finding, contract } of found) {
      const recorded = { contract: contract.name, version: contract.version, claims, history: finding.history }
      await this.#findings?.save(finding, module, recorded)
    }
  }
}

async function fitting(
  folder: TokenFolder<Tokened>,
  adapter: Adapter,
  plan: readonly Planned[],
): Promise<readonly (readonly [token: string, saved: SavedCase])[]> {
  const cases: [string, SavedCase][] = []
  for (const { path, entry } of await folder.files()) {
    const { token } = entry
    const { adapter: on, law, mutant, case: of } = decodeToken(token)
    if (on !== adapter.name || mutant !== undefined) continue
    const why = misfit(law, of, adapter, plan)
    if (why === undefined) cases.push([token, { law, case: of }])
    else folder.leaveAlone(path, why)
  }
  return cases
}

/** Why a case of an earlier version, of the adapter or of a law, cannot be tried now; undefined where it can. */
function misfit(id: string, of: Case, { claims }: Adapter, plan: readonly Planned[]): string | undefined {
  const planned = plan.find(({ law }) => law.id === id)
  if (!planned) return `there is no law ${id}`
  const { instead, tiers, contract } = planned
  if (instead) return `${id} is ${instead.verdict}: ${instead.reason}`
  if (!tiers.includes(of.tier)) return `${id} is not tried at ${of.tier} on this adapter`
  const { fault, actors, script } = of
  if ([fault?.actor, ...script.map(actorOf)].some((actor) => actor !== undefined && actor >= actors))
    return `it has ${actors} actors, and a step or fault of another`
  try {
    for (const step of script) if ('does' in step) contract.commands.resolve(step.does, [], claims)
    return undefined
  } catch (error) {
    return `a step of it is no command of ${contract.name} (${describeError(error)})`
  }
}

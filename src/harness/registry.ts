/** Everything that plugins brought, by name. The built-ins are plugins too: nothing is known that no plugin brought. */
import type { Adapter, AnyContract, Control, Law, Mutant, Plugin, ReportForm, Runtime } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { onTop, partsOn } from '../core/on-top.ts'

/** A law with the contract that it belongs to. */
export interface KnownLaw {
  readonly law: Law
  readonly contract: AnyContract
}

/** A mutant or control with the contract that it belongs to. */
export interface KnownMutant {
  readonly mutant: Mutant
  readonly contract: AnyContract
}

function unique<Item>(kind: string, items: readonly Item[], name: (item: Item) => string): ReadonlyMap<string, Item> {
  const byName = new Map<string, Item>()
  for (const item of items) {
    if (byName.has(name(item))) throw new HarnessError('PLUGIN', `two plugins bring ${kind} ${name(item)}`)
    byName.set(name(item), item)
  }
  return byName
}

/** What a set of plugins brings. */
export class Registry {
  /** URLs from which a child process can load the same plugins */
  readonly modules: readonly string[]
  /** whatever can be tried: adapters, then runtimes */
  readonly subjects: ReadonlyMap<string, Adapter>
  readonly contracts: ReadonlyMap<string, AnyContract>
  readonly reports: ReadonlyMap<string, ReportForm>
  readonly #runtimes: readonly Runtime[]

  constructor(plugins: readonly Plugin[]) {
    this.modules = plugins.map(({ module }) => module)
    this.subjects = unique(
      'adapter',
      [...plugins.flatMap(({ adapters }) => adapters), ...plugins.flatMap(({ runtimes }) => runtimes)],
      ({ name }) => name,
    )
    this.#runtimes = plugins.flatMap(({ runtimes }) => runtimes)
    this.contracts = unique(
      'contract',
      plugins.flatMap(({ contracts }) => contracts),
      ({ name }) => name,
    )
    this.reports = unique(
      'report',
      plugins.flatMap(({ reports }) => reports),
      ({ name }) => name,
    )
  }

  /** Every law, in the order of the contracts. */
  laws(): readonly KnownLaw[] {
    return [...this.contracts.values()].flatMap((contract) => contract.laws.map((law) => ({ law, contract })))
  }

  mutants(): readonly KnownMutant[] {
    return [...this.contracts.values()].flatMap((contract) => contract.mutants.map((mutant) => ({ mutant, contract })))
  }

  controls(): readonly { readonly control: Control; readonly contract: AnyContract }[] {
    return [...this.contracts.values()].flatMap((contract) =>
      contract.controls.map((control) => ({ control, contract })),
    )
  }

  /** The law with this id; throws a `HarnessError` UNKNOWN_NAME that names the nearest ones. */
  law(id: string): KnownLaw {
    const known = this.laws().find(({ law }) => law.id === id)
    if (known) return known
    const ids = this.laws().map(({ law }) => law.id)
    throw new HarnessError('UNKNOWN_NAME', unknownName('law', id, ids))
  }

  /** The runtime on top of an adapter: of those with a part for its ports the one that was registered last. */
  runtimeOn(adapter: Adapter): Runtime | undefined {
    return this.#runtimes.findLast((runtime) => partsOn(adapter, runtime).length > 0)
  }

  /** The adapter as it is tried: with a runtime on top where there is one for it. */
  tried(adapter: Adapter): Adapter {
    const runtime = this.runtimeOn(adapter)
    return runtime ? onTop(adapter, runtime) : adapter
  }

  /** The contracts of the ports that an adapter offers, and of the parts that are tried on top of it. */
  contractsOf(adapter: Adapter): readonly AnyContract[] {
    const { offers } = this.tried(adapter)
    return [...this.contracts.values()].filter((contract) => offers.includes(contract.name))
  }
}

/** A message about a name that is not known, with those that were perhaps meant. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, far: isPart(name, candidate) ? 0 : farness(name, candidate) }))
    .toSorted((left, right) => left.far - right.far)
  const nearest = near[0]?.far ?? 0
  const meant = near
    .filter(({ far, candidate }) => far <= Math.max(2, Math.min(name.length, candidate.length) / 4))
    .filter(({ far }) => far <= nearest + 1)
    .slice(0, 3)
  const list =
    meant.length > 0 ? `did you mean ${meant.map(({ candidate }) => candidate).join(', ')}?` : listed(name, known)
  return `no ${kind} ${JSON.stringify(name)}: ${list}`
}

/** Those of the contract that the name begins with, where there is such a one; else all. */
function listed(name: string, known: readonly string[]): string {
  const [contract] = /^\w+[/~=]/.exec(name) ?? []
  const kin = contract === undefined ? [] : known.filter((candidate) => candidate.startsWith(contract))
  const told = kin.length > 0 ? kin : known
  const more = told.length > listedMax ? ` and ${told.length - listedMax} more` : ''
  return `known are ${told.slice(0, listedMax).join(', ')}${more}`
}

/** How many names a message lists. */
const listedMax = 24

/**
 * How far a name is from another, from its beginning, or from what follows its contract: a long name is seldom typed
 * whole.
 */
function farness(name: string, candidate: string): number {
  const parts = [candidate, candidate.split(/[/~=]/).at(-1) ?? '']
  // The beginning of any name is near to a few letters.
  if (name.length >= 8) parts.push(candidate.slice(0, name.length))
  return Math.min(...parts.map((part) => distance(name, part)))
}

/** `one-holder` means `locks/one-holder`; a letter or two are part of everything. */
function isPart(name: string, candidate: string): boolean {
  return name.length > 2 && candidate.includes(name)
}

/** How many letters differ (Levenshtein 1965). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of to.split('').entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** What our adapters do not hold of the suites about crashes, walks, orphans and writers: exactly what is listed beside them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contracts } from '../../../contracts/index.ts'
import builtin from '../../../src/builtin.ts'

interface Refusal {
  readonly laws: readonly string[]
  readonly why: string
}

interface Matrix {
  readonly laws: readonly {
    readonly id: string
    readonly adapters: { readonly [adapter: string]: { readonly verdict: string } }
  }[]
}

const suites: readonly string[] = ['crash-resume', 'ref-walk', 'orphan-cleanup', 'concurrent-writers']
const runtimes = new Set(builtin.runtimes.map(({ name }) => name))
const adapters = builtin.adapters.filter(({ name }) => !runtimes.has(name))

function read<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as Content
}

const refusals = read<{ readonly [adapter: string]: readonly Refusal[] }>('adapters/refusals.json')
const { laws: tried } = read<Matrix>('coverage/matrix.json')

/** The must laws of those suites on what the adapter offers, and on what a runtime builds of that. */
function due(offers: readonly string[]): readonly string[] {
  const isOffered = (port: string): boolean => offers.includes(port)
  return contracts
    .filter(({ port }) => isOffered(port.name) || (port.over?.every(isOffered) ?? false))
    .flatMap(({ laws }) => laws)
    .filter(({ suite, level }) => level === 'must' && suites.includes(suite))
    .map(({ id }) => id)
}

describe.each(adapters.map(({ name, offers }) => ({ name, offers })))('the adapter $name', ({ name, offers }) => {
  const listed = refusals[name] ?? []

  it('holds every must law of the suites about lost work, but for those that are listed', () => {
    const held = new Set(tried.filter((law) => law.adapters[name]?.verdict === 'holds').map(({ id }) => id))
    expect(
      due(offers)
        .filter((law) => !held.has(law))
        .toSorted(),
    ).toEqual(listed.flatMap(({ laws }) => laws).toSorted())
  })

  it('has a reason for each of these', () => {
    for (const { why } of listed) expect(why).toMatch(/\S{3,}( \S+){3,}/)
  })
})

it('no adapter is listed that is none of ours', () => {
  expect(Object.keys(refusals).filter((name) => !adapters.some((adapter) => adapter.name === name))).toEqual([])
})

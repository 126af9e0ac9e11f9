import { describe, expect, it } from 'vitest'
import type { Plugin, PluginDefinition } from '../../../contracts/index.ts'
import { definePlugin } from '../../../src/plugin.ts'
import { Registry, unknownName } from '../../../src/harness/registry.ts'
import { backend } from '../core/backends.ts'
import { contract, law } from './laws.ts'
import { thrownBy } from './thrown.ts'

function plugin(name: string, some: Partial<PluginDefinition> = {}): Plugin {
  return definePlugin({ name, module: `file:///${name}.js`, ...some })
}

const boxes = contract([law('keep'), law('open')])
const report = { name: 'plain', says: 'plain text', render: () => '' }

describe('a registry', () => {
  it('knows everything that its plugins brought, by name', () => {
    const registry = new Registry([plugin('a', { contracts: [boxes] }), plugin('b', { adapters: [backend({})] })])
    expect([...registry.contracts.keys()]).toEqual(['boxes'])
    expect([...registry.subjects.keys()]).toEqual(['backend'])
    expect(registry.modules).toEqual(['file:///a.js', 'file:///b.js'])
  })

  it('lists the laws of all contracts in their order', () => {
    const crates = contract([law('seal', { id: 'crates/seal' })], 'crates')
    const registry = new Registry([plugin('a', { contracts: [boxes, crates] })])
    expect(registry.laws().map((known) => known.law.id)).toEqual(['boxes/keep', 'boxes/open', 'crates/seal'])
    expect(registry.law('crates/seal').contract.name).toBe('crates')
  })

  it.each<[string, Partial<PluginDefinition>, string]>([
    ['contract', { contracts: [boxes] }, 'PLUGIN: two plugins bring contract boxes'],
    ['adapter', { adapters: [backend({})] }, 'PLUGIN: two plugins bring adapter backend'],
    ['report', { reports: [report] }, 'PLUGIN: two plugins bring report plain'],
  ])('refuses two of one name: %s', (_, brings, message) => {
    expect(thrownBy(() => new Registry([plugin('a', brings), plugin('b', brings)]))).toBe(message)
  })

  it('gives an adapter the contracts of the ports that it offers', () => {
    const registry = new Registry([plugin('a', { contracts: [boxes, contract([], 'locks')] })])
    expect(registry.contractsOf(backend({})).map(({ name }) => name)).toEqual(['locks'])
  })
})

describe('a name that nobody knows', () => {
  const registry = new Registry([plugin('a', { contracts: [boxes] })])

  it('of a law is an error that says what was perhaps meant', () => {
    expect(thrownBy(() => registry.law('boxes/kep'))).toBe('UNKNOWN_NAME: no law "boxes/kep": did you mean boxes/keep?')
  })

  it('is answered with the nearest ones, the nearest first, three at most', () => {
    const known = ['boxes/keep', 'boxes/keel', 'boxes/kee', 'boxes/keen', 'boxes/open']
    expect(unknownName('law', 'boxes/keez', known)).toBe(
      'no law "boxes/keez": did you mean boxes/keep, boxes/keel, boxes/kee?',
    )
    expect(unknownName('law', 'boxes/kell', known)).toMatch(/did you mean boxes\/keel, /)
    const long = ['outputs/corrupt-is-no-miss', 'outputs/falsy-round-trips', 'locks/one-holder']
    expect(unknownName('law', 'outputs/corupt', long)).toBe(
      'no law "outputs/corupt": did you mean outputs/corrupt-is-no-miss?',
    )
  })

  it('is answered with the names that it is a part of, before all others', () => {
    const known = ['boxes/keep', 'boxes/keeps', 'crates/keep', 'keel']
    expect(unknownName('law', 'keep', known)).toBe('no law "keep": did you mean boxes/keep, boxes/keeps, crates/keep?')
    expect(unknownName('law', 'crates/zzz', ['boxes/keep', 'crates/seal'])).toBe(
      'no law "crates/zzz": known are crates/seal',
    )
    expect(unknownName('law', 'e', ['boxes/keep', 'crates/seal'])).toBe('no law "e": known are boxes/keep, crates/seal')
  })

  it('that is near to none is answered with all of them', () => {
    expect(unknownName('adapter', 'postgres', ['memory', 'sqlite'])).toBe(
      'no adapter "postgres": known are memory, sqlite',
    )
  })

  it('may be empty, or longer than all of them', () => {
    expect(unknownName('adapter', '', ['memory'])).toBe('no adapter "": known are memory')
    const many = Array.from({ length: 30 }, (_, index) => `adapter-${String.fromCharCode(97 + (index % 26))}${index}`)
    expect(unknownName('adapter', 'zzz', many)).toMatch(/ and 6 more$/)
    expect(unknownName('adapter', 'm'.repeat(200), ['memory'])).toContain('known are memory')
  })
})

import { describe, expect, it } from 'vitest'
import { defineContract } from '../../../contracts/contract.ts'
import type { Contract, ContractDefinition, Derived, Mutant } from '../../../contracts/contract.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import type { Claims } from '../../../contracts/adapter.ts'
import type { Lab, Script } from '../../../contracts/lab.ts'
import type { Law } from '../../../contracts/law.ts'

type Definition = ContractDefinition<null, null>

function law(words: string, some: Partial<Law> = {}): Law {
  return {
    id: `boxes/${words}`,
    says: 'a box keeps what it is given',
    suite: 'basics',
    level: 'must',
    from: 'T1',
    needs: { ports: ['boxes'] },
    source: ['a paper'],
    mutants: [`boxes~not-${words}`],
    since: '0.1.0',
    check: async () => {},
    ...some,
  }
}

function mutant(id: string, of: string): Mutant {
  return { id: `boxes~${id}`, law: `boxes/${of}`, says: 'a fault', source: [], kind: 'port', wrap: (inner) => inner }
}

const linearizable: Derived = { source: ['a paper'], mutants: ['boxes~reorders'] }

const basis: Definition = {
  name: 'boxes',
  module: 'file:///boxes.js',
  version: 1,
  says: 'boxes that keep what they are given',
  port: { name: 'boxes', claims: {}, methods: {} },
  model: {
    initial: () => null,
    step: () => ({ legal: true, state: null }),
    unseen: () => [],
    concerns: () => ({ everywhere: false, partitions: [] }),
    key: () => '',
  },
  commands: {
    scripts: () => [],
    resolve: () => undefined,
    simpler: () => [],
    marks: () => [],
    observers: [],
    probes: () => [],
  },
  laws: [law('keep')],
  mutants: [
    mutant('not-keep', 'keep'),
    mutant('lies', 'agrees-with-model'),
    mutant('forgets', 'survives-kill'),
    mutant('reorders', 'linearizable'),
  ],
  controls: [],
  derived: {
    agrees: { source: ['a paper'], mutants: ['boxes~lies'] },
    survives: { source: ['a paper'], mutants: ['boxes~forgets'] },
    linearizable,
  },
  since: '0.1.0',
}

function refusal(some: Partial<Definition>): string {
  try {
    defineContract({ ...basis, ...some })
    return 'it was taken'
  } catch (error) {
    return isHarnessError(error, 'PLUGIN') ? error.message : `uncoded: ${String(error)}`
  }
}

describe('a contract', () => {
  it('has three laws that nobody wrote, between its gates and the rest', () => {
    const gate: Law = { ...law('open'), gate: true, mutants: ['boxes~not-keep'] }
    const made: Contract<null, null> = defineContract({ ...basis, laws: [law('keep'), gate] })
    expect(made.laws.map(({ id }) => id)).toEqual([
      'boxes/open',
      'boxes/agrees-with-model',
      'boxes/survives-kill',
      'boxes/linearizable',
      'boxes/keep',
    ])
  })

  it('hands the marks that are wanted of the derived laws on to them', () => {
    const agrees = { ...basis.derived.agrees, marks: ['full'] }
    const made = defineContract({ ...basis, derived: { ...basis.derived, agrees } })
    expect(made.laws.map(({ marks }) => marks)).toEqual([['full'], undefined, undefined, undefined])
  })

  it.each(['', 'Boxes', '1boxes', 'box_es', 'boxes/'])('is not called %j', (name) => {
    expect(refusal({ name, port: { ...basis.port, name } })).toContain('expected lower-case letters')
  })

  it('shares its name with its port', () => {
    expect(refusal({ port: { ...basis.port, name: 'crates' } })).toContain('its port is called crates')
  })
})

describe('the methods by which a contract reads', () => {
  it('are methods of its port', () => {
    const commands = { ...basis.commands, observers: ['look'] }
    expect(refusal({ commands })).toContain('its commands name the observer look, which its port does not have')
    expect(refusal({ commands, port: { ...basis.port, methods: { look: () => {} } } })).toBe('it was taken')
  })
})

const claims: Claims = { survives: 'process', sharing: 'host', ports: {} }

describe('the derived law of the model', () => {
  it('makes every change first where calls follow each other, without the turns that cannot be', async () => {
    const everyChange: Script<null> = [{ actor: 0, does: null }, { turn: 5 }]
    const drawn: Script<null> = [{ actor: 1, does: null }]
    const commands = { ...basis.commands, everyChange, scripts: () => [drawn, drawn] }
    const agrees = defineContract({ ...basis, commands }).laws.find(({ id }) => id === 'boxes/agrees-with-model')
    const wanted: unknown[] = []
    for (const [tier, turns] of [
      ['T1', true],
      ['T1', false],
      ['T2', true],
    ] as const)
      await agrees?.check({
        tier,
        claims,
        hunt: async ({ scripts }) => void wanted.push(scripts({ actors: 2, steps: 6, reopen: false, turns }, 1, 2)),
        example: async () => {},
      })
    expect(wanted).toEqual([
      [everyChange, drawn],
      [everyChange.slice(0, 1), drawn],
      [drawn, drawn],
    ])
  })
})

describe('the derived law of overlapping calls', () => {
  it('races the scripts that the contract names, or else those of its commands', async () => {
    const wanted: unknown[] = []
    const lab: Lab = {
      tier: 'T4',
      claims,
      hunt: async ({ scripts, race }) => void wanted.push([scripts, race]),
      example: async () => {},
    }
    const scripts = (): never[] => []
    const derived = { ...basis.derived, linearizable: { ...linearizable, scripts } }
    for (const made of [defineContract(basis), defineContract({ ...basis, derived })])
      await made.laws.find(({ id }) => id === 'boxes/linearizable')?.check(lab)
    expect(wanted).toEqual([
      [basis.commands.scripts, true],
      [scripts, true],
    ])
  })
})

describe('a law of a contract', () => {
  it('without a mutant is not a law', () => {
    expect(refusal({ laws: [law('keep', { mutants: [] })] })).toContain('boxes/keep: names no mutant')
  })

  it('names no mutant that the contract does not have', () => {
    const message = refusal({ laws: [law('keep', { mutants: ['boxes~not-keep', 'boxes~ghost'] })] })
    expect(message).toContain('boxes/keep: its mutant boxes~ghost is not among the mutants')
  })

  it('begins its id with the name of the contract', () => {
    expect(refusal({ laws: [law('keep', { id: 'crates/keep' })] })).toContain('starts with "boxes/"')
  })

  it('shares its id with no other, a derived one included', () => {
    const twice = law('agrees-with-model', { mutants: ['boxes~lies'] })
    expect(refusal({ laws: [law('keep'), twice] })).toContain('two laws share an id')
  })

  it('that needs claims says how a refusal is checked', () => {
    const needs = { ports: ['boxes'], claims: { boxes: ['lid'] } }
    expect(refusal({ laws: [law('keep', { needs })] })).toContain('does not say how a refusal is checked')
    expect(refusal({ laws: [law('keep', { needs, refusal: async () => {} })] })).toBe('it was taken')
  })

  it('may be derived and is checked all the same', () => {
    const derived = { ...basis.derived, agrees: { source: [], mutants: [] } }
    expect(refusal({ derived })).toContain('boxes/agrees-with-model: names no mutant')
  })
})

describe('a mutant of a contract', () => {
  it('shares its id with no other', () => {
    const mutants = [...basis.mutants, mutant('lies', 'agrees-with-model')]
    expect(refusal({ mutants })).toContain('two mutants share an id')
  })

  it('names a law of the contract', () => {
    const mutants = [...basis.mutants, mutant('strange', 'ghost')]
    expect(refusal({ mutants })).toContain('boxes~strange: law boxes/ghost does not name it')
  })

  it('is named by its law in turn', () => {
    const mutants = [...basis.mutants, mutant('strange', 'keep')]
    expect(refusal({ mutants })).toContain('boxes~strange: law boxes/keep does not name it')
  })
})

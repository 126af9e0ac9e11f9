/** Laws, contracts and results of them, with only the facts that a test is about. */
import type { AnyContract, Claims, Evidence, Law, LawResult, LawVerdict, Tier } from '../../../contracts/index.ts'
import { sum } from '../../../src/harness/evidence.ts'

/** A law of a contract `boxes`; the other facts are dull. */
export function law(words: string, some: Partial<Law> = {}): Law {
  return {
    id: `boxes/${words}`,
    says: 'a box keeps what it is given',
    suite: 'basics',
    level: 'must',
    from: 'T0',
    needs: { ports: ['boxes'] },
    source: [],
    mutants: [],
    since: '0.1.0',
    check: async () => {},
    ...some,
  }
}

/** A contract of these laws, as `defineContract` would have made it. */
export function contract(laws: readonly Law[], name = 'boxes'): AnyContract {
  return {
    isContract: true,
    name,
    module: `file:///${name}.js`,
    version: 1,
    says: 'boxes',
    port: { name, claims: {}, methods: {} },
    model: {
      initial: () => undefined,
      step: (state) => ({ legal: true, state }),
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
    laws,
    mutants: [],
    controls: [],
    derived: {
      agrees: { source: [], mutants: [] },
      survives: { source: [], mutants: [] },
      linearizable: { source: [], mutants: [] },
    },
    since: '0.1.0',
  }
}

/** Claims of an adapter that offers boxes. */
export function claiming(some: Partial<Claims> = {}): Claims {
  return { survives: 'process', sharing: 'host', ports: { boxes: {} }, ...some }
}

/** Evidence of so many cases. */
export function evidence(some: Partial<Evidence> = {}): Evidence {
  return { ...sum([]), cases: 1, ...some }
}

/** What came of a law, the same at each of these tiers. */
export function result(words: string, verdict: LawVerdict, some: Partial<LawResult> = {}): LawResult {
  const { id, says, suite, level } = law(words)
  return { id, says, contract: 'boxes', suite, level, verdict, tiers: [], evidence: evidence(), ...some }
}

/** What came of a law at each of some tiers. */
export function atTiers(some: Partial<Record<Tier, LawVerdict>>): Pick<LawResult, 'tiers'> {
  const tiers = Object.entries(some).map(([tier, verdict]) => ({ tier: tier as Tier, verdict, evidence: evidence() }))
  return { tiers }
}

/** Counters: the smallest port that a lost update shows on. A call adds one and gives the sum, in whatever way it is named for. */
import type { AnyContract, AnyPort, Call, Generator, PortSpec } from 'holdfast'

interface Add {
  readonly call: string
}

const none = (): void => {}

/** The ways to add; an adapter serves those that it is about. */
const ways = [
  'add',
  'addDeferred',
  'addByText',
  'addByCursor',
  'addCrossed',
  'addHastily',
  'addAfter',
  'addNever',
  'addBlocked',
]

export const countersPort: PortSpec<'counters', AnyPort> = {
  name: 'counters',
  claims: {},
  methods: Object.fromEntries([...ways, 'read'].map((method) => [method, none])),
}

function callOf(method: string): Call {
  return { port: 'counters', method, args: [] }
}

const scripts: Generator<Add> = ({ actors, steps }, _seed, count) =>
  Array.from({ length: count }, () =>
    Array.from({ length: steps }, (_, step) => ({ actor: step % actors, does: { call: 'add' } })),
  )

const contract: AnyContract = {
  isContract: true,
  name: 'counters',
  module: import.meta.url,
  version: 1,
  says: 'a number that goes up by one',
  port: countersPort,
  model: {
    initial: () => 0,
    step(state, { method }, value) {
      const next = Number(state) + (method === 'read' ? 0 : 1)
      return value === next ? { legal: true, state: next } : { legal: false, expected: String(next) }
    },
    unseen: (state, { method }) => [Number(state) + (method === 'read' ? 0 : 1)],
    concerns: () => ({ everywhere: true, partitions: ['all'] }),
    key: String,
  },
  commands: {
    scripts,
    resolve: (command) => callOf((command as Add).call),
    simpler: () => [],
    marks: () => [],
    observers: ['read'],
    probes: () => [callOf('read')],
  },
  laws: [],
  mutants: [],
  controls: [],
  derived: {
    agrees: { source: [], mutants: [] },
    survives: { source: [], mutants: [] },
    linearizable: { source: [], mutants: [] },
  },
  since: '0.1.0',
}

export default contract

/** The laws of outputs that speak of values: what is put comes back as it was given, whatever its kind. */
import type { Law } from '../../law.ts'
import { anyValue, blobValue, bytesValue, falsyValue, largeValue, lookAlikeValue, mutableValue } from '../generate.ts'
import { focused, roundTrips } from './commands.ts'
import { crossed, key, run } from './rows.ts'

/** A round trip shows at once, and in a session that is opened again: nothing more is learned from a kill. */
const law = {
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: { ports: ['outputs'] },
  since: '0.1.0',
} as const

const blobsRoundTrip: Law = {
  id: 'outputs/blobs-round-trip',
  says: 'a blob comes back as a blob, with equal bytes and the same type',
  ...law,
  source: ['cache:54', 'cache:D19', 'cache:G20'],
  mutants: ['outputs~blob-is-empty-object', 'outputs~blob-without-type', 'outputs~blob-of-pooled-slab'],
  marks: ['blob'],
  check: (lab) => lab.hunt({ scripts: roundTrips(blobValue), faults: [] }),
}

const bytesRoundTrip: Law = {
  id: 'outputs/bytes-round-trip',
  says: 'bytes come back as the same kind of view: a buffer as a buffer, a typed array as that typed array',
  ...law,
  source: ['cache:55', 'cache:G21'],
  mutants: ['outputs~buffer-is-blob', 'outputs~buffer-is-array', 'outputs~typed-array-is-list'],
  marks: ['bytes'],
  check: (lab) => lab.hunt({ scripts: roundTrips(bytesValue), faults: [] }),
}

const falsyRoundTrips: Law = {
  id: 'outputs/falsy-round-trips',
  says: 'zero, false, null, the empty string and what else is falsy or empty is a hit with that very value',
  ...law,
  source: ['cache:D11', 'durability:S4'],
  mutants: ['outputs~falsy-is-null', 'outputs~falsy-is-miss'],
  marks: ['falsy'],
  check: (lab) => lab.hunt({ scripts: roundTrips(falsyValue), faults: [] }),
}

const plainDataPasses: Law = {
  id: 'outputs/plain-data-passes-untouched',
  says: 'plain data that looks like a ref, an envelope or a word of the encoding comes back as it was',
  ...law,
  source: ['cache:56'],
  mutants: ['outputs~strict-codec', 'outputs~rewrites-refs'],
  marks: ['look-alike'],
  check: (lab) => lab.hunt({ scripts: roundTrips(lookAlikeValue), faults: [] }),
}

const distinctValuesStayDistinct: Law = {
  id: 'outputs/distinct-values-stay-distinct',
  says: 'what JSON loses, hostile strings and keys, and nesting of any depth come back as they were',
  ...law,
  source: ['cache:G25', 'contracts/values.ts: Value'],
  mutants: ['outputs~plain-json', 'outputs~nul-ends-string', 'outputs~assigns-keys', 'outputs~depth-is-bounded'],
  marks: ['beyond-json'],
  check: (lab) => lab.hunt({ scripts: roundTrips(anyValue), faults: [] }),
}

const largeValuesRoundTrip: Law = {
  id: 'outputs/large-values-round-trip',
  says: 'a value of a mebibyte comes back whole',
  ...law,
  to: 'T1',
  source: ['contracts/values.ts: valueBytesMax'],
  mutants: ['outputs~cuts-large'],
  marks: ['large'],
  check: (lab) => lab.hunt({ scripts: roundTrips(largeValue) }),
}

const storeKeepsItsOwn: Law = {
  id: 'outputs/store-keeps-its-own',
  says: 'neither the object that was put nor one that was got edits the store when its owner changes it',
  ...law,
  source: ['cache:D18'],
  mutants: ['outputs~keeps-live-value', 'outputs~hands-out-live-value'],
  marks: ['hit'],
  check: (lab) =>
    lab.hunt({
      scripts: focused({ calls: ['put', 'get'], values: mutableValue }, crossed([run], [key])),
      faults: [],
    }),
}

/** From the ground up. */
export const valueLaws: readonly Law[] = [
  falsyRoundTrips,
  blobsRoundTrip,
  bytesRoundTrip,
  plainDataPasses,
  distinctValuesStayDistinct,
  largeValuesRoundTrip,
  storeKeepsItsOwn,
]

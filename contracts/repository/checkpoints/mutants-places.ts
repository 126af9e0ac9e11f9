/** Known-bad checkpoints whose fault shows on a place as such, in items and in keys. */
import { createHash } from 'node:crypto'
import type { Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { Begun, CheckpointKey, Checkpoints } from './port.ts'
import { checkpointMutant, withDone, withItems, withKeys } from './wrap.ts'

/** The answer, or another one where the store failed. */
async function or<Answer>(answer: Promise<Answer>, instead: Answer, code?: 'CLOSED'): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (isStoreError(error, code ?? 'IO')) return instead
    throw error
  }
}

const nothing = { failing: [], anchor: null } as const

/** Faults of methods, places, arguments and of a store that fails. */
const basicMutants: readonly Mutant[] = [
  checkpointMutant(
    'no-replace',
    { law: 'checkpoints/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ replace: undefined as unknown as Checkpoints['replace'] }),
  ),
  checkpointMutant(
    'seeded',
    { law: 'checkpoints/fresh-place-is-empty', says: 'a new place has an anchor', source: ['durability:W9'] },
    (inner) => ({
      async inspect(key) {
        const found = await inner.inspect(key)
        return { ...found, anchor: found.anchor ?? 'left-over' }
      },
    }),
  ),
  checkpointMutant(
    'one-place',
    { law: 'checkpoints/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, ground) => {
      const first = (ground.everywhere.get('checkpoints~one-place') as Checkpoints | undefined) ?? inner
      ground.everywhere.set('checkpoints~one-place', first)
      return first
    },
  ),
  checkpointMutant(
    'serves-after-close',
    {
      law: 'checkpoints/closed-session-refuses',
      says: 'an append after close is answered as if the run had ended',
      source: ['durability:G12'],
    },
    (inner) => ({
      append: (key, epoch, items) => or(inner.append(key, epoch, items), { status: 'superseded' }, 'CLOSED'),
    }),
  ),
  checkpointMutant(
    'takes-scalar',
    {
      law: 'checkpoints/refuses-bad-arguments',
      says: 'one item in the place of a list is taken for a list of one',
      source: ['durability:D7'],
    },
    (inner) => ({
      replace: (key, epoch, items) => inner.replace(key, epoch, typeof items === 'string' ? [items] : items),
    }),
  ),
  checkpointMutant(
    'finish-swallowed',
    {
      law: 'checkpoints/failed-finish-is-told',
      says: 'a finish that failed is acknowledged, so that the next run leaves out what it must do again',
      source: ['durability:D12', 'durability:T3'],
    },
    (inner) => ({ finish: (key, epoch, options) => or(inner.finish(key, epoch, options), { status: 'finished' }) }),
  ),
  checkpointMutant(
    'inspect-error-is-none',
    {
      law: 'checkpoints/error-is-not-absence',
      says: 'a failed read is taken for a key of which nothing is known',
      source: ['durability:A14', 'durability:T9'],
    },
    (inner) => ({ inspect: (key) => or(inner.inspect(key), { status: 'none', ...nothing }) }),
  ),
  checkpointMutant(
    'begin-error-is-fresh',
    {
      law: 'checkpoints/failed-begin-is-told',
      says: 'a run that could not be read is begun anew, with an empty set and the pin of now',
      source: ['durability:A14', 'durability:T2'],
    },
    (inner) => ({
      begin(key, { pin, ...rest }) {
        const fresh: Begun<string> = { epoch: 1, pin, done: [], ...nothing, resumed: false }
        return or(inner.begin(key, { pin, ...rest }), fresh)
      },
    }),
  ),
  checkpointMutant(
    'inspect-hides-streaks',
    {
      law: 'checkpoints/agrees-with-model',
      says: 'inspect shows no streaks where no run is unfinished',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      async inspect(key) {
        const found = await inner.inspect(key)
        return found.status === 'none' ? { ...found, failing: [] } : found
      },
    }),
  ),
]

const itemFaults = { law: 'checkpoints/items-round-trip', source: ['durability:D23'] } as const

/** Faults of single items. */
const itemMutants: readonly Mutant[] = [
  checkpointMutant('trims', { ...itemFaults, says: 'blanks at the ends of an item are cut off' }, (inner) =>
    withItems(inner, (item) => item.trim()),
  ),
  checkpointMutant('composes', { ...itemFaults, says: 'items are brought to one Unicode form' }, (inner) =>
    withItems(inner, (item) => item.normalize('NFC')),
  ),
  checkpointMutant('nul-ends', { ...itemFaults, says: 'an item ends at its first NUL' }, (inner) =>
    withItems(inner, (item) => item.split('\u0000')[0] ?? item),
  ),
  checkpointMutant(
    'sentinel',
    { ...itemFaults, says: 'the pin is kept among the items, so that an item with its name is taken for it' },
    (inner) => withDone(inner, (done) => done.filter((item) => item !== '__pin__')),
  ),
  checkpointMutant(
    'drops-falsy',
    { ...itemFaults, source: ['durability:S4'], says: 'an empty item is taken for none' },
    (inner) => withDone(inner, (done) => done.filter((item) => item !== '')),
  ),
]

/** The text of data, with the names on its upmost level in one order and those beneath left out. */
function shallowText(parameters: CheckpointKey['parameters']): string {
  const names = typeof parameters === 'object' && parameters !== null ? Object.keys(parameters).toSorted() : []
  return JSON.stringify(parameters, names)
}

/** Of a digest the first 32 bits. */
function shortHash(key: CheckpointKey): string {
  const text = JSON.stringify({ operation: key.operation, parameters: key.parameters })
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

const keyFaults = { law: 'checkpoints/keys-are-apart', source: ['durability:D14'] } as const

/** Faults of keys. */
const keyMutants: readonly Mutant[] = [
  checkpointMutant(
    'operation-only',
    { ...keyFaults, says: 'progress goes by the operation, whatever its parameters' },
    (inner) => withKeys(inner, ({ operation }) => ({ operation, parameters: null })),
  ),
  checkpointMutant(
    'shallow-keys',
    {
      ...keyFaults,
      source: ['durability:D14', 'cache:G25'],
      says: 'parameters are written down without what lies in them beneath the first level',
    },
    (inner) =>
      withKeys(inner, ({ operation, parameters }) => ({ operation, parameters: shallowText(parameters) ?? 'nothing' })),
  ),
  checkpointMutant(
    'short-hash',
    {
      ...keyFaults,
      source: ['durability:D16'],
      says: 'a key is known by 32 bits of its digest, and what they stand for is not kept',
    },
    (inner) => withKeys(inner, (key) => ({ operation: key.operation, parameters: shortHash(key) })),
  ),
  checkpointMutant(
    'finish-ends-all',
    { ...keyFaults, source: ['durability:S6'], says: 'a finish ends the runs of every key' },
    (inner, { memory }) => ({
      async begin(key, options) {
        const begun = await inner.begin(key, options)
        memory.set(JSON.stringify(key), [key, begun.epoch])
        return begun
      },
      async finish(key, epoch, options) {
        const ended = await inner.finish(key, epoch, options)
        const all = [...memory.values()] as readonly (readonly [CheckpointKey, number])[]
        if (ended.status === 'finished') for (const [other, its] of all) await inner.finish(other, its)
        return ended
      },
    }),
  ),
]

export const placeMutants: readonly Mutant[] = [...basicMutants, ...itemMutants, ...keyMutants]

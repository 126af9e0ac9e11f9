/** The laws of outputs about rows that have come to harm: what lies there and cannot be read is an error, and no miss. */
import { allDue, due, listed, statusOf } from '../../examples.ts'
import type { Bench, Lab, Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import type { OutputGot, OutputKeysPage } from './port.ts'
import { listingRefused } from './laws-listings.ts'
import { offers } from './moves.ts'
import { key, run } from './rows.ts'

/** How the text of a value comes to harm; what is stored is the text of two bytes. */
const damages: readonly (readonly [string, (text: string) => string])[] = [
  ['a text that was cut off', (text) => text.slice(0, -1)],
  ['no text at all', () => ''],
  ['a text of another shape', () => '{"$Uint8Array":"AQI="}'],
  ['a word that nobody wrote', () => '{"$Matrix":[2,"AQI="]}'],
  ['a size that is no number', () => '{"$Uint8Array":["2","AQI="]}'],
]

/** The same with a size that is not that of the bytes. */
const wrongSizes: readonly (readonly [string, (text: string) => string])[] = [
  ['fewer bytes than their size says', () => '{"$Uint8Array":[3,"AQI="]}'],
  ['more bytes than their size says', () => '{"$Uint8Array":[1,"AQI="]}'],
  ['a blob of fewer bytes than its size says', () => '{"$Blob":["",3,"AQI="]}'],
  ['a blob of more bytes than its size says', () => '{"$Blob":["",1,"AQI="]}'],
]

/** A session whose store gives the value of one key back damaged. */
function damaging(keyText: string, damage: (text: string) => string): (inner: AnyPort) => AnyPort {
  return (inner) => ({
    ...inner,
    async get(...args) {
      const got = (await inner['get']?.(...args)) as OutputGot<string>
      return got.status === 'hit' && args[1] === keyText ? { ...got, value: damage(got.value) } : got
    },
  })
}

const intact = { task: 'b', input: 'i' }

async function reads(place: Bench, damage: (text: string) => string, lists: boolean): Promise<Surprise | undefined> {
  const session = await place.open(damaging(JSON.stringify({ input: key.input, task: key.task }), damage))
  const surprise = await allDue(session, [
    ['stored', 'put', run, key, Uint8Array.of(1, 2)],
    ['stored', 'put', run, intact, 1],
    ['StoreError CORRUPT', 'get', run, key],
    ['StoreError CORRUPT', 'get', run, key],
    ['hit', 'get', run, intact],
  ])
  if (surprise) return surprise
  const items = (page: unknown): readonly string[] => (page as OutputKeysPage<string>).keys
  const found = lists ? await listed(session, { method: 'keys', args: [run], items }, 1_000) : ['', '']
  if ('expected' in found) return found
  if (found.length !== 2) return { expected: 'both keys listed', observed: `${found.length}` }
  return due(session, 'deleted', 'delete', run, key)
}

/** Tries each harm on a place of its own. */
function eachHarm(
  lab: Lab,
  harms: typeof damages,
  tries: (place: Bench, damage: (text: string) => string) => Promise<Surprise | undefined>,
): Promise<void> {
  return lab.example(harms.length, async (places) => {
    for (const [index, [what, damage]] of harms.entries()) {
      const place = places[index]
      const surprise = place && (await tries(place, damage))
      if (surprise) return { ...surprise, expected: `${surprise.expected}, for ${what}` }
    }
    return undefined
  })
}

function readsOn({ claims }: Lab): Parameters<typeof eachHarm>[2] {
  return (place, damage) => reads(place, damage, offers(claims, 'keys'))
}

const atFirst = {
  suite: 'faults',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['outputs'] },
  since: '0.1.0',
} as const

const corruptIsNoMiss: Law = {
  ...atFirst,
  id: 'outputs/corrupt-is-no-miss',
  says: 'a row that cannot be decoded rejects with CORRUPT: it is neither a miss nor a value, and hides no other row',
  source: ['cache:G24', 'durability:A14'],
  mutants: ['outputs~corrupt-is-miss', 'outputs~corrupt-is-uncoded', 'outputs~corrupt-fails-listing'],
  check: (lab) => eachHarm(lab, damages, readsOn(lab)),
}

const sizesAreHeldTo: Law = {
  ...atFirst,
  id: 'outputs/sizes-are-held-to',
  says: 'bytes whose number is not the stored size are CORRUPT, and are never handed out',
  source: ['cache:G22'],
  mutants: ['outputs~trusts-size'],
  check: (lab) => eachHarm(lab, wrongSizes, readsOn(lab)),
}

/** How the text of a key comes to harm. */
const keyDamages: readonly (readonly [string, (text: string) => string])[] = [
  ['a key that was cut off', (text) => text.slice(0, -1)],
  ['a key without a text', () => ''],
  ['a key whose text is none that we write', (text) => ` ${text}`],
]

/** A session whose store lists one key damaged. */
function misnaming(keyText: string, damage: (text: string) => string): (inner: AnyPort) => AnyPort {
  return (inner) => ({
    ...inner,
    async keys(...args) {
      const page = (await inner['keys']?.(...args)) as OutputKeysPage<string>
      return { ...page, keys: page.keys.map((text) => (text === keyText ? damage(text) : text)) }
    },
  })
}

async function tells(place: Bench, damage: (text: string) => string): Promise<Surprise | undefined> {
  const session = await place.open(misnaming(JSON.stringify({ input: key.input, task: key.task }), damage))
  const surprise = await allDue(session, [
    ['stored', 'put', run, key, 1],
    ['stored', 'put', run, intact, 1],
  ])
  if (surprise) return surprise
  const outcome = await session.call('keys', run, { limit: 10 })
  const page = outcome.status === 'ok' ? (outcome.value as OutputKeysPage<string>) : undefined
  const counts = `${page?.keys.length ?? 'no'} keys and ${page?.corrupt?.length ?? 'no'} corrupt rows`
  return counts === '1 keys and 1 corrupt rows'
    ? undefined
    : { expected: 'the other key, and one row in `corrupt`', observed: page ? counts : statusOf(outcome) }
}

const corruptKeyIsTold: Law = {
  ...atFirst,
  id: 'outputs/corrupt-key-is-told',
  says: 'a listing tells of a key that cannot be decoded in `corrupt`, beside the keys that can',
  needs: { ports: ['outputs'], claims: { outputs: ['listing'] } },
  source: ['durability:N11'],
  mutants: ['outputs~corrupt-key-hides-all', 'outputs~corrupt-key-untold'],
  refusal: listingRefused,
  check: (lab) => eachHarm(lab, keyDamages, tells),
}

/** Rows that cannot be read. */
export const corruptLaws: readonly Law[] = [corruptIsNoMiss, sizesAreHeldTo, corruptKeyIsTold]

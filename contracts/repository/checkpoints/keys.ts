/**
 * The keys and items that the moves of checkpoints name by a word. Keys are few, so that actors meet; the hostile ones
 * differ from another in one respect each. A key stands here with its canonical text, by which a history knows it.
 */
import type { CheckpointKey } from './port.ts'

interface NamedKey {
  readonly key: CheckpointKey
  readonly text: string
}

function sync(parameters: CheckpointKey['parameters'], text: string): NamedKey {
  return { key: { operation: 'sync', parameters }, text: `{"operation":"sync","parameters":${text}}` }
}

const keys: { readonly [word: string]: NamedKey } = {
  a: sync({ source: 'a' }, '{"source":"a"}'),
  b: sync({ source: 'b' }, '{"source":"b"}'),
  'other-operation': {
    key: { operation: 'links', parameters: { source: 'a' } },
    text: '{"operation":"links","parameters":{"source":"a"}}',
  },
  // They differ beneath the first level only.
  ordered: sync(
    { mode: 'all', model: { dimension: 3, name: 'm' } },
    '{"mode":"all","model":{"dimension":3,"name":"m"}}',
  ),
  deeper: sync(
    { mode: 'all', model: { dimension: 4, name: 'm' } },
    '{"mode":"all","model":{"dimension":4,"name":"m"}}',
  ),
  // The SHA-256 of both texts begins with 921c40e3.
  collides: sync({ part: 6_889 }, '{"part":6889}'),
  'collides-too': sync({ part: 148_904 }, '{"part":148904}'),
  nothing: sync(null, 'null'),
  absent: sync(undefined, '{"$undefined":true}'),
  zero: sync(0, '0'),
  'minus-zero': sync(-0, '{"$number":"-0"}'),
  'zero-text': sync('0', '"0"'),
  'looks-encoded': sync({ $undefined: true }, '{"$$undefined":true}'),
  'hostile-operation': {
    key: { operation: "a'; --\u0000", parameters: {} },
    text: '{"operation":"a\'; --\\u0000","parameters":{}}',
  },
}

/** The words for keys that differ from another one in one hostile respect. */
export const hostileKeys: readonly string[] = Object.keys(keys).slice(2)

const plain: NamedKey = sync({ source: 'a' }, '{"source":"a"}')

/** The key that a word stands for. */
export function keyNamed(word: string): CheckpointKey {
  return (keys[word] ?? plain).key
}

/** The canonical text of the key that a word stands for. */
export function keyText(word: string): string {
  return (keys[word] ?? plain).text
}

/** The key with this canonical text, if it is among those that have a word. */
export function keyWithText(text: string): CheckpointKey | undefined {
  return Object.values(keys).find((known) => known.text === text)?.key
}

const items: { readonly [word: string]: string } = {
  empty: '',
  blank: ' ',
  'a-blank': 'a ',
  zero: '0',
  null: 'null',
  list: '["a"]',
  bracketed: '[a]',
  quoted: '"a"',
  nul: 'a\u0000b',
  'ends-in-nul': 'a\u0000',
  newline: 'a\nb',
  composed: '\u00e9',
  decomposed: 'e\u0301',
  'non-bmp': '\u{1f512}',
  'lone-high': '\ud800',
  'lone-low': 'a\udc00',
  sentinel: '__pin__',
  prototype: '__proto__',
  number: '9007199254740993',
  percent: '%',
  long: 'x'.repeat(65_536),
  'long-too': `${'x'.repeat(65_535)}y`,
}

/** The words for items that a store may mistake for something else. */
export const hostileItems: readonly string[] = Object.keys(items)

/** The item that a word stands for; a word that is none of the hostile ones stands for itself. */
export function itemNamed(word: string): string {
  return Object.hasOwn(items, word) ? (items[word] ?? word) : word
}

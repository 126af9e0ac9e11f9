/**
 * Values in short, for a line of a timeline: what lies deep is hinted at by its first fact, since a row with an owner
 * of five facts in it would hide the fact that matters. The JSON report has every value whole.
 */
import { quotedText } from '../../contracts/show.ts'

const objectsDeepMax = 2
const deepMax = 8

/** A value as a person writes it; anything at all, since a broken store may answer anything. */
export function showValue(value: unknown): string {
  return show(value, [])
}

/** `within`: the objects and arrays that the value lies in, from the outermost. */
function show(value: unknown, within: readonly object[]): string {
  if (typeof value === 'string') return quotedText(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  // A cyclic value has no end.
  if (within.includes(value) || within.length === deepMax) return '...'
  if (Array.isArray(value)) return `[${value.map((item) => show(item, [...within, value])).join(', ')}]`
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  return kind === 'Object' ? showObject(value, within) : `[${kind}]`
}

function showObject(value: object, within: readonly object[]): string {
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  // Arrays do not count: the rows of a list are shown as fully as a single row.
  const isDeep = within.filter((outer) => !Array.isArray(outer)).length >= objectsDeepMax
  const shown = isDeep ? entries.slice(0, 1) : entries
  const facts = shown.map(([key, item]) => `${showKey(key)}: ${show(item, [...within, value])}`)
  return `{ ${[...facts, ...(shown.length < entries.length ? ['...'] : [])].join(', ')} }`
}

function showKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)
}

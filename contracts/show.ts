/** Values at length, for findings, which must show what differs. What messages show of a value is short: see `port.ts`. */

const charactersMax = 2_000

/** Characters that cannot be seen. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * A text in quotes. Keys and values lie in a history as canonical text, which has quotes and escapes of its own: such a
 * text stands between backticks as it is, so that none of them is escaped a second time.
 */
export function quotedText(text: string): string {
  const isVerbatim = /["\\]/.test(text) && !text.includes('`') && !hidden.test(text)
  return isVerbatim ? `\`${text}\`` : JSON.stringify(text)
}

/** A text for any value; of a very long one both ends, since long values often differ in their last part. */
export function showAtLength(value: unknown): string {
  const text = textOf(value)
  if (text.length <= charactersMax) return text
  const half = charactersMax / 2
  return `${text.slice(0, half)} ... ${text.length - 2 * half} characters ... ${text.slice(-half)}`
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return quotedText(value)
  if (value === undefined || typeof value === 'number' || typeof value === 'bigint') return String(value)
  try {
    const text = JSON.stringify(value) as string | undefined
    if (text !== undefined) return written(JSON.parse(text) as unknown)
  } catch {
    // A cyclic value, one that lies too deep, or a bigint inside: its type says enough.
  }
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

/** JSON, but for the texts in it that have quotes of their own. */
function written(json: unknown): string {
  if (typeof json === 'string') return quotedText(json)
  if (Array.isArray(json)) return `[${json.map(written).join(',')}]`
  if (typeof json !== 'object' || json === null) return String(json)
  return `{${Object.entries(json)
    .map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`)
    .join(',')}}`
}

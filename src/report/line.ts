/**
 * Text of others as one line of ours: a reason or an answer may hold anything, and must neither break a row nor move
 * the cursor of a terminal.
 */

const named: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text with every character that cannot be seen written out, so that it stays on one line and is told apart. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (hidden) => named[hidden] ?? escaped(hidden))
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** Sentences on one line: there white space only parts words. */
export function prose(text: string): string {
  return visible(text.replaceAll(/\s+/g, ' ').trim())
}

/** At most `charactersMax` of a text, and a sign where there was more. */
export function cut(text: string, charactersMax: number): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 3)}...` : text
}

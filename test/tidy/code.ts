// Reads TypeScript as text. TypeScript 7 has no compiler API, and what the guards ask is simple once comments and
// strings are out of the way and prettier has settled the indentation.

/** Block and line comments, regular expressions (where a value may begin), strings and templates: whichever begins first. */
const token = new RegExp(
  [
    String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`,
    String.raw`(?<=(?:[(,=:[!&|?{};>]|return|^)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*`,
    String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`,
    '`(?:\\\\[\\s\\S]|[^`\\\\])*`',
  ].join('|'),
  'gm',
)

const isComment = (part: string): boolean => part.startsWith('//') || part.startsWith('/*')
const blank = (part: string): string => part.replace(/[^\n]/g, ' ')

/** The text without comments; lines and columns stay where they were. */
export function withoutComments(text: string): string {
  return text.replace(token, (part) => (isComment(part) ? blank(part) : part))
}

/** The text without comments and without the insides of strings; lines and columns stay where they were. */
export function codeOf(text: string): string {
  return text.replace(token, (part) =>
    isComment(part) ? blank(part) : part[0] + blank(part.slice(1, -1)) + part.at(-1),
  )
}

/** The comments only; lines and columns stay where they were. */
export function commentsOf(text: string): string {
  let end = 0
  let comments = ''
  for (const { 0: part, index } of text.matchAll(token)) {
    comments += blank(text.slice(end, index)) + (isComment(part) ? part : blank(part))
    end = index + part.length
  }
  return comments
}

/** What a file imports, static or dynamic, types too; what stands in a string is text, not an import. */
export function importsOf(text: string): readonly { specifier: string; index: number }[] {
  const code = codeOf(text)
  const found = withoutComments(text).matchAll(
    /\b(?:from|import|import\(|require\(|resolve\()\s*['"`]([^'"`\n]+)['"`]/g,
  )
  const all = Array.from(found, ({ 1: specifier = '', index }) => ({ specifier, index }))
  return all.filter(({ index }) => code[index] !== ' ')
}

/**
 * The functions of a file, measured by indentation: prettier puts the closing bracket of a block at the indentation of
 * the line that the function begins on. Wrong only for a template whose text has a bracket at that very column.
 */
export function functionsOf(text: string): readonly { line: number; lines: number }[] {
  const lines = codeOf(text)
    .split('\n')
    .map((line) => line.trimEnd())
  return lines.flatMap((line, opening) => {
    const head = headOf(lines, opening)
    if (!line.endsWith('{') || !opensFunction(lines[head] ?? '', line)) return []
    const closing = lines.findIndex((later, at) => at > opening && later.startsWith(`${indentOf(line)}}`))
    return [{ line: head + 1, lines: closing - head + 1 }]
  })
}

const indentOf = (line: string): string => /^ */.exec(line)?.[0] ?? ''

/** The line that a statement begins on, when prettier broke its head over several lines. */
function headOf(lines: readonly string[], opening: number): number {
  const indent = indentOf(lines[opening] ?? '')
  let head = opening
  while (head > 0 && (indentOf(lines[head] ?? '') !== indent || /^\s*(?:[)}\]>]|$)/.test(lines[head] ?? ''))) head -= 1
  return head
}

/** `describe` groups tests and is not counted. */
function opensFunction(head: string, opening: string): boolean {
  if (/\bdescribe(?:\.\w+)?\(/.test(head)) return false
  if (opening.endsWith('=> {')) return true
  if (
    /^\s*(?:if|for|while|switch|try|do|case|default|else|return|(?:export )?(?:abstract )?(?:class|interface|type))\b/.test(
      head,
    )
  )
    return false
  return /\bfunction\b/.test(head) || /\)(?::.*)? \{$|^\s*\}.* \{$/.test(opening)
}

/** Markdown of GitHub's kind in which the text of others stays text. */
import { prose } from './line.ts'

/** A text on one line that no Markdown reads as more than text, in a table too. */
export function plainMarkdown(text: string): string {
  return prose(text).replaceAll(/[\\`*_[\]<>|~&$]/g, String.raw`\$&`)
}

/** The lines of a table. Columns are not aligned: one changed cell is then one changed line. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

/** What a campaign is, and the tables that it writes. */
import { existsSync, readFileSync } from 'node:fs'

/**
 * Tries and tells, line by line; false where something was not as it has to be. `flags` are those of verify, for the suites
 * that it runs.
 */
export type Campaign = (tell: (line: string) => void, flags: readonly string[]) => Promise<boolean>

/** Rows as the lines of a table: columns as wide as their widest cell, the first row as its head. */
export function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)]
}

/** The rows of the table in a file, without its head; none where there is no file. */
export function rowsIn(file: string): (readonly string[])[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  const rows = lines.filter((line) => line.startsWith('| ')).slice(2)
  return rows.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
}

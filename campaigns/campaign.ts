/** What a campaign is. */

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

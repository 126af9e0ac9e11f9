/** Aligned columns. Numbers stand to the right, all else to the left, and nothing trails a line. */
import type { Paint, Tone } from './paint.ts'

export interface Toned {
  readonly text: string
  readonly tone: Tone
}

export type Cell = string | number | Toned

export type Row = readonly Cell[]

/** The lines of a table. Its cells hold one line each; the last column may be as wide as it likes. */
export function table(rows: readonly Row[], paint: Paint): readonly string[] {
  const columns = columnsOf(rows)
  return rows.map((row) =>
    row
      .map((cell, index) => fitted(cell, columns[index], paint))
      .join('  ')
      .trimEnd(),
  )
}

interface Column {
  readonly width: number
  readonly isRight: boolean
}

function columnsOf(rows: readonly Row[]): readonly Column[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0)
  return Array.from({ length: count }, (_, index) => {
    const cells = rows.flatMap((row) => row[index] ?? [])
    const isRight = cells.some((cell) => typeof cell === 'number')
    return { isRight, width: cells.reduce<number>((most, cell) => Math.max(most, widthOf(textOf(cell))), 0) }
  })
}

function fitted(cell: Cell, column: Column | undefined, paint: Paint): string {
  const text = textOf(cell)
  const padding = ' '.repeat(Math.max(0, (column?.width ?? 0) - widthOf(text)))
  // Padding stays unpainted, so that it can be trimmed and no colour runs to the edge.
  const painted = typeof cell === 'object' && text !== '' ? paint(cell.tone, text) : text
  return column?.isRight ? padding + painted : painted + padding
}

function textOf(cell: Cell): string {
  return typeof cell === 'object' ? cell.text : String(cell)
}

function widthOf(text: string): number {
  return Array.from(text).length
}

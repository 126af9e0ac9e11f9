/** The loss of power of a finding: where it came, what was lost, and the file operations around it. */
import type { PowerLoss } from '../../contracts/index.ts'
import { cut, visible } from './line.ts'
import type { Paint } from './paint.ts'
import type { Row } from './table.ts'
import { table } from './table.ts'

const operationCharactersMax = 120

/** The lines of a loss. */
export function powerLines({ says, ordered, operations }: PowerLoss, paint: Paint): readonly string[] {
  const heads = ['#', 'operation', 'in call', 'after the loss']
  const rows = operations.map(({ number, says: operation, fate, call = '' }): Row => {
    const isGone = fate === 'lost' || fate === 'torn'
    const fated = isGone ? { tone: 'bad' as const, text: fate } : fate
    return [number, visible(cut(operation, operationCharactersMax)), visible(call), fated]
  })
  return [
    visible(says),
    ordered
      ? 'a file system that writes metadata down in order (ext4) may lose the same'
      : 'a file system that writes metadata down in order (ext4) would not lose this; others may',
    '',
    ...table([heads.map((text) => ({ tone: 'quiet' as const, text })), ...rows], paint),
  ]
}

/** A loss of power in words: where it came, what was lost, and the operations around it. */
import type { PowerLoss, PowerOperation } from '../../../contracts/index.ts'
import type { Loss } from '../case.ts'
import { pathWithin } from './file-table.ts'
import type { FileOperation } from './operation.ts'
import type { Recording } from './recording.ts'
import { nameOf } from './recording.ts'

/** Operations that are told before the cut and after it. */
const toldBefore = 24
const toldAfter = 3

/** How operations read on this disk: files go by the name that they had then. */
function namesOf(operations: readonly FileOperation[], present: ReadonlyMap<number, string>): readonly string[] {
  const names = new Map(present)
  const named = (inode: number): string => names.get(inode) ?? `file ${inode}`
  return operations.map((operation) => {
    switch (operation.op) {
      case 'create':
      case 'mkdir':
        names.set(operation.inode, operation.path)
        return `${operation.op} ${operation.path}`
      case 'write':
        return `write ${operation.bytes.length} bytes at ${operation.offset} to ${named(operation.inode)}`
      case 'truncate':
        return `set the size of ${named(operation.inode)} to ${operation.size}`
      case 'sync':
        return `sync ${named(operation.inode)}`
      case 'rename':
        for (const [inode, path] of names) {
          const rest = pathWithin(operation.from, path)
          if (rest !== undefined) names.set(inode, rest === '.' ? operation.to : `${operation.to}/${rest}`)
        }
        return `rename ${operation.from} -> ${operation.to}`
      case 'link':
        return `link ${operation.from} -> ${operation.to}`
      case 'unlink':
      case 'rmdir':
        return `${operation.op} ${operation.path}`
    }
  })
}

function fateOf(position: number, pending: ReadonlySet<number>, { cut, lost, torn }: Loss): PowerOperation['fate'] {
  if (position >= cut) return 'not made'
  if (lost.includes(position)) return 'lost'
  if (torn?.operation === position) return 'torn'
  return pending.has(position) ? 'kept' : 'durable'
}

/** What a person is told of a loss on what was recorded. */
export function lossInWords({ disk, history, spans }: Recording, loss: Loss): PowerLoss {
  const { cut, lost, torn } = loss
  const names = namesOf(disk.operations, disk.names)
  const pending = new Set(disk.pending(cut))
  const said = (position: number): string => `${position + 1} (${names[position] ?? 'nothing'})`
  const gone = [
    ...lost.map((position) => `${said(position)}, never synced`),
    ...(torn ? [`of ${said(torn.operation)} the sectors ${torn.sectors.join(', ')} of ${torn.bytes} bytes`] : []),
  ]
  const where = cut === 0 ? 'before the first operation' : `after operation ${said(cut - 1)} of ${names.length}`
  const callOf = (position: number): string | undefined => {
    const index = spans.findIndex(({ invokedAt, returnedAt }) => position >= invokedAt && position < returnedAt)
    const call = history[index]?.call
    return call && `#${index + 1} ${nameOf(call)}`
  }
  const first = Math.max(0, Math.min(cut - toldBefore, ...lost, torn?.operation ?? cut))
  const operations = names.slice(first, cut + toldAfter).map((says, offset): PowerOperation => {
    const position = first + offset
    const call = callOf(position)
    return {
      number: position + 1,
      says,
      fate: fateOf(position, pending, loss),
      ...(call === undefined ? {} : { call }),
    }
  })
  return {
    says: `power lost ${where}; lost: ${gone.length === 0 ? 'nothing' : gone.join('; ')}`,
    ordered: disk.allows({ ...loss, profile: 'ext4' }),
    operations,
  }
}

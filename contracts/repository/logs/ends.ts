/** What the end of a log is, told from all that lies there: parts are text in latin1, one character a byte. */
import type { LogQuery } from './port.ts'
import type { PartScene } from './scenes.ts'
import { logStreams } from './streams.ts'

/** How many bytes parts have. */
export function bytesIn(parts: readonly PartScene[]): number {
  return parts.reduce((sum, { latin1 }) => sum + latin1.length, 0)
}

/** The lines of a text: each ends with its newline, but the last may have none. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The parts without the first `skip` bytes of those that `isMeant` means. */
function without(
  parts: readonly PartScene[],
  skip: number,
  isMeant: (part: PartScene) => boolean,
): readonly PartScene[] {
  let rest = skip
  return parts.flatMap((part) => {
    if (!isMeant(part)) return [part]
    const cut = Math.min(rest, part.latin1.length)
    rest -= cut
    return cut === part.latin1.length ? [] : [{ stream: part.stream, latin1: part.latin1.slice(cut) }]
  })
}

/** The parts that a tail gives of a log which holds these. */
export function endOf(parts: readonly PartScene[], { lines, bytes }: LogQuery): readonly PartScene[] {
  if (bytes !== undefined) return without(parts, Math.max(0, bytesIn(parts) - bytes), () => true)
  if (lines === undefined) return parts
  let left = parts
  for (const stream of logStreams) {
    const isOf = (part: PartScene): boolean => part.stream === stream
    const of = parts.filter(isOf)
    const last = linesOf(of.map(({ latin1 }) => latin1).join('')).slice(-lines)
    left = without(left, bytesIn(of) - last.join('').length, isOf)
  }
  return left
}

/** The states of logs that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../../lab.ts'
import { bytesIn } from './ends.ts'
import { answerOf, logOfEvent } from './moves.ts'
import type { AppendScene, PartScene, TailScene } from './scenes.ts'

/** The first byte of a character of several bytes in UTF-8, and one that follows. */
const [begins, follows] = [/[\u00c2-\u00f4]$/, /^[\u0080-\u00bf]/]

/** Whether a character is split between two parts of one stream. */
function isSplit(parts: readonly PartScene[]): boolean {
  return parts.some(({ stream, latin1 }, index) => {
    const next = parts.slice(index + 1).find((part) => part.stream === stream)
    return next !== undefined && begins.test(latin1) && follows.test(next.latin1)
  })
}

type Shown = { readonly parts: readonly PartScene[]; readonly size: number; readonly dropped: number }

function tailMarks({ lines, bytes }: TailScene, { parts, size, dropped }: Shown): readonly string[] {
  const marks = ['there']
  const isCut = bytesIn(parts) < size
  if (lines !== undefined) marks.push(isCut ? 'lines-cut' : 'lines-all')
  if (bytes !== undefined) marks.push(isCut ? 'bytes-cut' : 'bytes-all')
  if (dropped > 0) marks.push('trimmed')
  if (isSplit(parts)) marks.push('split')
  const text = parts.map(({ latin1 }) => latin1).join('')
  if (/\r\n/.test(text)) marks.push('crlf')
  if (/\n\n/.test(text)) marks.push('blank-line')
  if (/[^\n]$/.test(text)) marks.push('unfinished-line')
  return marks
}

function marksOf(event: Event, written: ReadonlyMap<string, number>): readonly string[] {
  const { call, outcome, actor } = event
  if (outcome.status === 'unknown') return ['in-flight']
  const { status = '' } = answerOf(event)
  const name = logOfEvent(event) ?? ''
  switch (call.method) {
    case 'tail': {
      if (status !== 'there' || outcome.status !== 'ok') return status === '' ? [] : [status]
      const marks = tailMarks(call.args[0] as TailScene, outcome.value as Shown)
      const writer = written.get(name)
      return writer === undefined || writer === actor ? marks : [...marks, 'read-by-another']
    }
    case 'append':
      return status === 'appended' && 'limitBytes' in (call.args[0] as AppendScene) ? [status, 'limited'] : [status]
    case 'seal':
      return [status]
    case 'drop':
      return status === 'absent' ? ['nothing-dropped'] : [status]
    default: {
      const { logs } = (outcome.status === 'ok' ? outcome.value : {}) as { readonly logs?: number }
      return logs === undefined ? [] : [logs > 0 ? 'pruned' : 'spared']
    }
  }
}

/** Which marks a history reached. */
export function logMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const written = new Map<string, number>()
  for (const event of history) {
    for (const mark of marksOf(event, written)) reached.add(mark)
    if (answerOf(event).status === 'appended') written.set(logOfEvent(event) ?? '', event.actor)
  }
  reached.delete('')
  return [...reached]
}

/** The states of checkpoints that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../../lab.ts'
import { hostileKeys, hostileItems, itemNamed, keyText } from './keys.ts'
import { itemsOf, keyOf } from './moves.ts'
import type { Appended, Begun, FailureStreak } from './port.ts'

const hostileTexts: ReadonlySet<unknown> = new Set(hostileItems.map((word) => JSON.stringify(itemNamed(word))))
const hostileKeyTexts: ReadonlySet<unknown> = new Set(hostileKeys.map(keyText))

function begunMarks({ resumed, done }: Begun<string>): readonly string[] {
  if (!resumed) return ['begun']
  return done.length > 0 ? ['resumed', 'resumed-with-items'] : ['resumed']
}

function appendedMarks(event: Event, { added }: Appended & { readonly status: 'appended' }): readonly string[] {
  const asked = new Set(itemsOf(event)).size
  if (asked === 0) return ['no-items']
  return added < asked ? ['known-item'] : ['appended']
}

function marksOf(event: Event): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const value = outcome.value as { readonly status?: string; readonly runs?: number } | null
  if (call.method === 'begin') return begunMarks(value as unknown as Begun<string>)
  if (call.method === 'purge') return [(value?.runs ?? 0) > 0 ? 'purged' : 'nothing-idle']
  const status = value?.status
  switch (status) {
    case 'appended':
      return appendedMarks(event, value as Appended & { readonly status: 'appended' })
    case 'recorded': {
      const { failing } = value as unknown as { readonly failing: readonly FailureStreak<string>[] }
      return failing.some(({ streak }) => streak > 1) ? ['failed', 'failed-again'] : ['failed']
    }
    case 'finished':
      return call.args[2] === undefined ? ['finished'] : ['finished', 'anchored']
    case undefined:
      return []
    default:
      return call.method === 'inspect' ? [] : [status]
  }
}

function hostile(event: Event): readonly string[] {
  const key = hostileKeyTexts.has(keyOf(event)) ? ['hostile-key'] : []
  return itemsOf(event).some((item) => hostileTexts.has(item)) ? [...key, 'hostile-item'] : key
}

/** What a history shows of the runs of one key after each other. */
function successions(history: History): readonly string[] {
  const marks: string[] = []
  const [open, ended] = [new Set<string>(), new Set<string>()]
  for (const event of history) {
    const key = keyOf(event) ?? ''
    const { outcome, call } = event
    if (outcome.status !== 'ok') continue
    const { status, resumed } = (outcome.value ?? {}) as { readonly status?: string; readonly resumed?: boolean }
    if (status === 'finished') {
      ended.add(key)
      open.delete(key)
    }
    if (call.method !== 'begin') continue
    if (ended.has(key)) marks.push('reopened')
    if (open.has(key) && resumed === false) marks.push('repinned')
    open.add(key)
  }
  return marks
}

/**
 * Which marks a history reached; `reopened` is a run on a key of which an earlier one was finished, `repinned` one that
 * took the place of an unfinished run.
 */
export function checkpointMarks(history: History): readonly string[] {
  return [...new Set([...history.flatMap((event) => [...marksOf(event), ...hostile(event)]), ...successions(history)])]
}

/** A judge of one promise, which needs no model: a second, independent path to the same facts. */
import type { Event, Judge } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { answerOf, logOfEvent } from './moves.ts'

/** The logs that a pruning takes; undefined where the time of its effect leaves that open. */
function taken({ call, fromMs, toMs }: Event, sealed: ReadonlyMap<string, Event>): readonly string[] | undefined {
  const { olderThanMs } = call.args[0] as { readonly olderThanMs: number }
  const old = (ageOf: (seal: Event) => number): readonly string[] =>
    [...sealed].filter(([, seal]) => ageOf(seal) >= olderThanMs).map(([name]) => name)
  const [must, may] = [old((seal) => fromMs - seal.toMs), old((seal) => toMs - seal.fromMs)]
  return must.length === may.length ? must : undefined
}

/** A pruning counts the logs that it removed. For histories in which no calls overlap or get lost. */
export const pruningsAreCounted: Judge = (history) => {
  const sealed = new Map<string, Event>()
  for (const [at, event] of history.entries()) {
    const name = logOfEvent(event)
    const { status } = answerOf(event)
    if (name !== undefined) {
      // Sealing again changes nothing, the age neither.
      if (event.call.method === 'seal' && status === 'sealed' && !sealed.has(name)) sealed.set(name, event)
      if (status === 'dropped') sealed.delete(name)
      continue
    }
    const gone = taken(event, sealed)
    if (!gone) return undefined
    const { logs } = (event.outcome.status === 'ok' ? event.outcome.value : {}) as { readonly logs?: number }
    if (logs !== gone.length) return { at, expected: `${gone.length} logs`, observed: showAtLength(logs) }
    for (const one of gone) sealed.delete(one)
  }
  return undefined
}

/** The states of outputs that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../../lab.ts'
import { partitionOf } from './model.ts'
import type { OutputGot, OutputKeysPage, OutputScopesPage, OutputsRemoved } from './port.ts'

/** What is known of the rows while a history is read. */
interface Seen {
  /** by partition: the actor whose write was acknowledged last */
  readonly writers: Map<string, number>
  /** every scope that a key was written in, whether its row is there or not */
  readonly scopesOf: Map<string, Set<string>>
}

const falsy = new Set(['0', '""', 'false', 'null', '[]', '{}', '{"$number":"NaN"}', '{"$number":"-0"}'])

/** What kind of value a text stands for, as far as it is worth a mark. */
function valueMarks(text: string): readonly string[] {
  const marks: string[] = []
  if (falsy.has(text)) marks.push('falsy')
  if (text.startsWith('{"$Blob":')) marks.push('blob')
  else if (/^\{"\$(ArrayBuffer|DataView|\w+Array)":/.test(text)) marks.push('bytes')
  else if (/^\{"\$(?!\$)/.test(text)) marks.push('beyond-json')
  if (text.includes('"$$')) marks.push('look-alike')
  if (text.length > 1_000_000) marks.push('large')
  return marks
}

function gotMarks({ actor, call, outcome }: Event, { writers, scopesOf }: Seen): readonly string[] {
  const [scope, key] = call.args as readonly [string, string]
  const got = outcome.status === 'ok' ? (outcome.value as OutputGot<string> | null) : null
  const writer = writers.get(partitionOf(scope, key))
  if (got?.status === 'miss') {
    const elsewhere = [...(scopesOf.get(key) ?? [])].some((other) => other !== scope)
    return ['miss', ...(elsewhere && writer === undefined ? ['held-elsewhere'] : [])]
  }
  if (got?.status !== 'hit') return []
  const shared = /"run":/.test(scope) ? [] : ['shared']
  const marks = ['hit', ...valueMarks(got.value), ...shared]
  return writer === undefined || writer === actor ? marks : [...marks, 'read-by-another']
}

function marksOf(event: Event, seen: Seen): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const [scope, key] = call.args as readonly [string, string]
  const answer = outcome.value as { readonly status?: string } | null
  switch (call.method) {
    case 'get':
      return gotMarks(event, seen)
    case 'put':
      return [seen.writers.has(partitionOf(scope, key)) ? 'overwritten' : 'stored']
    case 'delete':
      return answer?.status === undefined ? [] : [answer.status]
    case 'scopes':
      return (outcome.value as OutputScopesPage<string> | null)?.scopes?.length ? ['scopes-listed'] : []
    case 'keys':
      return (outcome.value as OutputKeysPage<string> | null)?.keys?.length ? ['listed'] : []
    default: {
      const removed = (outcome.value as OutputsRemoved | null)?.rows ?? 0
      const [did, didNot] = call.method === 'clear' ? ['cleared', 'clear-empty'] : ['pruned', 'spared']
      return [removed > 0 ? did : didNot]
    }
  }
}

function note({ actor, call, outcome }: Event, { writers, scopesOf }: Seen): void {
  const [scope, key] = call.args as readonly [string, string]
  if (outcome.status !== 'ok') return
  if (call.method === 'put') {
    writers.set(partitionOf(scope, key), actor)
    scopesOf.set(key, (scopesOf.get(key) ?? new Set()).add(scope))
  }
  if (call.method === 'delete') writers.delete(partitionOf(scope, key))
}

/** Which marks a history reached. */
export function outputMarks(history: History): readonly string[] {
  const reached = new Set<string>()
  const seen: Seen = { writers: new Map(), scopesOf: new Map() }
  for (const event of history) {
    for (const mark of marksOf(event, seen)) reached.add(mark)
    note(event, seen)
  }
  return [...reached]
}

/** The states of blobs that are worth reaching: a law that never saw one of those it needs has proven nothing. */
import type { Event, History } from '../../lab.ts'
import { scopeText, sees } from '../scopes.ts'
import { writtenIn } from './moves.ts'
import type { BlobListed, BlobsPage } from './port.ts'
import type { ReadScene, ReadSeen, WriteSeen } from './scenes.ts'
import type { WriteScene } from './sources.ts'

/** What is known of the blobs while a history is read. */
interface Seen {
  /** by id: the text of the scope that a blob was written in, and by whom */
  readonly written: Map<string, { readonly scope: string; readonly actor: number }>
  readonly deleted: Set<string>
  /** the chunks of all writes that came to their end */
  readonly chunks: Set<string>
}

function writeMarks({ chunks, mime, aborts }: WriteScene, { status }: WriteSeen, seen: Seen): readonly string[] {
  if (status !== 'written') return [status === 'aborted' && !aborts ? 'reaped' : status]
  const size = chunks.reduce((sum, { bytes }) => sum + bytes, 0)
  const marks = ['written', ...(mime === undefined ? [] : ['typed'])]
  if (size === 0) marks.push('empty')
  if (chunks.length > 1 && size > 0) marks.push('chunked')
  if (chunks.some(({ bytes }) => bytes === 0)) marks.push('empty-chunk')
  if (size > 65_536) marks.push('large')
  if (seen.chunks.has(JSON.stringify(chunks))) marks.push('twin')
  return marks
}

/** What the ref of a call is to the blobs that were written: its own, one of another scope, or none. */
function aimMarks({ actor, call }: Event, seen: ReadSeen, { written, deleted }: Seen): readonly string[] {
  const { scope, ref } = call.args[0] as unknown as ReadScene
  const origin = written.get(ref.id)
  if (seen.status !== 'absent') {
    const marks: string[] = [seen.status]
    if (origin && origin.actor !== actor) marks.push('read-by-another')
    if (ref.scope.run === undefined && scope.run !== undefined) marks.push('shared')
    return marks
  }
  const marks = ['absent']
  if (!origin) marks.push('forged')
  else if (origin.scope !== scopeText(ref.scope)) marks.push('claimed')
  else if (!sees(scope, ref.scope)) marks.push('foreign')
  else if (deleted.has(ref.id)) marks.push('dangling')
  return marks
}

function deleteMarks({ call, outcome }: Event, { written, deleted }: Seen): readonly string[] {
  const { status } = (outcome.status === 'ok' ? outcome.value : {}) as { readonly status?: string }
  const { scope, ref } = call.args[0] as unknown as ReadScene
  if (status === 'deleted') return ['deleted']
  if (deleted.has(ref.id)) return ['deleted-again']
  return written.has(ref.id) && scopeText(scope) !== scopeText(ref.scope) ? ['delete-refused'] : ['delete-absent']
}

function marksOf(event: Event, seen: Seen): readonly string[] {
  const { call, outcome } = event
  if (outcome.status === 'unknown') return call.method === 'write' ? ['in-flight', 'write-in-flight'] : ['in-flight']
  if (outcome.status !== 'ok') return []
  const { value } = outcome
  switch (call.method) {
    case 'write':
      return writeMarks(call.args[0] as unknown as WriteScene, value as WriteSeen, seen)
    case 'delete':
      return deleteMarks(event, seen)
    case 'list':
      return (value as BlobsPage<BlobListed>).blobs.length > 0 ? ['listed'] : ['none-listed']
    case 'reap':
      return (value as { readonly writes: number }).writes > 0 ? ['reaped-some'] : ['reaped-none']
    case 'survey':
      return []
    default:
      return aimMarks(event, value as ReadSeen, seen)
  }
}

function note(event: Event, { written, deleted, chunks }: Seen): void {
  const { actor, call, outcome } = event
  for (const { id, scope } of writtenIn([event])) {
    written.set(id, { scope: scopeText(scope), actor })
    chunks.add(JSON.stringify((call.args[0] as unknown as WriteScene).chunks))
  }
  const status = outcome.status === 'ok' ? (outcome.value as { readonly status?: string } | null)?.status : undefined
  if (call.method === 'delete' && status === 'deleted') deleted.add((call.args[0] as unknown as ReadScene).ref.id)
}

/** The blob that a call is about; undefined where it names none. */
function blobOf({ call }: Event): string | undefined {
  return call.method === 'write' || call.method === 'survey'
    ? undefined
    : (call.args[0] as unknown as Partial<ReadScene>).ref?.id
}

function overlap(one: Event, other: Event): boolean {
  return one !== other && one.invoked < other.returned && other.invoked < one.returned
}

/** What a history shows of calls that overlap; a write of unknown outcome may be under way for ever. */
function meetings(history: History): readonly string[] {
  const marks = new Set<string>()
  for (const event of history) {
    const beside = history.filter((other) => overlap(event, other))
    if (event.call.method === 'write') {
      if (beside.some(({ call }) => call.method === 'write')) marks.add('amid-write')
      if (beside.some(({ call }) => call.method === 'reap')) marks.add('reap-amid-write')
    }
    if (
      event.call.method === 'stream' &&
      beside.some((other) => other.call.method === 'delete' && blobOf(other) === blobOf(event))
    )
      marks.add('amid-read')
  }
  return [...marks]
}

/** Which marks a history reached. */
export function blobMarks(history: History): readonly string[] {
  const reached = new Set<string>(meetings(history))
  const seen: Seen = { written: new Map(), deleted: new Set(), chunks: new Set() }
  for (const event of history) {
    for (const mark of marksOf(event, seen)) reached.add(mark)
    note(event, seen)
  }
  return [...reached]
}

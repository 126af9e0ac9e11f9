/**
 * What blobs promise to anyone who sees only calls and answers: one partition for each blob, which is its scope and its
 * id, and one for writes that were given up. A write makes the blob of one partition, once and for all; before it and
 * after a deletion there is none. `list`, `survey` and `reap` concern every blob; how many writes a reap removed cannot be
 * seen from one.
 *
 * Invariants of a state: the time of a write is known as a closed range, since the store's time at its effect may be known
 * only as a range. A write of unknown outcome may have made any blob of its scope that nobody made: of which one only
 * what is seen of it later can tell.
 */
import type { Judged, Model, Span } from '../../contract.ts'
import type { Call } from '../../port.ts'
import { isNo } from '../../claims.ts'
import { show } from '../../port.ts'
import type { Ref } from '../../values.ts'
import { refKind } from '../refs.ts'
import { scopeText, sees } from '../scopes.ts'
import type { BlobDeleted, BlobFacts, BlobListed, BlobQuery, BlobsPage, BlobStat } from './port.ts'
import type { ReadScene, ReadSeen, SurveySeen, WriteSeen } from './scenes.ts'
import { digestOf } from './scenes.ts'
import { chunkBytesMax } from './serve.ts'
import type { ChunkRecipe, WriteScene } from './sources.ts'
import { bytesOf } from './sources.ts'

/** A blob as it was written. */
export interface Blob {
  readonly size: number
  readonly digest: string
  readonly mime?: string
  /** the store's time of the write */
  readonly minMs: number
  readonly maxMs: number
}

export interface BlobState {
  /** the text of its scope */
  readonly scope: string
  readonly id: string
  /** whether blobs are dated at all */
  readonly dated: boolean
  readonly blob?: Blob
  /** whether there was a blob that was deleted: nobody makes it again */
  readonly gone?: true
  /** in the partition of writes that were given up: how many more may be, since so many were reaped */
  readonly reaped: number
}

/** The partition of writes that were given up; no scope has this text. */
export const givenUp = 'given up'

/** The partition of a blob. The text of a scope holds no line break. */
export function partitionOf({ scope, id }: Pick<Ref, 'scope' | 'id'>): string {
  return `${scopeText(scope)}\n${id}`
}

function illegal(expected: string): { readonly legal: false; readonly expected: string } {
  return { legal: false, expected }
}

function same(state: BlobState): Judged<BlobState> {
  return { legal: true, state }
}

const digests = new Map<string, string>()
const digestsMax = 1_000

/** What the bytes of recipes add up to. Histories ask for the same few over and over. */
export function digestOfAll(chunks: readonly ChunkRecipe[]): string {
  const key = chunks.map(({ bytes, seed }) => `${bytes} ${seed}`).join()
  const known = digests.get(key)
  if (known !== undefined) return known
  if (digests.size > digestsMax) digests.clear()
  const digest = digestOf(chunks.map(bytesOf))
  digests.set(key, digest)
  return digest
}

/** How many bytes a write has. */
export function sizeOf({ chunks }: WriteScene): number {
  return chunks.reduce((size, { bytes }) => size + bytes, 0)
}

function written(scene: WriteScene, span: Span): Blob {
  const { chunks, mime } = scene
  const typed = mime === undefined ? {} : { mime }
  return { size: sizeOf(scene), digest: digestOfAll(chunks), ...typed, minMs: span.fromMs, maxMs: span.toMs }
}

/** Whether a write comes to its end: its source fails at no chunk of it, and its signal is not aborted. */
export function isWhole({ chunks, fails, aborts }: WriteScene): boolean {
  return (fails ?? Infinity) > chunks.length && (aborts?.before ?? Infinity) > chunks.length
}

function write(state: BlobState, scene: WriteScene, seen: WriteSeen, span: Span): Judged<BlobState> {
  const { chunks, fails = Infinity } = scene
  if (seen.status === 'aborted') return gaveUp(state, scene)
  if (seen.status === 'source-failed' && fails <= chunks.length) return same(state)
  if (seen.status !== 'written') return illegal('written')
  if (!isWhole(scene)) return illegal('nothing published: its source did not come to its end')
  const { kind, id, scope, size, mime } = seen.ref
  if (kind !== refKind) return illegal('a ref with its brand')
  if (!/^[\w.-]{1,200}$/.test(id)) return illegal('an id of 1 to 200 letters, digits, dots, dashes and underscores')
  if (scopeText(scope) !== scopeText(scene.scope)) return illegal(`a ref of ${scopeText(scene.scope)}`)
  if (size !== sizeOf(scene)) return illegal(`a size of ${sizeOf(scene)}`)
  if (mime !== scene.mime) return illegal(`the media type ${show(scene.mime)}`)
  if (state.blob || state.gone) return illegal('an id that no other write ever had')
  return same({ ...state, blob: written(scene, span) })
}

/** A write rejects as given up where its signal was aborted, or where it was reaped. */
function gaveUp(state: BlobState, { aborts }: WriteScene): Judged<BlobState> {
  if (aborts) return same(state)
  return state.reaped > 0 ? same({ ...state, reaped: state.reaped - 1 }) : illegal('written: nobody gave this write up')
}

/** The state once the facts of its blob were seen, or what they should have been. */
function shown(state: BlobState, { size, mime, storedAtMs }: BlobFacts): Judged<BlobState> {
  const { blob, dated } = state
  if (!blob) return illegal('no such blob')
  if (size !== blob.size) return illegal(`a size of ${blob.size}`)
  if (mime !== blob.mime) return illegal(`the media type ${show(blob.mime)}`)
  if (!dated) return storedAtMs === undefined ? same(state) : illegal('no storedAtMs: no ages are claimed')
  const { minMs, maxMs } = blob
  if (storedAtMs === undefined || !(storedAtMs >= minMs && storedAtMs <= maxMs))
    return illegal(`stored at ${minMs === maxMs ? minMs : `${minMs}..${maxMs}`}`)
  return same({ ...state, blob: { ...blob, minMs: storedAtMs, maxMs: storedAtMs } })
}

function read(state: BlobState, { scope, ref }: ReadScene, seen: BlobStat | ReadSeen): Judged<BlobState> {
  const visible = state.blob !== undefined && sees(scope, ref.scope)
  if (seen.status === 'absent') return visible ? illegal('there: the blob was written and not deleted') : same(state)
  if (!sees(scope, ref.scope)) return illegal('absent: whoever stands there sees no such blob')
  // It was there when it was opened; where its bytes end in the middle it was deleted meanwhile.
  if (seen.status === 'cut') return state.gone ? same(state) : illegal('all of its bytes: nobody deleted the blob')
  if (seen.status !== 'there' && seen.status !== 'left') return illegal('there, or absent')
  if (state.blob && 'digest' in seen && seen.digest !== state.blob.digest) return illegal('the bytes that were written')
  if ('largest' in seen && seen.largest > chunkBytesMax) return illegal(`chunks of at most ${chunkBytesMax} bytes`)
  return shown(state, seen)
}

function remove(state: BlobState, { scope, ref }: ReadScene, { status }: BlobDeleted): Judged<BlobState> {
  const isOwn = scopeText(scope) === scopeText(ref.scope)
  if (status === 'absent') return state.blob && isOwn ? illegal('deleted: the blob is there') : same(state)
  if (status !== 'deleted' || !state.blob || !isOwn) return illegal(state.blob && isOwn ? 'deleted' : 'absent')
  return same(deleted(state))
}

function deleted({ scope, id, dated, reaped }: BlobState): BlobState {
  return { scope, id, dated, reaped, gone: true }
}

/** Whether a blob may be, and whether it must be, so old as is asked. */
function aged({ blob, dated }: BlobState, olderThanMs: number, span: Span): { may: boolean; must: boolean } {
  if (!blob) return { may: false, must: false }
  if (!dated) return { may: true, must: true }
  return { may: span.toMs - blob.minMs >= olderThanMs, must: span.fromMs - blob.maxMs >= olderThanMs }
}

/** A listing; `whole` where it gives all that there is. */
function listed(
  state: BlobState,
  blobs: readonly (BlobListed & { readonly digest?: string })[],
  asked: { readonly olderThanMs: number; readonly whole: boolean },
  span: Span,
): Judged<BlobState> {
  const own = blobs.filter(({ ref }) => scopeText(ref.scope) === state.scope && ref.id === state.id)
  const { may, must } = aged(state, asked.olderThanMs, span)
  const [one] = own
  if (own.length > 1) return illegal(`${state.id} listed once`)
  if (!one) return must && asked.whole ? illegal(`listed: ${state.id}`) : same(state)
  if (!may) return illegal(`no ${state.id}: ${state.blob ? 'it is younger' : 'there is no such blob'}`)
  if (one.digest !== undefined && one.digest !== state.blob?.digest) return illegal('the bytes that were written')
  const { ref, storedAtMs } = one
  if (ref.kind !== refKind) return illegal('a ref with its brand')
  return shown(state, storedAtMs === undefined ? ref : { ...ref, storedAtMs })
}

function list(state: BlobState, query: BlobQuery, page: BlobsPage<BlobListed>, span: Span): Judged<BlobState> {
  const { limit, olderThanMs, cursor } = query
  if (page.blobs.length > limit) return illegal(`a page of at most ${limit} blobs`)
  // A page that follows another, or is followed by one, need not show every blob.
  return listed(state, page.blobs, { olderThanMs, whole: page.cursor === undefined && cursor === undefined }, span)
}

function reap(state: BlobState, { writes }: { readonly writes: number }): Judged<BlobState> {
  if (!Number.isSafeInteger(writes) || writes < 0) return illegal('a count')
  return same(state.scope === givenUp ? { ...state, reaped: state.reaped + writes } : state)
}

function step(state: BlobState, { method, args: [scene] }: Call, value: unknown, span: Span): Judged<BlobState> {
  switch (method) {
    case 'write':
      return write(state, scene as unknown as WriteScene, value as WriteSeen, span)
    case 'delete':
      return remove(state, scene as unknown as ReadScene, value as BlobDeleted)
    case 'list':
      return list(state, scene as unknown as BlobQuery, value as BlobsPage<BlobListed>, span)
    case 'survey':
      return listed(state, (value as SurveySeen).blobs, { olderThanMs: 0, whole: true }, span)
    case 'reap':
      return reap(state, value as { readonly writes: number })
    default:
      return read(state, scene as unknown as ReadScene, value as BlobStat | ReadSeen)
  }
}

/** A reap of unknown outcome took as many writes as may be. */
const manyWrites = 1_000

function unseen(state: BlobState, { method, args: [scene] }: Call, span: Span): readonly BlobState[] {
  switch (method) {
    case 'write': {
      const of = scene as unknown as WriteScene
      const isNew = !state.blob && !state.gone && scopeText(of.scope) === state.scope
      return isNew && isWhole(of) ? [{ ...state, blob: written(of, span) }] : []
    }
    case 'delete': {
      const { scope, ref } = scene as unknown as ReadScene
      return state.blob && scopeText(scope) === scopeText(ref.scope) ? [deleted(state)] : []
    }
    case 'reap':
      return state.scope === givenUp ? [{ ...state, reaped: state.reaped + manyWrites }] : []
    default:
      return []
  }
}

function concerns(
  { method, args: [scene] }: Call,
  value: unknown,
): { readonly everywhere: boolean; readonly partitions: readonly string[] } {
  switch (method) {
    case 'write': {
      const seen = value as WriteSeen | undefined
      if (seen === undefined) return { everywhere: true, partitions: [] }
      return { everywhere: false, partitions: [seen.status === 'written' ? partitionOf(seen.ref) : givenUp] }
    }
    case 'list':
    case 'survey': {
      const { blobs } = (value as SurveySeen | undefined) ?? { blobs: [] }
      return { everywhere: true, partitions: blobs.map(({ ref }) => partitionOf(ref)) }
    }
    case 'reap':
      return { everywhere: true, partitions: [] }
    default:
      return { everywhere: false, partitions: [partitionOf((scene as unknown as ReadScene).ref)] }
  }
}

/** The model of blobs. */
export const blobsModel: Model<BlobState> = {
  initial(partition, claims) {
    // What is left after the text of a scope is the id, whatever a caller put into it.
    const [scope = '', ...rest] = partition.split('\n')
    return { scope, id: rest.join('\n'), dated: !isNo(claims.ports.blobs?.ages), reaped: 0 }
  },
  step,
  unseen,
  concerns,
  key: (state) => JSON.stringify(state),
}

/** The moves of blobs as data: what they are, how they are bound to a history, and how they are made simpler. */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { Event, History } from '../../lab.ts'
import type { Call } from '../../port.ts'
import type { Json, Ref, Scope } from '../../values.ts'
import { run } from '../outputs/rows.ts'
import { isRef, refKind } from '../refs.ts'
import { scopeText } from '../scopes.ts'
import type { BlobListed, BlobsPage } from './port.ts'
import type { WriteSeen } from './scenes.ts'
import type { ChunkRecipe, WriteScene } from './sources.ts'

/** Which blob a move is about, by a ref that came to whoever makes it in whatever way. */
export type Aim = {
  /** of the blobs that were written so far: 0 is the newest */
  readonly back: number
  /** where the caller stands; in the scope that the ref names where absent */
  readonly from?: Scope
  /** the scope that the ref names in place of its own */
  readonly claims?: Scope
  /** the id that the ref has in place of its own, which stands in it as `*` */
  readonly id?: string
  /** the media type that the ref has in place of its own */
  readonly mime?: string
}

/** A move. */
export type BlobCommand =
  | ({ readonly call: 'write' } & WriteScene)
  | ({ readonly call: 'stream'; readonly stops?: number } & Aim)
  | ({ readonly call: 'read' | 'stat' | 'delete' } & Aim)
  | { readonly call: 'list'; readonly olderThanMs: number; readonly limit: number }
  | { readonly call: 'reap'; readonly idleMs: number }

/** A ref that nobody was given. */
const strangeRef: Ref = { kind: refKind, id: 'no-such-blob', scope: run, size: 0 }

/** Every ref that a history gave, in the order in which they came. */
export function refsIn(history: History): readonly Ref[] {
  const refs = new Map<string, Ref>()
  for (const event of history) for (const ref of refsOf(event)) refs.set(`${scopeText(ref.scope)}\n${ref.id}`, ref)
  return [...refs.values()]
}

function refsOf({ call: { method }, outcome }: Event): readonly Ref[] {
  if (outcome.status !== 'ok') return []
  if (method === 'write') {
    const seen = outcome.value as WriteSeen
    return seen.status === 'written' && isRef(seen.ref) ? [seen.ref] : []
  }
  if (method !== 'list' && method !== 'survey') return []
  return (outcome.value as BlobsPage<BlobListed>).blobs.map(({ ref }) => ref).filter(isRef)
}

/** The blobs that were written so far, in the order in which that was told. */
export function writtenIn(history: History): readonly Ref[] {
  return history.filter((event) => event.call.method === 'write').flatMap(refsOf)
}

/** The ref that a move is made with, and where its caller stands. */
function aimed({ back, from, claims, id, mime }: Aim, history: History): { readonly scope: Scope; readonly ref: Ref } {
  const written = writtenIn(history)
  const known = written[written.length - 1 - (back % Math.max(1, written.length))] ?? strangeRef
  const typed = mime === undefined ? {} : { mime }
  const ref: Ref = { ...known, ...typed, scope: claims ?? known.scope, id: id?.replaceAll('*', known.id) ?? known.id }
  return { scope: from ?? ref.scope, ref }
}

function call(method: string, scene: object): Call {
  // A scene is plain data, as every argument is.
  return { port: 'blobs', method, args: [scene as Json] }
}

/** Whether the claims offer a move. */
export function offers({ ports }: Claims, method: BlobCommand['call'] | 'survey'): boolean {
  return (method !== 'list' && method !== 'survey') || !isNo(ports.blobs?.listing)
}

/** The call of a move; undefined where the claims do not offer it. */
export function resolve(command: BlobCommand, history: History, claims: Claims): Call | undefined {
  if (!offers(claims, command.call)) return undefined
  switch (command.call) {
    case 'write':
    case 'list':
    case 'reap': {
      const { call: method, ...scene } = command
      return call(method, scene)
    }
    case 'stream': {
      const { stops } = command
      return call('stream', { ...aimed(command, history), ...(stops === undefined ? {} : { stops }) })
    }
    case 'read':
    case 'stat':
    case 'delete':
      return call(command.call, aimed(command, history))
  }
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: BlobCommand): readonly BlobCommand[] {
  if (command.call === 'write') return simplerWrites(command)
  if (!('back' in command)) return []
  const { back, ...rest } = command
  const { from: _, ...unplaced } = command
  return [...(back > 0 ? [{ ...rest, back: back - 1 }] : []), ...('from' in command ? [unplaced] : [])]
}

type WriteCommand = Extract<BlobCommand, { readonly call: 'write' }>

const oneByte: ChunkRecipe = { bytes: 1, seed: 1 }

function simplerWrites(command: WriteCommand): readonly BlobCommand[] {
  const { mime: _, ...untyped } = command
  const { chunks } = command
  // Where the source comes to no end, its chunks say where.
  const fixed = command.fails !== undefined || command.aborts !== undefined
  const fewer = fixed || chunks.length === 0 ? [] : [[], [oneByte], chunks.slice(1)]
  const small = chunks.map((chunk) => (chunk.bytes > 1 ? { ...chunk, bytes: 1 } : chunk))
  return [
    ...('mime' in command ? [untyped] : []),
    ...(scopeText(command.scope) === scopeText(run) ? [] : [{ ...command, scope: run }]),
    ...fewer
      .filter((some) => JSON.stringify(some) !== JSON.stringify(chunks))
      .map((some) => ({ ...command, chunks: some })),
    ...(chunks.some(({ bytes }) => bytes > 1) ? [{ ...command, chunks: small }] : []),
  ]
}

/** Reads of every blob that a history names, and of whatever else lies there. */
export function probes(history: History, claims: Claims): readonly Call[] {
  const reads = refsIn(history).map((ref) => call('read', { scope: ref.scope, ref }))
  return offers(claims, 'survey') ? [...reads, call('survey', {})] : reads
}

/** A call whose answer tells the store's time. */
export const clockCall: Call = call('write', { scope: run, chunks: [], dates: true })

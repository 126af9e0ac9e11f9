/** Calls on blobs and their answers, written down as a test needs them. */
import type { Call, Claims, Event, Outcome, Ref } from '../../../../../contracts/index.ts'
import { blobsModel, digestOfAll, partitionOf } from '../../../../../contracts/repository/blobs/model.ts'
import type { BlobState } from '../../../../../contracts/repository/blobs/model.ts'
import { pieces } from '../../../../../contracts/repository/blobs/names.ts'
import type { ChunkRecipe } from '../../../../../contracts/repository/blobs/sources.ts'
import type { Stepping } from '../../written.ts'
import { stepping } from '../../written.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { blobs: { ages: 'store', listing: 'pages', streaming: 'bounded' } },
}

export const ageless: Claims = {
  ...claims,
  ports: { blobs: { ages: { no: 'no clock' }, listing: 'pages', streaming: 'bounded' } },
}

export const unlisted: Claims = {
  ...claims,
  ports: { blobs: { ages: 'store', listing: { no: 'hashed' }, streaming: 'bounded' } },
}

export const run = { tenant: 't', run: 'r' }
export const other = { tenant: 't', run: 'q' }
export const shared = { tenant: 't' }

/** The chunks of the blob that most tests are about, and what they add up to. */
export const chunks: readonly ChunkRecipe[] = pieces(1, 2)
export const digest: string = digestOfAll(chunks)

/** The ref of that blob, written by `run`. */
export const ref: Ref = { kind: 'holdfast.ref', id: 'b-1', scope: run, size: 3, mime: 'image/png' }

export function call(method: string, scene: object): Call {
  return { port: 'blobs', method, args: [scene] as unknown as Call['args'] }
}

export const write: Call = call('write', { scope: run, chunks, mime: 'image/png' })
export const written: unknown = { status: 'written', ref }
export const read: Call = call('read', { scope: run, ref })
export const stat: Call = call('stat', { scope: run, ref })
export const remove: Call = call('delete', { scope: run, ref })
export const absent: unknown = { status: 'absent' }

/** The answer to a look that found the blob, published at 1000. */
export function there(storedAtMs = 1_000): { readonly [field: string]: unknown } {
  return { status: 'there', size: 3, mime: 'image/png', storedAtMs }
}

/** The answer to a read of all of it. */
export function bytes(storedAtMs = 1_000): { readonly [field: string]: unknown } {
  return { ...there(storedAtMs), digest, largest: 3 }
}

/** The partition of `ref`, of which nobody knows anything yet. */
export function fresh(of: Claims = claims): BlobState {
  return blobsModel.initial(partitionOf(ref), of)
}

export const { after, due }: Stepping<BlobState> = stepping(blobsModel)

/** The state once the blob was published at 1000. */
export function published(of: Claims = claims): BlobState {
  return after(fresh(of), write, written)
}

/** An event of a history in which calls follow each other, at its place in it. */
export function event(index: number, made: Call, outcome: Outcome, actor = 0): Event {
  const times = { invoked: 2 * index, returned: outcome.status === 'unknown' ? Infinity : 2 * index + 1 }
  return { actor, call: made, outcome, ...times, fromMs: 1_000, toMs: 1_000 }
}

export function ok(value: unknown): Outcome {
  return { status: 'ok', value }
}

export const lost: Outcome = { status: 'unknown', why: 'killed' }

/** What moves of blobs are drawn from: chunks however they are cut, sources that fail, and refs that came in bad company. */
import * as fc from 'fast-check'
import { alikeScopes, plainScopes, run, shared } from '../outputs/rows.ts'
import type { Scope } from '../../values.ts'
import type { Aim, BlobCommand } from './moves.ts'
import { hostileIds, mimes, otherScopes, pieces } from './names.ts'
import type { AbortRecipe, ChunkRecipe } from './sources.ts'

/** More than stores keep in one piece or send in one message: a blob of it is torn where it may be. */
const largeBytes = 300_000

const sizes = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 2, 100, 4_095, 4_096, 4_097) },
  { weight: 2, arbitrary: fc.constantFrom(10_000, 65_535, 65_536, 65_537) },
  { weight: 1, arbitrary: fc.constant(largeBytes) },
)

const chunk = fc.record({ bytes: sizes, seed: fc.nat({ max: 1_000_000 }) })

/** A blob of 70,000 bytes in odd pieces. */
const oddPieces = fc
  .tuple(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 0, max: 29_999 }), fc.nat({ max: 1_000_000 }))
  .map(([first, second, seed]): readonly ChunkRecipe[] => [
    { bytes: first, seed },
    { bytes: second, seed: seed + 1 },
    { bytes: 70_000 - first - second, seed: seed + 2 },
  ])

/** Any chunks: none, empty ones, one byte, a page of a disk and what is about it, and more than a buffer holds. */
export const anyChunks: fc.Arbitrary<readonly ChunkRecipe[]> = fc.oneof(
  { weight: 6, arbitrary: fc.array(chunk, { maxLength: 4 }) },
  { weight: 1, arbitrary: oddPieces },
)

/** Chunks for calls that meet: few bytes in most. */
export const fewChunks: fc.Arbitrary<readonly ChunkRecipe[]> = chunksOf(
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(0, 1, 3) }, { weight: 1, arbitrary: fc.constant(largeBytes) }),
  { minLength: 1, maxLength: 3 },
)

function chunksOf(
  bytes: fc.Arbitrary<number>,
  lengths: { readonly minLength: number; readonly maxLength: number },
): fc.Arbitrary<readonly ChunkRecipe[]> {
  return fc.array(fc.record({ bytes, seed: fc.nat({ max: 1_000_000 }) }), lengths)
}

/** Scopes that meet, and now and then one that a careless encoding takes for another. */
export const anyScope: fc.Arbitrary<Scope> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(run) },
  { weight: 4, arbitrary: fc.constantFrom(shared, ...plainScopes) },
  { weight: 1, arbitrary: fc.constantFrom(...alikeScopes.flat().map(({ scope }) => scope)) },
)

/** One scope, for laws about something else. */
export const oneScope: fc.Arbitrary<Scope> = fc.constant(run)

/** Some bytes at least. */
export const longChunks: fc.Arbitrary<readonly ChunkRecipe[]> = chunksOf(fc.constantFrom(1, 100, 5_000), {
  minLength: 2,
  maxLength: 4,
})

/** One chunk; in some blobs of more bytes than a store keeps in one piece. */
export const oneChunk: fc.Arbitrary<readonly ChunkRecipe[]> = chunksOf(
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(1, 3) }, { weight: 1, arbitrary: fc.constant(largeBytes) }),
  { minLength: 1, maxLength: 1 },
)

/** Bytes that take a reader several steps, whatever their store gives in one. */
export const slowChunks: fc.Arbitrary<readonly ChunkRecipe[]> = chunksOf(fc.constant(largeBytes), {
  minLength: 2,
  maxLength: 3,
})

/** One of two blobs, so that some are written twice. */
export const twinChunks: fc.Arbitrary<readonly ChunkRecipe[]> = fc.constantFrom(pieces(1), pieces(2, 3))

/** Scopes that see some of each other's blobs. */
export const meetingScopes: fc.Arbitrary<Scope> = fc.constantFrom(run, run, shared, ...otherScopes)

type Write = Extract<BlobCommand, { readonly call: 'write' }>

/** Writes that come to their end. */
export function writes(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
  ready: fc.Arbitrary<boolean> = fc.boolean(),
): fc.Arbitrary<Write> {
  return fc
    .tuple(scopes, chunks, fc.option(fc.constantFrom(...mimes), { nil: undefined }), ready)
    .map(([scope, all, mime, isReady]) => ({
      call: 'write' as const,
      scope,
      chunks: all,
      ...(mime === undefined ? {} : { mime }),
      ...(isReady && all.length > 0 ? { ready: true as const } : {}),
    }))
}

/** Writes that come to their end, and whose source is waited for. */
export function streamed(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
): fc.Arbitrary<Write> {
  return writes(scopes, chunks, fc.constant(false))
}

/** Writes whose source fails before any chunk or at the end, at once or later. */
export function failing(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
): fc.Arbitrary<Write> {
  return fc
    .tuple(writes(scopes, chunks), fc.nat())
    .map(([write, drawn]) => ({ ...write, fails: drawn % (write.chunks.length + 1) }))
}

/** Writes whose signal is aborted before any chunk or at the end, with one of these things that their source does then. */
export function aborted(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
  sources: readonly AbortRecipe['source'][],
): fc.Arbitrary<Write> {
  return fc
    .tuple(streamed(scopes, chunks), fc.nat(), fc.constantFrom(...sources))
    .map(([write, drawn, source]) => ({ ...write, aborts: { before: drawn % (write.chunks.length + 1), source } }))
}

/** Writes that come to no end, in any way. */
export function brokenWrites(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
): fc.Arbitrary<Write> {
  return fc.oneof(failing(scopes, chunks), aborted(scopes, chunks, ['ends', 'goes-on', 'hangs']))
}

/** The blob that was written last, for the most part. */
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) })

/** The refs of blobs as they were given. */
export const ownAims: fc.Arbitrary<Aim> = fc.record({ back })

/** Refs that say another media type than the blob has, for the most part. */
export const inOtherTypes: fc.Arbitrary<Aim> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ back, mime: fc.constantFrom(...mimes) }) },
  { weight: 1, arbitrary: ownAims },
)

const fromElsewhere = fc.record({ back, from: fc.constantFrom(run, ...otherScopes) })
const claiming = fc.record({ back, claims: fc.constantFrom(run, ...otherScopes) })
const misnamed = fc.record({ back, id: fc.constantFrom(...hostileIds) })

/** Refs that are used where they were given, from elsewhere, or with another scope in them. */
export const placedAims: fc.Arbitrary<Aim> = fc.oneof(ownAims, fromElsewhere, claiming)

/** Refs of which some have an id that no store gave. */
export const hostileAims: fc.Arbitrary<Aim> = fc.oneof(
  { weight: 4, arbitrary: misnamed },
  { weight: 1, arbitrary: ownAims },
)

/** Refs that are read from another scope, claim another one, or have an id that was never given. */
export const strangeAims: fc.Arbitrary<Aim> = fc.oneof(
  fromElsewhere,
  claiming,
  misnamed,
  fc.record({ back, mime: fc.constantFrom(...mimes) }),
)

/** Refs of every kind. */
export const anyAims: fc.Arbitrary<Aim> = fc.oneof(
  { weight: 4, arbitrary: ownAims },
  { weight: 1, arbitrary: strangeAims },
)

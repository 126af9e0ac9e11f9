/** What moves of blobs are drawn from: chunks however they are cut, sources that fail, and refs that came in bad company. */
import * as fc from 'fast-check'
import { alikeScopes, plainScopes, run, shared } from '../outputs/rows.ts'
import type { Scope } from '../../values.ts'
import type { Aim, BlobCommand } from './moves.ts'
import { hostileIds, mimes, otherScopes } from './names.ts'
import type { AbortRecipe, ChunkRecipe } from './sources.ts'

const sizes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 2, 100, 4_095, 4_096, 4_097) },
  { weight: 1, arbitrary: fc.constantFrom(10_000, 65_535, 65_536, 65_537) },
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

/** Few bytes in two or three chunks: for calls that meet. */
export const fewChunks: fc.Arbitrary<readonly ChunkRecipe[]> = fc.array(
  fc.record({ bytes: fc.constantFrom(0, 1, 3), seed: fc.nat({ max: 1_000_000 }) }),
  { minLength: 1, maxLength: 3 },
)

/** Scopes that meet, and now and then one that a careless encoding takes for another. */
export const anyScope: fc.Arbitrary<Scope> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(run) },
  { weight: 4, arbitrary: fc.constantFrom(shared, ...plainScopes) },
  { weight: 1, arbitrary: fc.constantFrom(...alikeScopes.flat().map(({ scope }) => scope)) },
)

type Write = Extract<BlobCommand, { readonly call: 'write' }>

/** Writes that come to their end. */
export function writes(scopes: fc.Arbitrary<Scope>, chunks: fc.Arbitrary<readonly ChunkRecipe[]>): fc.Arbitrary<Write> {
  return fc
    .tuple(scopes, chunks, fc.option(fc.constantFrom(...mimes), { nil: undefined }), fc.boolean())
    .map(([scope, all, mime, ready]) => ({
      call: 'write' as const,
      scope,
      chunks: all,
      ...(mime === undefined ? {} : { mime }),
      ...(ready && all.length > 0 ? { ready } : {}),
    }))
}

const thens = fc.constantFrom<AbortRecipe['then']>('ends', 'goes-on', 'hangs')

/** Writes whose source fails or whose signal is aborted, before any chunk or at the end. */
export function brokenWrites(
  scopes: fc.Arbitrary<Scope>,
  chunks: fc.Arbitrary<readonly ChunkRecipe[]>,
): fc.Arbitrary<Write> {
  return fc
    .tuple(writes(scopes, chunks), fc.nat(), fc.option(thens, { nil: undefined }))
    .map(([whole, drawn, then]) => {
      const { ready: _, ...write } = whole
      const before = drawn % (write.chunks.length + 1)
      return then === undefined ? { ...write, fails: before } : { ...write, aborts: { before, then } }
    })
}

/** The blob that was written last, for the most part. */
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) })

/** The refs of blobs as they were given. */
export const ownAims: fc.Arbitrary<Aim> = fc.record({ back })

/** Refs that are read from another scope, claim another one, or have an id that was never given. */
export const strangeAims: fc.Arbitrary<Aim> = fc.oneof(
  fc.record({ back, from: fc.constantFrom(run, ...otherScopes) }),
  fc.record({ back, claims: fc.constantFrom(run, ...otherScopes) }),
  fc.record({ back, id: fc.constantFrom(...hostileIds) }),
  fc.record({ back, mime: fc.constantFrom(...mimes) }),
)

/** Refs of every kind. */
export const anyAims: fc.Arbitrary<Aim> = fc.oneof(
  { weight: 4, arbitrary: ownAims },
  { weight: 1, arbitrary: strangeAims },
)

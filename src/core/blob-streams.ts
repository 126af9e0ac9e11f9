/**
 * Blobs that lie in pieces: how the bytes of a write go to a store piece by piece, and come back. Neither way has more than
 * one piece in memory, however its producer cuts the bytes, and nothing of the store is held while a producer thinks.
 */
import { setImmediate } from 'node:timers/promises'
import type { BlobWritten, Clock } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'

/**
 * The most bytes in a piece: 256 KiB. Pieces of 64 KiB cost Postgres twice the time, and those of 1 MiB spare SQLite and files
 * nothing: measured for 96 MiB.
 */
export const pieceBytesMax = 262_144

/**
 * So long bytes may wait for their piece to be full, by the store's clock, ms: a write that goes on is not taken for idle where
 * that takes longer. What `reap` promises names it.
 */
const waitMsMax = 1_000

/** Where the bytes of one write go. */
export interface BlobSink {
  /** adds a piece; its memory is used for the next one as soon as that is done */
  append(piece: Buffer): Promise<void>
  publish(): Promise<BlobWritten>
  /** removes what was added, unless it was published */
  discard(): Promise<void>
}

/** Pieces between two turns of the event loop, where a store answers without one: leases want to be renewed meanwhile. */
const piecesAtOnce = 16

/** Lets the event loop turn once. */
export function turnOfLoop(): Promise<void> {
  return setImmediate()
}

/** Writes a blob. Where anything fails, nothing is published, and what lies there is removed as far as that is possible. */
export async function writePieces(
  chunks: AsyncIterable<Uint8Array>,
  sink: BlobSink,
  clock: Clock,
): Promise<BlobWritten> {
  try {
    for await (const piece of piecesOf(chunks, clock)) await sink.append(piece)
    return await sink.publish()
  } catch (error) {
    // The failure is what is told, and not that what it left has to wait for a reaper (cache:100).
    await sink.discard().catch(() => {})
    throw error
  }
}

/** The bytes in pieces: each is full, the last, or as long in coming as bytes may wait. All are in the same memory. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>, clock: Clock): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(pieceBytesMax)
  let filled = 0
  let given = 0
  let givenAtMs = clock.now()
  for await (const chunk of chunks)
    for (let taken = 0; taken < chunk.length;) {
      const some = chunk.subarray(taken, taken + pieceBytesMax - filled)
      memory.set(some, filled)
      taken += some.length
      filled += some.length
      if (filled < pieceBytesMax && Math.abs(clock.now() - givenAtMs) < waitMsMax) continue
      yield memory.subarray(0, filled)
      filled = 0
      givenAtMs = clock.now()
      given += 1
      if (given % piecesAtOnce === 0) await turnOfLoop()
    }
  if (filled > 0) yield memory.subarray(0, filled)
}

/** Reads a blob of so many bytes, by what begins at a position; undefined where nothing does. */
export async function* readPieces(
  size: number,
  pieceAt: (position: number) => Promise<Uint8Array | undefined>,
): AsyncGenerator<Uint8Array> {
  let given = 0
  for (let position = 0; position < size;) {
    const piece = await pieceAt(position)
    if (!piece?.length) throw new StoreError('CORRUPT', `a blob of ${size} bytes has none from byte ${position} on`)
    yield piece
    position += piece.length
    given += 1
    if (given % piecesAtOnce === 0) await turnOfLoop()
  }
}

/** What a writer is told whose bytes were removed, since none had come for so long. */
export function reaped(): StoreError {
  return new StoreError('ABORTED', 'the write was taken for abandoned, since no byte came for long, and was removed')
}

/** What a reader is told in the middle of a blob that was deleted. */
export function deletedMeanwhile(): StoreError {
  return new StoreError('ABORTED', 'the blob was deleted while it was read')
}

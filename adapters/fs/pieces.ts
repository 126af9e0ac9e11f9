/**
 * The pieces that a log on the disk is made of: files of frames, one for each entry. A state says which range of each file
 * counts; whatever lies behind it was never acknowledged, and nobody reads it. Only the session that made a file goes on in
 * it, and only while it is the last piece, so that no two ever write to one.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { StoreError } from '../../contracts/errors.ts'
import type { LogPart } from '../../contracts/index.ts'
import { readEntry, sizeOf, writeEntry } from '../../src/core/log-entry.ts'
import { writeRange } from './driver.ts'
import { newId } from '../../src/core/ids.ts'
import { stateFile } from './register-folder.ts'
import type { Bed, Current } from './register.ts'

/** The frames in a file that count. */
export type Piece = {
  readonly name: string
  /** where the oldest frame begins, and where the newest ends */
  readonly from: number
  readonly to: number
}

/** In front of an entry: its length, how many bytes its parts have, and the digest of what follows the length. */
const [lengthBytes, sizeBytes, digestBytes] = [4, 4, 32]
const headBytes = lengthBytes + sizeBytes + digestBytes

function corrupt(what: string): StoreError {
  return new StoreError('CORRUPT', `a log came to harm: ${what}`)
}

function digestOf(size: Uint8Array, entry: Uint8Array): Buffer {
  return createHash('sha256').update(size).update(entry).digest()
}

/** An entry with its head. */
function frameOf(parts: readonly LogPart[]): Buffer {
  const entry = writeEntry(parts)
  const head = Buffer.alloc(lengthBytes + sizeBytes)
  head.writeUInt32LE(entry.length)
  head.writeUInt32LE(sizeOf(parts), lengthBytes)
  return Buffer.concat([head, digestOf(head.subarray(lengthBytes), entry), entry])
}

/** Reads the head of the frame that begins there. */
function headAt(bytes: Buffer, at: number): { readonly length: number; readonly size: number } {
  if (at + headBytes > bytes.length) throw corrupt('an entry is cut short')
  return { length: bytes.readUInt32LE(at) + headBytes, size: bytes.readUInt32LE(at + lengthBytes) }
}

/** The entries in frames, the oldest first. */
function entriesIn(bytes: Buffer): readonly (readonly LogPart[])[] {
  const entries: (readonly LogPart[])[] = []
  for (let at = 0; at < bytes.length;) {
    const { length, size } = headAt(bytes, at)
    const [digestAt, entryAt] = [at + headBytes - digestBytes, at + headBytes]
    const entry = bytes.subarray(entryAt, at + length)
    const digest = digestOf(bytes.subarray(at + lengthBytes, digestAt), entry)
    if (!digest.equals(bytes.subarray(digestAt, entryAt))) throw corrupt('the digest of an entry differs')
    const parts = readEntry(entry)
    if (sizeOf(parts) !== size) throw corrupt(`an entry has ${sizeOf(parts)} bytes of ${size}`)
    entries.push(parts)
    at += length
  }
  return entries
}

async function framesOf(current: Current, { name, from, to }: Piece): Promise<Buffer> {
  const bytes = await current.bytes(name, from, to)
  if (bytes.length !== to - from) throw corrupt(`a piece ends ${to - from - bytes.length} bytes too early`)
  return bytes
}

/** The entries of a piece, the oldest first. */
export async function entriesOf(current: Current, piece: Piece): Promise<readonly (readonly LogPart[])[]> {
  return entriesIn(await framesOf(current, piece))
}

/** Leaves the oldest entries out, until so many bytes of theirs are gone. */
export async function withoutOldest(
  current: Current | undefined,
  pieces: readonly Piece[],
  bytes: number,
): Promise<{ readonly pieces: readonly Piece[]; readonly gone: number }> {
  const left = [...pieces]
  let gone = 0
  while (gone < bytes) {
    const [first] = left
    if (!current || !first) throw corrupt(`it has ${bytes - gone} bytes less than it says`)
    const end = Math.min(first.to, first.from + headBytes)
    const { length, size } = headAt(await framesOf(current, { ...first, to: end }), 0)
    gone += size
    if (first.from + length < first.to) left[0] = { ...first, from: first.from + length }
    else left.shift()
  }
  return { pieces: left, gone }
}

/** Pieces of a log, at most. */
const piecesMax = 16

/** A piece that is as long, or as long as this share of the limit, is not gone on with: it goes when its entries have gone. */
const [pieceBytes, pieceShare] = [65_536, 4]

/** What is put behind the pieces of a log, and by whom. */
export interface Addition {
  readonly parts: readonly LogPart[]
  readonly limitBytes: number
  /** the file that the session goes on in, if it is still the last one */
  readonly own: string | undefined
}

/**
 * Puts an entry behind the pieces. What others wrote before is written again only when as much has come behind it, or where
 * the pieces are too many, so that an append costs its own bytes, whatever is there. Undefined where the folder is gone.
 */
export async function withEntry(
  current: Current | undefined,
  pieces: readonly Piece[],
  { folder, version }: Bed,
  { parts, limitBytes, own }: Addition,
): Promise<readonly Piece[] | undefined> {
  const frame = frameOf(parts)
  const last = pieces.at(-1)
  const isOwn = last !== undefined && last.name === own
  if (isOwn && last.to < Math.max(pieceBytes, limitBytes / pieceShare)) {
    const isThere = await writeRange(join(folder, last.name), last.to, frame)
    return isThere ? [...pieces.slice(0, -1), { ...last, to: last.to + frame.length }] : undefined
  }
  const { kept, bytes } = isOwn || !current ? { kept: pieces, bytes: frame } : await merged(current, pieces, frame)
  const name = stateFile(version, newId())
  const isMade = await writeRange(join(folder, name), 0, bytes)
  return isMade ? [...kept, { name, from: 0, to: bytes.length }] : undefined
}

/** The pieces that stay as they are, and those behind them as one with the frame. */
async function merged(
  current: Current,
  pieces: readonly Piece[],
  frame: Buffer,
): Promise<{ readonly kept: readonly Piece[]; readonly bytes: Buffer }> {
  const kept = [...pieces]
  let bytes = frame
  for (let last = kept.at(-1); last; last = kept.at(-1)) {
    if (last.to - last.from > bytes.length && kept.length < piecesMax) break
    bytes = Buffer.concat([await framesOf(current, last), bytes])
    kept.pop()
  }
  return { kept, bytes }
}

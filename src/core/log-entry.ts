/**
 * The entry of a log as one text of bytes: how many parts there are, for each its stream and its length, and then the bytes
 * of all. It is read strictly: what does not fit to the last byte is CORRUPT.
 */
import { StoreError } from '../../contracts/errors.ts'
import type { LogPart } from '../../contracts/index.ts'
import { logStreams } from '../../contracts/repository/logs/streams.ts'

const [countBytes, headBytes] = [4, 5]

/** How many bytes the parts have. */
export function sizeOf(parts: readonly LogPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

/** Writes an entry. */
export function writeEntry(parts: readonly LogPart[]): Buffer {
  const heads = Buffer.alloc(countBytes + headBytes * parts.length)
  heads.writeUInt32LE(parts.length)
  for (const [index, { stream, bytes }] of parts.entries()) {
    const at = countBytes + headBytes * index
    heads.writeUInt8(logStreams.indexOf(stream), at)
    heads.writeUInt32LE(bytes.length, at + 1)
  }
  return Buffer.concat([heads, ...parts.map(({ bytes }) => bytes)])
}

function corrupt(what: string): StoreError {
  return new StoreError('CORRUPT', `an entry of a log came to harm: ${what}`)
}

/** Reads an entry. The parts share its memory. */
export function readEntry(entry: Buffer): readonly LogPart[] {
  const count = entry.length < countBytes ? Infinity : entry.readUInt32LE()
  let from = countBytes + headBytes * count
  if (from > entry.length) throw corrupt(`it has ${entry.length} bytes, too few for what it says of its parts`)
  const parts = Array.from({ length: count }, (_, index): LogPart => {
    const at = countBytes + headBytes * index
    const stream = logStreams[entry.readUInt8(at)]
    if (stream === undefined) throw corrupt(`stream ${entry.readUInt8(at)} is unknown`)
    const bytes = entry.subarray(from, from + entry.readUInt32LE(at + 1))
    from += entry.readUInt32LE(at + 1)
    return { stream, bytes }
  })
  if (from !== entry.length) throw corrupt(`it has ${entry.length} bytes, and its parts end at ${from}`)
  return parts
}

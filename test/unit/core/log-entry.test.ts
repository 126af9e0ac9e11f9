/** Entries of logs as bytes: read as they were written, and CORRUPT where they came to harm. */
import { describe, expect, it } from 'vitest'
import { isStoreError } from '../../../contracts/errors.ts'
import type { LogPart } from '../../../contracts/index.ts'
import { readEntry, sizeOf, writeEntry } from '../../../src/core/log-entry.ts'

const parts: readonly LogPart[] = [
  { stream: 'out', bytes: Buffer.from('ab') },
  { stream: 'err', bytes: Buffer.from([0, 255]) },
  { stream: 'out', bytes: Buffer.from('c') },
]

function isCorrupt(entry: Buffer): boolean {
  try {
    readEntry(entry)
    return false
  } catch (error) {
    return isStoreError(error, 'CORRUPT')
  }
}

describe('an entry', () => {
  it('comes back as it was written', () => {
    expect(readEntry(writeEntry(parts)).map(({ stream, bytes }) => [stream, [...bytes]])).toEqual([
      ['out', [97, 98]],
      ['err', [0, 255]],
      ['out', [99]],
    ])
    expect(readEntry(writeEntry([]))).toEqual([])
    expect(sizeOf(parts)).toBe(5)
  })

  it('is CORRUPT where it is cut anywhere, or longer', () => {
    const whole = writeEntry(parts)
    for (let length = 0; length < whole.length; length += 1) expect(isCorrupt(whole.subarray(0, length))).toBe(true)
    expect(isCorrupt(Buffer.concat([whole, Buffer.from('x')]))).toBe(true)
  })

  it('is CORRUPT where a head says what cannot be', () => {
    const stream = Buffer.from(writeEntry(parts))
    stream.writeUInt8(7, 4)
    const length = Buffer.from(writeEntry(parts))
    length.writeUInt32LE(4_000_000_000, 5)
    const count = Buffer.from(writeEntry(parts))
    count.writeUInt32LE(4_000_000_000)
    for (const harmed of [stream, length, count]) expect(isCorrupt(harmed)).toBe(true)
  })
})

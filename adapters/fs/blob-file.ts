/**
 * The file of a blob: its bytes, and behind them one line of facts with a digest of its own, whose length stands at the very
 * end. So a blob is one file, which one rename publishes and one removal deletes, and its facts can be written when all of
 * its bytes are known. A file that came to harm is CORRUPT, by its facts or by the digest of its bytes.
 */
import { scopeText } from '../../src/core/blob-rows.ts'
import { corruptRow, jsonIn, orNull, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { OpenFile } from './driver.ts'
import { readAt } from './driver.ts'
import { digestOf } from './state-file.ts'

/** What is known of a blob before its bytes are. */
export interface EarlyFacts {
  readonly scope: string
  readonly mime: string | null
}

/** What a file says of itself. */
export interface FileFacts extends EarlyFacts {
  /** bytes */
  readonly size: number
  /** of the bytes */
  readonly digest: string
}

/** The digits of a length, and a newline. */
const lengthBytes = 9

/** Read at once from the end: more than most facts take. */
const tailBytes = 4_096

/** What stands behind the bytes. */
export function tailOf(facts: FileFacts): Buffer {
  const line = JSON.stringify(facts)
  const tail = `\n${digestOf(line)} ${line}\n`
  const length = String(Buffer.byteLength(tail)).padStart(lengthBytes - 1, '0')
  return Buffer.from(`${tail}${length}\n`)
}

/** The last bytes of a file of this size. */
function lastOf(file: OpenFile, fileSize: number, length: number): Promise<Buffer> {
  const read = Math.min(fileSize, length)
  return readAt(file, fileSize - read, read)
}

const factsIn = rowReader<FileFacts>('blobs', {
  scope: scopeText,
  mime: orNull(text),
  size: wholeFrom(0),
  digest: text,
})

/** Reads what a file of this name says of itself. @throws StoreError CORRUPT */
export async function readFacts(file: OpenFile, name: string): Promise<FileFacts> {
  const { size: fileSize } = await file.stat()
  const last = await lastOf(file, fileSize, tailBytes)
  const stated = last.toString('latin1', last.length - lengthBytes)
  if (!/^\d{8}\n$/.test(stated)) throw corruptRow('blobs', name, 'its end is missing')
  const length = Number(stated) + lengthBytes
  const tail = length <= last.length ? last.subarray(last.length - length) : await lastOf(file, fileSize, length)
  const [, digest, line = ''] = /^\n([0-9a-f]{64}) (.*)\n\d{8}\n$/s.exec(tail.toString()) ?? []
  if (digest !== digestOf(line)) throw corruptRow('blobs', name, 'the digest of its facts differs')
  const facts = factsIn(jsonIn('blobs', name, line), name)
  if (facts.size !== fileSize - length)
    throw corruptRow('blobs', name, `it has ${fileSize - length} bytes of ${facts.size}`)
  return facts
}

/**
 * What callers say to functions of node:fs, read as Node reads it. What is read here is valid; where a function gives
 * undefined, Node's own function is to judge: it refuses before it does anything.
 */
import { constants } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants

const readable: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
}

const letters: Readonly<Record<string, number>> = {
  w: O_TRUNC | O_CREAT,
  a: O_APPEND | O_CREAT,
  x: O_EXCL,
  s: O_SYNC,
}

/** The flags that a text of flags stands for, as `open` of the system has them. */
export function flagsOf(flags: unknown): number | undefined {
  if (flags === undefined || flags === null) return O_RDONLY
  if (typeof flags === 'number') return flags
  if (typeof flags !== 'string') return undefined
  const known = readable[flags.replace(/^sr/, 'rs')]
  if (known !== undefined) return known
  if (!/^(?:w|wx|xw|a|ax|xa|as|sa)\+?$/.test(flags)) return undefined
  const access = flags.endsWith('+') ? O_RDWR : O_WRONLY
  return Array.from(flags.replace('+', '')).reduce((all, letter) => all | (letters[letter] ?? 0), access)
}

/** An absolute path without a `/` at its end, whatever a caller gave for it; undefined where it is none. */
export function pathOf(path: unknown): string | undefined {
  try {
    const text = path instanceof URL ? fileURLToPath(path) : Buffer.isBuffer(path) ? path.toString() : path
    return typeof text === 'string' && !text.includes('\0') ? resolve(text) : undefined
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** A part of a file in memory, and where in the file it lies: where the descriptor stands, if undefined. */
export interface Span {
  /** as the caller gave it */
  readonly buffer: unknown
  /** the part of it */
  readonly bytes: Uint8Array
  readonly position: number | undefined
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** The bytes of a text or of a view of memory. */
export function contentOf(data: unknown, encoding: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return bytesOf(data)
  const named = encoding ?? 'utf8'
  if (typeof data !== 'string' || typeof named !== 'string' || !Buffer.isEncoding(named)) return undefined
  return Buffer.from(data, named)
}

interface PartOptions {
  readonly offset?: unknown
  readonly length?: unknown
  readonly position?: unknown
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}

/** The part of a buffer that begins at `offset`; all the rest of it where no length is given. */
function spanOf(buffer: unknown, { offset, length, position }: PartOptions): Span | undefined {
  if (!ArrayBuffer.isView(buffer)) return undefined
  const from = offset ?? 0
  if (!isCount(from)) return undefined
  const count = typeof length === 'number' ? length : buffer.byteLength - from
  if (!isCount(count) || from + count > buffer.byteLength) return undefined
  const at = typeof position === 'bigint' ? Number(position) : position
  if (at !== undefined && at !== null && typeof at !== 'number') return undefined
  return { buffer, bytes: bytesOf(buffer).subarray(from, from + count), position: isCount(at) ? at : undefined }
}

/** What follows the descriptor in `write`: a buffer and a part of it, or a text, its position and its encoding. */
export function writingOf([buffer, second, third, position]: readonly unknown[]): Span | undefined {
  if (typeof buffer === 'string') {
    const bytes = contentOf(buffer, third)
    return bytes && { buffer, bytes, position: isCount(second) ? second : undefined }
  }
  return spanOf(buffer, isOptions(second) ? second : { offset: second, length: third, position })
}

/** The room that Node gives a read of which nothing is said, bytes. */
const readingBytes = 16_384

/** What follows the descriptor in `read`: a buffer and a part of it, or options; anything may be left out. */
export function readingOf([first, second, length, position]: readonly unknown[]): Span | undefined {
  const isPlain = first === undefined || first === null || isOptions(first)
  const options: PartOptions & { readonly buffer?: unknown } = isOptions(first) ? first : {}
  if (isPlain) return spanOf(options.buffer ?? Buffer.alloc(readingBytes), options)
  return spanOf(first, isOptions(second) ? second : { offset: second, length, position })
}

/** Several buffers, and where in the file they lie one after another: where the descriptor stands, if undefined. */
export interface Spans {
  /** as the caller gave them */
  readonly buffers: unknown
  readonly parts: readonly Uint8Array[]
  readonly position: number | undefined
}

/** What follows the descriptor in `readv` and `writev`. */
export function spansOf([buffers, position]: readonly unknown[]): Spans | undefined {
  if (!Array.isArray(buffers) || !buffers.every((part) => ArrayBuffer.isView(part))) return undefined
  return { buffers, parts: buffers.map(bytesOf), position: isCount(position) ? position : undefined }
}

/** How a whole file is written. */
export interface WritingOptions {
  readonly encoding: BufferEncoding | undefined
  readonly mode: unknown
  readonly flag: unknown
  readonly flush: boolean
  readonly signal: AbortSignal | undefined
}

/** The options of `writeFile` and `appendFile`. */
export function writingOptionsOf(options: unknown, flag: string): WritingOptions | undefined {
  const given = typeof options === 'string' ? { encoding: options } : (options ?? {})
  if (typeof given !== 'object') return undefined
  const { encoding, mode, flag: asked, flush = false, signal } = given as Readonly<Record<string, unknown>>
  if (typeof (flush ?? false) !== 'boolean') return undefined
  if (signal !== undefined && !(signal instanceof AbortSignal)) return undefined
  const named = encoding ?? undefined
  if (named !== undefined && (typeof named !== 'string' || !Buffer.isEncoding(named))) return undefined
  return { encoding: named, mode, flag: asked || flag, flush: flush === true, signal }
}

/**
 * Values as text: canonical and injective. Two values have the same text if and only if they are the same value, so rows,
 * keys and digests can go by the text alone (cache:G25). The text is JSON without NUL, any other character below the
 * space, or a lone surrogate in it, so that every store takes it as it is.
 *
 * JSON stands for itself, with the keys of objects in the order of their code units (RFC 8785 has the same order). What
 * JSON has no word for is an object with one key that begins with a single `$`:
 *
 *   {"$number":"-0"} NaN Infinity -Infinity   {"$undefined":true}   {"$bigint":"12"}   {"$Date":0} or null
 *   {"$Uint8Array":[3,"AQID"]} and so on: the size in bytes, and base64   {"$Blob":["text/plain",3,"AQID"]}
 *   {"$Map":[[key,value]]}   {"$Set":[item]}
 *
 * A key of a plain object that begins with `$` is written with one more `$`, so that nothing can look like these. The
 * walk keeps its own stack: depth is bounded by size only. It is over before `encodeValue` returns, so that what a caller
 * changes afterwards changes no text; only the bytes of blobs, which nobody can change, are read later.
 */
import type { Value } from '../../../contracts/index.ts'
import { describeError, isStoreError } from '../../../contracts/errors.ts'
import { valueBytesMax } from '../../../contracts/values.ts'
import type { Container, Kind, Refuse } from './containers.ts'
import { opened } from './containers.ts'
import { blobText, leafText } from './leaves.ts'
import { refuseAt, refuseLength } from './refusal.ts'

/** A container while it is written: what it holds at `index` is next. */
interface Frame {
  readonly value: object
  readonly container: Container
  index: number
  text: string
  /** the end of the text, still in pieces */
  pieces: string
}

interface Found {
  readonly blob: Blob
  readonly place: string
}

/** A text with a slot for each blob, as the bytes of a blob cannot be read at once. */
interface Written {
  readonly text: string
  readonly blobs: readonly Found[]
}

/** What stands in the place of a blob: the text itself has no NUL. */
const slots = /\0(\d+)\0/g

const root: Kind = { opens: '', closes: '', before: () => '', step: () => 'value' }

/** Characters that may stand in pieces. Left to the end, a million pieces cost the garbage collector four times the walk. */
const piecesMax = 4_096

/** Appends a text. Pieces are made one where many have come together; long texts stay as they are. */
function append(frame: Frame, text: string): void {
  frame.pieces += text
  if (frame.pieces.length <= piecesMax) return
  // To look at a character makes the engine lay out the string.
  if (text.length <= piecesMax) frame.pieces.charCodeAt(0)
  frame.text += frame.pieces
  frame.pieces = ''
}

/** One walk over a value. */
class Writer {
  /** texts of containers that hold others, so that what is shared is walked once; undefined while one is open */
  readonly #texts = new Map<object, string | undefined>()
  readonly #blobs: Found[] = []
  readonly #outer: Frame[] = []
  #frame: Frame
  #length = 0

  constructor(value: unknown) {
    this.#frame = { value: this, container: { kind: root, holds: [value], keys: [] }, index: 0, text: '', pieces: '' }
  }

  write(): Written {
    try {
      let text: string | undefined
      while (text === undefined) {
        this.#writeLeaves()
        const { container, index } = this.#frame
        if (index < container.holds.length) this.#enter(container.holds[index])
        else text = this.#leave()
      }
      if (Buffer.byteLength(text) > valueBytesMax) refuseLength()
      return { text, blobs: this.#blobs }
    } catch (error) {
      // A proxy throws what it likes, and bytes can have been transferred away.
      if (isStoreError(error, 'INVALID_ARGUMENT')) throw error
      return refuseAt(this.#place(), 'a value that can be read', describeError(error), error)
    }
  }

  /** Writes what the container holds up to the next that is no leaf. */
  #writeLeaves(): void {
    const { container, index } = this.#frame
    const { kind, holds, keys } = container
    for (let at = index; at < holds.length; at += 1) {
      this.#frame.index = at
      this.#add(kind.before(at, keys))
      const leaf = leafText(holds[at])
      if (leaf === undefined) return
      this.#add(leaf)
    }
    this.#frame.index = holds.length
  }

  #enter(value: unknown): void {
    if (typeof value !== 'object' || value === null) return this.#refuse('a value', `a ${typeof value}`)
    const outer = this.#frame
    this.#texts.set(outer.value, undefined)
    const known = this.#texts.get(value) ?? this.#slot(value)
    if (known !== undefined) {
      this.#add(known)
      outer.index += 1
      return
    }
    if (this.#texts.has(value)) this.#refuse('a value without a cycle', 'one that contains itself')
    const container = opened(value, this.#refuse)
    this.#outer.push(outer)
    this.#frame = { value, container, index: 0, text: '', pieces: '' }
    this.#add(container.kind.opens)
  }

  /** Ends the container; the whole text where it was the outermost. */
  #leave(): string | undefined {
    this.#add(this.#frame.container.kind.closes)
    const { value } = this.#frame
    const text = this.#frame.text + this.#frame.pieces
    const outer = this.#outer.pop()
    if (!outer) return text
    if (this.#texts.has(value)) this.#texts.set(value, text)
    append(outer, text)
    outer.index += 1
    this.#frame = outer
    return undefined
  }

  /** The slot for what is a blob. */
  #slot(value: object): string | undefined {
    if (Object.getPrototypeOf(value) !== Blob.prototype || Object.getOwnPropertyNames(value).length > 0)
      return undefined
    const blob = value as Blob
    this.#length += 4 * Math.ceil(blob.size / 3)
    const slot = `\0${this.#blobs.length}\0`
    this.#blobs.push({ blob, place: this.#place() })
    this.#texts.set(blob, slot)
    return slot
  }

  #add(text: string): void {
    append(this.#frame, text)
    this.#length += text.length
    if (this.#length > valueBytesMax) refuseLength()
  }

  #place(): string {
    return [...this.#outer, this.#frame]
      .map(({ container, index }) => container.kind.step(index, container.keys))
      .join('')
  }

  readonly #refuse: Refuse = (expected, got, step = '') => refuseAt(this.#place() + step, expected, got)
}

async function bytesOf({ blob, place }: Found): Promise<Buffer> {
  try {
    return Buffer.from(await blob.arrayBuffer())
  } catch (error) {
    // That of a file which was changed.
    return refuseAt(place, 'a blob that can be read', describeError(error), error)
  }
}

/** The text of a value but for the bytes of its blobs. Throws what `encodeValue` does. */
export function written(value: unknown): Written {
  return new Writer(value).write()
}

/** The text with the texts of its blobs. */
export function filled(text: string, blobs: readonly string[]): string {
  if (blobs.length === 0) return text
  let bytes = Buffer.byteLength(text)
  for (const [slot, at] of text.matchAll(slots)) bytes += (blobs[Number(at)] ?? '').length - slot.length
  if (bytes > valueBytesMax) refuseLength()
  return text.replaceAll(slots, (_, at: string) => blobs[Number(at)] ?? '')
}

/**
 * The text of a value. Throws a `StoreError` INVALID_ARGUMENT that names the place of what cannot be written: a cycle, a
 * function, a symbol, a class instance, an accessor, a hole, or too much of it.
 */
export async function encodeValue(value: Value): Promise<string> {
  const { text, blobs } = written(value)
  const texts: string[] = []
  for (const found of blobs) texts.push(blobText(found.blob.type, await bytesOf(found)))
  return filled(text, texts)
}

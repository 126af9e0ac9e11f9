/** The bytes of one file while writes are made to it, whole ones and torn ones. */
import type { Loss } from '../case.ts'
import type { FileOperation } from './operation.ts'

type Write = Extract<FileOperation, { op: 'write' }>

/** The bytes of a file to which writes are made. What lies beyond its size is zeros. */
export class Growing {
  #room: Uint8Array
  #size: number

  constructor(bytes: Uint8Array) {
    this.#room = Uint8Array.from(bytes)
    this.#size = bytes.length
  }

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#size)
  }

  resize(size: number): void {
    if (size > this.#room.length) {
      const room = new Uint8Array(2 * size)
      room.set(this.bytes)
      this.#room = room
    }
    this.#room.fill(0, size)
    this.#size = size
  }

  /** Of a torn write the size is there, and the lost sectors hold what they held, or zeros. */
  write(write: Write, torn: Loss['torn']): void {
    const end = write.offset + write.bytes.length
    if (end > this.#size) this.resize(end)
    if (!torn) {
      this.#room.set(write.bytes, write.offset)
      return
    }
    const gone = new Set(torn.sectors)
    const { first, count } = sectorsOf(write, torn.bytes)
    for (let sector = 0; sector < count; sector += 1) {
      if (gone.has(sector)) continue
      const from = Math.max(write.offset, (first + sector) * torn.bytes)
      const to = Math.min(end, (first + sector + 1) * torn.bytes)
      this.#room.set(write.bytes.subarray(from - write.offset, to - write.offset), from)
    }
  }
}

/** The sectors of so many bytes that a write touches: the number of the first in its file, and how many there are. */
export function sectorsOf(
  { offset, bytes }: Write,
  sectorBytes: number,
): { readonly first: number; readonly count: number } {
  const first = Math.floor(offset / sectorBytes)
  return { first, count: bytes.length === 0 ? 0 : Math.floor((offset + bytes.length - 1) / sectorBytes) - first + 1 }
}

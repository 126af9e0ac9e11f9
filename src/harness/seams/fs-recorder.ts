/** Turns the calls that the seam of the file system sees into file operations of one place. */
import type { Opening, Present } from '../power/file-table.ts'
import { FileTable, pathWithin } from '../power/file-table.ts'
import type { FileOperation } from '../power/operation.ts'

/**
 * Told of each call that succeeded, in the order in which they did. Paths are absolute; what lies outside the folder is let
 * pass. `present` is what stands in the folder when the recorder is made.
 */
export class FileRecorder {
  readonly #folder: string
  readonly #table: FileTable
  readonly #sink: (operation: FileOperation) => void

  constructor(folder: string, present: readonly Present[], sink: (operation: FileOperation) => void) {
    this.#folder = folder
    this.#table = new FileTable(present)
    this.#sink = sink
  }

  /** what the operations do not explain; where this is not empty, they do not tell all that happened */
  get strangers(): readonly string[] {
    return this.#table.strangers
  }

  open(descriptor: number, path: string, opening: Opening): void {
    this.#within(path, (name) => this.#table.open(descriptor, name, opening))
  }

  close(descriptor: number): void {
    this.#table.close(descriptor)
  }

  read(descriptor: number, length: number): void {
    this.#table.read(descriptor, length)
  }

  readAll(descriptor: number): void {
    this.#table.readAll(descriptor)
  }

  /** The bytes may be used again by whoever wrote them. */
  write(descriptor: number, bytes: Uint8Array, position: number | undefined): void {
    this.#give(this.#table.write(descriptor, bytes.slice(), position))
  }

  truncate(descriptor: number, size: number): void {
    this.#give(this.#table.truncate(descriptor, size))
  }

  sync(descriptor: number): void {
    this.#give(this.#table.sync(descriptor))
  }

  mkdir(path: string): void {
    this.#within(path, (name) => this.#table.mkdir(name))
  }

  unlink(path: string): void {
    this.#within(path, (name) => this.#table.unlink(name))
  }

  rmdir(path: string): void {
    this.#within(path, (name) => this.#table.rmdir(name))
  }

  rename(from: string, to: string): void {
    this.#both(from, to, (name, other) => this.#table.rename(name, other))
  }

  link(from: string, to: string): void {
    this.#both(from, to, (name, other) => this.#table.link(name, other))
  }

  /** Something was made that operations cannot say. */
  meet(path: string): void {
    const name = pathWithin(this.#folder, path)
    if (name !== undefined) this.#table.meet(name)
  }

  #within(path: string, change: (name: string) => readonly FileOperation[]): void {
    const name = pathWithin(this.#folder, path)
    if (name !== undefined) this.#give(change(name))
  }

  /** A change with two names; one of which only one lies in the folder cannot be said. */
  #both(from: string, to: string, change: (name: string, other: string) => readonly FileOperation[]): void {
    const [name, other] = [pathWithin(this.#folder, from), pathWithin(this.#folder, to)]
    if (name !== undefined && other !== undefined) this.#give(change(name, other))
    else this.#table.meet(name ?? other ?? from)
  }

  #give(operations: readonly FileOperation[]): void {
    for (const operation of operations) this.#sink(operation)
  }
}

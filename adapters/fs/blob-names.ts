/**
 * The names of blobs: `<id>.<ms>`, where the time is that of the store at which the blob was published, or at which a byte was
 * last added to it while it is being written. So one rename says that a write goes on, and fails where it was reaped; and
 * one that publishes dates the blob by the moment at which it becomes one.
 */
import { isId, newId } from '../../src/core/ids.ts'

/** A name, read. */
export interface BlobName {
  readonly id: string
  readonly atMs: number
}

/** A name that nobody had yet. */
export function newName(atMs: number): BlobName {
  return { id: newId(), atMs }
}

/** The name as a text. */
export function nameText({ id, atMs }: BlobName): string {
  return `${id}.${atMs}`
}

/** Reads a name; undefined for whatever is none of ours. */
export function readName(text: string): BlobName | undefined {
  const dot = text.indexOf('.')
  const [id, ms] = [text.slice(0, dot), text.slice(dot + 1)]
  return isId(id) && /^\d{1,16}$/.test(ms) ? { id, atMs: Number(ms) } : undefined
}

/** How much this process has written: Linux counts it. */
import { readFileSync } from 'node:fs'

/** Bytes that all threads have given to files, sockets and pipes so far; undefined where the system does not tell. */
export function writtenBytes(): number | undefined {
  try {
    const [, count] = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? []
    return count === undefined ? undefined : Number(count)
  } catch {
    return undefined
  }
}

/** Whether the system tells. */
export function isCounted(): boolean {
  return writtenBytes() !== undefined
}

/** The end of a log, collected from its newest entry back, so that no more is read than was asked for. */
import type { LogPart, LogQuery, LogStream } from '../../contracts/index.ts'
import { logStreams } from '../../contracts/repository/logs/streams.ts'

const newline = 0x0a

/** The end of one stream, in lines. */
class LinesOfStream {
  #wanted: number
  #isAtEnd = true

  constructor(lines: number) {
    this.#wanted = lines
  }

  get isDone(): boolean {
    return this.#wanted === 0
  }

  /** The end of these bytes that is asked for; they come before all that was taken so far. */
  take(bytes: Uint8Array): Uint8Array {
    // The newline at the very end ends the last line, and begins none.
    let before = this.#isAtEnd ? bytes.length - 1 : bytes.length
    this.#isAtEnd = false
    while (before > 0 && !this.isDone) {
      const at = bytes.lastIndexOf(newline, before - 1)
      if (at < 0) return bytes
      this.#wanted -= 1
      before = at
    }
    return this.isDone ? bytes.subarray(before + 1) : bytes
  }
}

/** Collects a tail. */
export class Tail {
  readonly #streams: Readonly<Record<LogStream, LinesOfStream>> | undefined
  #bytes: number
  readonly #taken: LogPart[] = []

  constructor({ lines, bytes = Infinity }: LogQuery = {}) {
    this.#bytes = bytes
    if (lines !== undefined) this.#streams = { out: new LinesOfStream(lines), err: new LinesOfStream(lines) }
  }

  /** Whether older entries can add nothing. */
  get isDone(): boolean {
    const streams = this.#streams
    return this.#bytes === 0 || (streams !== undefined && logStreams.every((name) => streams[name].isDone))
  }

  /** Takes what is asked for of the entry before those that were taken so far. */
  take(parts: readonly LogPart[]): void {
    for (const { stream, bytes } of parts.toReversed()) {
      const end = this.#endOf(stream, bytes)
      if (end.length > 0) this.#taken.push({ stream, bytes: end })
    }
  }

  #endOf(stream: LogStream, bytes: Uint8Array): Uint8Array {
    const lines = this.#streams?.[stream]
    if (lines) return lines.isDone ? bytes.subarray(bytes.length) : lines.take(bytes)
    const end = bytes.subarray(Math.max(0, bytes.length - this.#bytes))
    this.#bytes -= end.length
    return end
  }

  /** All that was taken, the oldest first. */
  parts(): readonly LogPart[] {
    return this.#taken.toReversed()
  }
}

/** A standard stream as the commands write to it: it can be waited for, and a reader who went away is no failure. */
import type { Paint } from '../report/paint.ts'
import { paintFor } from './paint.ts'

/** One stream. */
export class Outlet {
  readonly isTerminal: boolean
  readonly paint: Paint
  readonly #stream: NodeJS.WriteStream
  readonly #write: NodeJS.WriteStream['write']
  #written: Promise<void> = Promise.resolve()
  #failure: Error | undefined

  constructor(stream: NodeJS.WriteStream) {
    this.isTerminal = stream.isTTY
    this.paint = paintFor(stream)
    this.#stream = stream
    this.#write = stream.write.bind(stream)
    // An error reaches the callback of its write too; without a listener it would end the process.
    stream.on('error', () => {})
  }

  /** The columns of the terminal; 80 where it does not say. */
  get columns(): number {
    return this.#stream.columns || 80
  }

  write(text: string): void {
    this.#written = new Promise((resolve) => {
      this.#write(text, (error) => {
        if (error && !isReaderGone(error)) this.#failure ??= error
        resolve()
      })
    })
  }

  line(text: string): void {
    this.write(`${text}\n`)
  }

  /** Settles when all is written; rejects where it could not be, for want of room perhaps. */
  async flush(): Promise<void> {
    await this.#written
    if (this.#failure) throw this.#failure
  }

  /** Sends what others write to this stream to another; only this outlet still reaches it. */
  divert(to: NodeJS.WriteStream): void {
    this.#stream.write = to.write.bind(to)
  }
}

/** `holdfast list | head` closes the pipe early, and that is its right. */
function isReaderGone(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}

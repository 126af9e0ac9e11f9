/** Files that are open for as long as somebody reads or writes them, and the session is. */
import { StoreError, codeIn } from '../../contracts/errors.ts'
import type { OpenFile } from './driver.ts'

/** Keeps account of the open files of a session. */
export class OpenFiles {
  readonly #files = new Set<OpenFile>()

  /** Takes a file over. */
  add(file: OpenFile): OpenFile {
    this.#files.add(file)
    return file
  }

  /** Closes a file. To close it twice is harmless. */
  async close(file: OpenFile): Promise<void> {
    this.#files.delete(file)
    await file.close()
  }

  /**
   * Closes them all, whoever is at work on them: who has left a stream in its middle may never say so, and a write whose
   * source is silent has no other end. Never rejects: what was written is as durable as its sync made it.
   */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#files].map((file) => this.close(file)))
  }
}

/** What is told of a failure of work on a file that was ours to close: the session was closed meanwhile. */
export function toldOf(error: unknown): unknown {
  return codeIn(error) === 'EBADF' ? new StoreError('CLOSED', 'the session is closed', { cause: error }) : error
}

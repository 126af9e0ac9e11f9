/** A folder of files that hold a token each, named after adapter and law; a person may read, move and remove them. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { z } from 'zod'
import { describeError } from '../../contracts/errors.ts'
import { decodeToken } from './token.ts'

/** What every file has. */
export interface Tokened {
  readonly token: string
}

/** A file of the folder, wherever a person moved it. */
export interface Filed<Entry extends Tokened> {
  readonly path: string
  readonly entry: Entry
}

/** A folder of such files. */
export class TokenFolder<Entry extends Tokened> {
  readonly #folder: string
  readonly #shape: () => z.ZodType<Entry>
  readonly #warn: (message: string) => void
  readonly #named = new Set<string>()

  constructor(folder: string, shape: () => z.ZodType<Entry>, warn: (message: string) => void) {
    this.#folder = folder
    this.#shape = shape
    this.#warn = warn
  }

  /** Where a token is written: the same token, the same file. */
  #path(token: string): string {
    const { adapter, law } = decodeToken(token)
    const digest = createHash('sha256').update(token).digest('hex').slice(0, 12)
    return join(this.#folder, `${adapter}-${law.replaceAll('/', '-')}-${digest}.json`)
  }

  /** Every file that can be read; the others are left alone. */
  async files(): Promise<readonly Filed<Entry>[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const files: Filed<Entry>[] = []
    for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
      const path = join(this.#folder, name)
      try {
        const entry = this.#shape().parse(JSON.parse(await readFile(path, 'utf8')))
        decodeToken(entry.token)
        files.push({ path, entry })
      } catch (error) {
        this.leaveAlone(path, describeError(error).split('\n')[0] ?? '')
      }
    }
    return files
  }

  /** Says once that a file is left alone, and why. */
  leaveAlone(path: string, why: string): void {
    if (!this.#named.has(path)) this.#warn(`${path} is left alone: ${why}`)
    this.#named.add(path)
  }

  /** What these files hold. */
  async all(): Promise<readonly Entry[]> {
    return (await this.files()).map(({ entry }) => entry)
  }

  /** Writes a file with all of this; gives its path. */
  protected async write<Whole extends Entry>(entry: Whole): Promise<string> {
    const path = this.#path(entry.token)
    await mkdir(this.#folder, { recursive: true })
    await writeFile(path, `${JSON.stringify(entry, null, 2)}\n`)
    return path
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true })
  }
}

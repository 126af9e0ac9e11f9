/** Findings on disk: kept under `.holdfast/findings`, run first next time, and found again by their token. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Finding, Tier } from '../../contracts/index.ts'
import { describeError } from '../../contracts/errors.ts'
import type { SavedCase } from './jobs.ts'
import { decodeToken } from './token.ts'

const findingShape = z.object({ token: z.string(), module: z.string() })

/** A finding as it lies on disk. */
export interface SavedFinding {
  readonly token: string
  /** URL of the adapter's module when it was found */
  readonly module: string
}

/** The findings of a project. */
export class Findings {
  readonly #folder: string
  readonly #warn: (message: string) => void
  readonly #named = new Set<string>()

  constructor(projectFolder: string, warn: (message: string) => void) {
    this.#folder = join(projectFolder, '.holdfast', 'findings')
    this.#warn = warn
  }

  #path(token: string): string {
    const { adapter, law } = decodeToken(token)
    const digest = createHash('sha256').update(token).digest('hex').slice(0, 12)
    return join(this.#folder, `${adapter}-${law.replaceAll('/', '-')}-${digest}.json`)
  }

  /** Every finding that can be read; the others are named and left alone. */
  async all(): Promise<readonly SavedFinding[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const found: SavedFinding[] = []
    for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
      try {
        const saved = findingShape.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')))
        decodeToken(saved.token)
        found.push(saved)
      } catch (error) {
        if (!this.#named.has(name))
          this.#warn(`${join(this.#folder, name)} is left alone: ${describeError(error).split('\n')[0]}`)
        this.#named.add(name)
      }
    }
    return found
  }

  /** Cases that broke laws of an adapter earlier. */
  async cases(adapter: string): Promise<readonly SavedCase[]> {
    const tokens = (await this.all()).map(({ token }) => decodeToken(token))
    return tokens
      .filter((token) => token.adapter === adapter && token.mutant === undefined)
      .map((token) => ({ law: token.law, case: token.case }))
  }

  /** Keeps a finding with its history. */
  async save(finding: Finding, module: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await writeFile(this.#path(finding.token), `${JSON.stringify({ ...finding, module }, null, 2)}\n`)
  }

  /** Forgets what was found on an adapter under laws that hold now at the tier of the case. */
  async forget(adapter: string, holds: (law: string, tier: Tier) => boolean): Promise<void> {
    for (const { token } of await this.all()) {
      const { adapter: on, law, case: of } = decodeToken(token)
      if (on === adapter && holds(law, of.tier)) await rm(this.#path(token), { force: true })
    }
  }
}

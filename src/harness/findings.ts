/** Findings on disk: kept under `.holdfast/findings`, run first next time, and found again by their token. */
import { join } from 'node:path'
import { z } from 'zod'
import type { Finding } from '../../contracts/index.ts'
import { TokenFolder } from './token-folder.ts'

const findingShape = z.object({ token: z.string(), module: z.string() })

/** A finding as it lies on disk. */
export interface SavedFinding {
  readonly token: string
  /** URL of the adapter's module when it was found */
  readonly module: string
}

/** The findings of a project. */
export class Findings extends TokenFolder<SavedFinding> {
  constructor(projectFolder: string, warn: (message: string) => void) {
    super(join(projectFolder, '.holdfast', 'findings'), findingShape, warn)
  }

  /** Keeps a finding with its history. */
  async save(finding: Finding, module: string): Promise<void> {
    await this.write({ ...finding, module })
  }
}

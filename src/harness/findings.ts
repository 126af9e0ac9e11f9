/** Findings on disk: kept under `.holdfast/findings`, run first next time, and found again by their token. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../contracts/index.ts'
import type { RecordedHistory } from './histories/history-file.ts'
import { writeHistory } from './histories/history-file.ts'
import { shaped } from './shapes.ts'
import { TokenFolder } from './token-folder.ts'

const findingShape = shaped((z) => z.object({ token: z.string(), module: z.string() }))

/** A finding as it lies on disk. */
export interface SavedFinding {
  readonly token: string
  /** URL of the adapter's module when it was found */
  readonly module: string
}

function historyBeside(path: string): string {
  return path.replace(/\.json$/, '.history.jsonl')
}

/** The findings of a project. */
export class Findings extends TokenFolder<SavedFinding> {
  constructor(projectFolder: string, warn: (message: string) => void) {
    super(join(projectFolder, '.holdfast', 'findings'), findingShape, warn)
  }

  /** Keeps a finding, and its history in a file of its own, that can be judged again. */
  async save(finding: Finding, module: string, recorded?: RecordedHistory): Promise<void> {
    const path = await this.write({ ...finding, module })
    if (recorded && recorded.history.length > 0) await writeHistory(historyBeside(path), recorded)
  }

  override async remove(path: string): Promise<void> {
    await super.remove(path)
    await rm(historyBeside(path), { force: true })
  }
}

/** Pinned cases: findings that a project keeps for good. They lie under `test/pinned`, in version control. */
import { join } from 'node:path'
import { shaped } from './shapes.ts'
import { TokenFolder } from './token-folder.ts'

const pinShape = shaped((z) => z.object({ token: z.string(), module: z.string().optional() }))

/** A pinned case as it is read. */
export interface Pin {
  readonly token: string
  /** the adapter's module, by its path within the project; absent where it lies elsewhere */
  readonly module?: string | undefined
}

/** What is written of a pinned case: no date and no path of one machine, so that it is the same wherever it is pinned. */
export interface WrittenPin extends Pin {
  readonly adapter: string
  readonly law: string
  readonly says: string
  /** the case as runnable TypeScript, line by line */
  readonly program: readonly string[]
}

/** The pinned cases of a project. */
export class Pins extends TokenFolder<Pin> {
  constructor(projectFolder: string, warn: (message: string) => void) {
    super(join(projectFolder, 'test', 'pinned'), pinShape, warn)
  }

  /** Pins a case; gives the path of its file. One that is pinned already stays as it is. */
  async pin(pin: WrittenPin): Promise<string> {
    const known = (await this.files()).find(({ entry }) => entry.token === pin.token)
    return known?.path ?? this.write(pin)
  }
}

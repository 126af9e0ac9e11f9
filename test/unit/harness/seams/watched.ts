// A place that the seam watches, and what it tells of it.
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { FileBend, FileMutant } from '../../../../contracts/index.ts'
import type { FileOperation } from '../../../../src/harness/power/operation.ts'
import { scan } from '../../../../src/harness/power/scan.ts'
import { FileRecorder } from '../../../../src/harness/seams/fs-recorder.ts'
import { watchDraws } from '../../../../src/harness/seams/draws.ts'
import { watchFiles } from '../../../../src/harness/seams/fs.ts'
import { seam } from '../../../../src/harness/seams/seam.ts'

watchFiles()
watchDraws()

/** The place of a test: made before it, removed after it. */
export class Watched {
  #root = ''
  /** the folder of the place, with the file `there` ("0123456789") in it */
  dir = ''

  constructor() {
    beforeEach(() => {
      this.#root = fs.mkdtempSync(join(tmpdir(), 'watched-'))
      this.dir = join(this.#root, 'places', 'p1')
      fs.mkdirSync(this.dir, { recursive: true })
      fs.writeFileSync(join(this.dir, 'there'), '0123456789')
      seam.watch([join(this.#root, 'places')])
    })
    afterEach(() => {
      seam.listen(undefined)
      seam.record(undefined)
      seam.rewrite(undefined)
      seam.watch([])
      fs.rmSync(this.#root, { recursive: true })
    })
  }

  /** A path outside the watched folders. */
  outside(name: string): string {
    return join(this.#root, name)
  }

  path(name: string): string {
    return join(this.dir, name)
  }

  /** The points that a program comes to. */
  async points(program: () => unknown): Promise<readonly string[]> {
    const points: string[] = []
    seam.listen((point) => void points.push(point))
    try {
      await program()
    } finally {
      seam.listen(undefined)
    }
    return points
  }

  /** The operations of a program, as a person reads them, and what they do not explain. */
  async operations(
    program: () => unknown,
  ): Promise<{ readonly said: readonly string[]; readonly strangers: readonly string[] }> {
    const said: string[] = []
    const recorder = new FileRecorder(this.dir, scan(this.dir), (operation) => void said.push(text(operation)))
    seam.record(recorder)
    try {
      await program()
    } finally {
      seam.record(undefined)
    }
    return { said, strangers: recorder.strangers }
  }

  /** From now on the file system is bent so. */
  bend(bend: FileBend): void {
    const mutant: FileMutant = { kind: 'seam', seam: 'fs', id: 'x~y', law: 'x/y', says: '', source: [], bend }
    seam.rewrite(mutant)
  }
}

function text(operation: FileOperation): string {
  const { op, ...rest } = operation
  const values = Object.values(rest).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  )
  return [op, ...values].join(' ')
}

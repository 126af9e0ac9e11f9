/** What this process has written, as its system counts it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withDir } from 'tmp-promise'
import { describe, expect, it } from 'vitest'
import { isCounted, writtenBytes } from '../../../src/harness/written.ts'

describe.skipIf(process.platform !== 'linux')('what was written', () => {
  it('grows by what goes to a file, and by little else', async () => {
    await withDir(
      ({ path }) => {
        const before = writtenBytes() ?? 0
        writeFileSync(join(path, 'file'), Buffer.alloc(1_000_000))
        const grown = (writtenBytes() ?? 0) - before
        expect(grown).toBeGreaterThanOrEqual(1_000_000)
        expect(grown).toBeLessThan(2_000_000)
        return Promise.resolve()
      },
      { unsafeCleanup: true },
    )
  })

  it('is counted', () => {
    expect(isCounted()).toBe(true)
  })
})

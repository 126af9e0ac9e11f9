/** Six processes that are released together on a stale lock of the file system, in 1,000 rounds. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runNode } from './programs.ts'
import type { Campaign } from './campaign.ts'

const rounds = '1000'

const campaign: Campaign = async (tell) => {
  // The package exports no path of its program.
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const { code, output } = await runNode([vitest, 'run', 'test/harness/fs-stale-locks.test.ts'], {
    HOLDFAST_ROUNDS: rounds,
  })
  tell(output.trim())
  return code === 0
}

export default campaign

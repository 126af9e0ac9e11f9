// The same verdict under vitest: one test for each law.
import { conformance } from 'holdfast/vitest'
import tally from './tally.memory.mjs'
import plugin from './tally.plugin.mjs'

conformance(tally, { plugins: [plugin], allowance: { budgetMs: 1_000 } })

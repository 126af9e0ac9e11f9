/** Our own adapters and our runtime under the laws, one vitest project each: the project injects which. */
import { inject } from 'vitest'
import { conformance } from 'holdfast/vitest'
import fs from 'holdfast/adapters/fs'
import memory from 'holdfast/adapters/memory'
import postgres from 'holdfast/adapters/postgres'
import sqlite from 'holdfast/adapters/sqlite'
import runtime from 'holdfast/runtime'

const adapters = { memory, sqlite, fs, postgres, runtime }

// A small share of what `npm run verify` does: enough to reach every state that the laws must see.
// Where a driver could not be installed, its tests are skipped and say so.
conformance(adapters[inject('adapter')], { allowance: { budgetMs: 3_000 }, seed: 7, optional: ['sqlite', 'postgres'] })

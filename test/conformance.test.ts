/** Our own adapters under the laws, one vitest project each: the project injects which. */
import { inject } from 'vitest'
import { conformance } from 'holdfast/vitest'
import memory from 'holdfast/adapters/memory'
import sqlite from 'holdfast/adapters/sqlite'

const adapters = { memory, sqlite }

// A small share of what `npm run verify` does: enough to reach every state that the laws must see.
conformance(adapters[inject('adapter')], { allowance: { budgetMs: 12_000 }, seed: 7 })

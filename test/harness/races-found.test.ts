/** Mutants that only processes which race can show, with nothing else tried. */
import { describe, expect, it } from 'vitest'
import sqlite from 'holdfast/adapters/sqlite'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import racesOnly from '../backends/lab-races-only.plugin.ts'

describe('a fault that lies between two steps of two processes', () => {
  it.each(['locks~evict-checks-then-removes', 'outputs~delete-answers-by-read'])(
    '%s is found by processes that race, where nothing else is tried',
    async (id) => {
      const rows = await tryMutants({ plugins: [racesOnly], adapters: [sqlite], ids: [id], runs: 80, onlyNamed: true })
      expect(rows).toMatchObject([{ id, verdict: 'killed', adapter: 'sqlite' }])
    },
  )
})

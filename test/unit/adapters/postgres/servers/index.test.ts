import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { startServer } from '../../../../../adapters/postgres/servers/index.ts'

/** Whoever has run a server in a container here has it. */
function hasTestcontainers(): boolean {
  try {
    createRequire(import.meta.url).resolve('testcontainers')
    return true
  } catch {
    return false
  }
}

const options = { dir: '/nowhere', signal: new AbortController().signal }

describe('a server that the environment names', () => {
  it.skipIf(hasTestcontainers())('in a container needs testcontainers, and says so', async () => {
    await expect(startServer(options, { HOLDFAST_POSTGRES: 'container:an/image:1' })).rejects.toMatchObject({
      code: 'DRIVER_MISSING',
      message: expect.stringContaining('npm install --save-dev testcontainers@11'),
    })
  })

  it.each(['containers', 'container:', 'docker'])('in a way that there is not is refused: %s', async (kind) => {
    await expect(startServer(options, { HOLDFAST_POSTGRES: kind })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it.each(['HOLDFAST_POSTGRES_DATA', 'HOLDFAST_POSTGRES_LOCK_TIMEOUT_MS'])(
    'is not started where a setting is not possible: %s',
    async (name) => {
      await expect(startServer(options, { [name]: '0' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(`${name}: expected a whole number from 1 to`),
      })
    },
  )
})

import { describe, expect, it } from 'vitest'
import { startServer } from '../../../../../adapters/postgres/servers/index.ts'

const options = { dir: '/nowhere', signal: new AbortController().signal }

describe('a server that the environment names', () => {
  it('in a container needs testcontainers, and says so', async () => {
    await expect(startServer(options, { HOLDFAST_POSTGRES: 'container:an/image:1' })).rejects.toMatchObject({
      code: 'DRIVER_MISSING',
      message: expect.stringContaining('npm install --save-dev testcontainers@11'),
    })
  })

  it.each(['containers', 'container:', 'docker'])('in a way that there is not is refused: %s', async (kind) => {
    await expect(startServer(options, { HOLDFAST_POSTGRES: kind })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

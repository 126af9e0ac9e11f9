/** A server in a container, by testcontainers: nothing else in the house names it. */
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Served, ServerOptions } from '../../../contracts/index.ts'
import { StoreError, describeError } from '../../../contracts/errors.ts'
import type { ServerAt } from './at.ts'
import { ownSchema } from './at.ts'

/** The image where none is named. */
const defaultImage = 'postgres:17-alpine'

/** At which port the servers of the usual images listen. */
const port = 5_432

/** What of testcontainers is used. */
interface Testcontainers {
  readonly GenericContainer: new (image: string) => Container
}

interface Container {
  withEnvironment(environment: Readonly<Record<string, string>>): this
  withExposedPorts(...ports: readonly number[]): this
  /** settles when what listens in the container can be reached */
  start(): Promise<StartedContainer>
}

interface StartedContainer {
  getHost(): string
  getMappedPort(port: number): number
  stop(): Promise<unknown>
}

function load(): Testcontainers {
  try {
    return createRequire(import.meta.url)('testcontainers') as Testcontainers
  } catch (error) {
    const why = describeError(error).split('\n')[0]
    throw new StoreError(
      'DRIVER_MISSING',
      `a Postgres in a container needs testcontainers (npm install --save-dev testcontainers@11): ${why}`,
      { cause: error },
    )
  }
}

/**
 * Starts a server in a container of its own, which is removed when it is stopped; where this process is killed, by
 * whatever testcontainers has for that. The image is to take POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB.
 * @throws StoreError DRIVER_MISSING without testcontainers, UNREACHABLE where no container comes to answer
 */
export async function startContainer(image: string | undefined, { signal }: ServerOptions): Promise<Served> {
  const { GenericContainer } = load()
  const [user, password, database] = ['holdfast', randomBytes(18).toString('hex'), 'postgres']
  const container = new GenericContainer(image ?? defaultImage)
    .withEnvironment({ POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database })
    .withExposedPorts(port)
  const started = await container.start().catch((error: unknown) => {
    const why = describeError(error)
    throw new StoreError('UNREACHABLE', `no container of ${image ?? defaultImage} came up: ${why}`, { cause: error })
  })
  let stopped: Promise<unknown> | undefined
  const stop = async (): Promise<void> => {
    stopped ??= started.stop()
    await stopped
  }
  if (signal.aborted) await stop()
  signal.throwIfAborted()
  const where = `${started.getHost()}:${started.getMappedPort(port)}`
  const at: ServerAt = { url: `postgresql://${user}:${password}@${where}/${database}`, schema: ownSchema }
  return { mode: 'container', at, stop }
}

/** Servers for runs: the one that the environment names, or one of our own. */
import type { Served, ServerOptions } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { show } from '../../../contracts/port.ts'
import { connectionSettings, sessionSettings } from '../settings.ts'

/**
 * Starts a server, or finds the one that the environment names: by HOLDFAST_POSTGRES_URL, or one in a container by
 * HOLDFAST_POSTGRES=container or container:<image>. Without either it is one of our own.
 * @throws StoreError INVALID_ARGUMENT for a setting that is not possible; DRIVER_MISSING, with the install line, where nothing
 * can serve; UNREACHABLE where it does not answer
 */
export async function startServer(
  options: ServerOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Served> {
  const { HOLDFAST_POSTGRES_URL: url = '', HOLDFAST_POSTGRES: kind = '' } = environment
  // Sessions read these too, but what is set wrongly is no fault of the adapter: the run ends before a law is tried.
  connectionSettings(environment)
  sessionSettings(environment)
  // Each way of having a server is loaded where it is taken.
  if (url !== '') return (await import('./url.ts')).useServer(url)
  if (kind === '' || kind === 'embedded') return (await import('./embedded.ts')).startEmbedded(options)
  const [, image] = /^container(?::(.+))?$/.exec(kind) ?? refuse(kind)
  return (await import('./container.ts')).startContainer(image, options)
}

/** Ends what a killed run left of one of our own in its folder. */
export async function endAbandoned(dir: string): Promise<void> {
  await (await import('./sweep.ts')).endAbandoned(dir)
}

function refuse(kind: string): never {
  throw new StoreError(
    'INVALID_ARGUMENT',
    `HOLDFAST_POSTGRES: expected embedded, container or container:<image>, got ${show(kind)}`,
  )
}

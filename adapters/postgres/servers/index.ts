/** Servers for runs: the one that the environment names, or one of our own. */
import type { Served, ServerOptions } from '../../../contracts/index.ts'
import { startEmbedded } from './embedded.ts'

/**
 * Starts a server, or finds the one that the environment names.
 * @throws StoreError DRIVER_MISSING, with the install line, where nothing can serve; UNREACHABLE where it does not answer
 */
export async function startServer(options: ServerOptions): Promise<Served> {
  return startEmbedded(options)
}

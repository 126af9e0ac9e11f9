/** The server of a run: started once, before the process that tries the adapter, and stopped when the run has ended. */
import type { Adapter, Json, Served, ServedMode } from '../../contracts/index.ts'
import { describeError, isStoreError } from '../../contracts/errors.ts'
import { makeServerFolder } from './run-folder.ts'

/** What a run has of a server. */
export interface ServerOfRun {
  readonly mode: ServedMode
  /** what `create` is given; undefined for an adapter without a server */
  readonly at: Json | undefined
}

/** What came of it. Only where the server was used there is a value. */
export type Serving<Value> =
  | { readonly how: 'used'; readonly value: Value }
  /** nothing can serve here: the adapter cannot be tried */
  | { readonly how: 'unavailable'; readonly reason: string }
  | { readonly how: 'aborted' }
  /** the server could not be started, or not be stopped */
  | { readonly how: 'failed'; readonly reason: string }

/** An adapter whose store needs no server is served from within. */
const withoutServer: ServerOfRun = { mode: 'embedded', at: undefined }

/** Does something with the server of an adapter, which lasts as long as that takes; a server of ours has its folder in `root`. */
export async function serving<Value>(
  adapter: Adapter,
  signal: AbortSignal | undefined,
  use: (server: ServerOfRun) => Promise<Value>,
  root?: string,
): Promise<Serving<Value>> {
  const { server, name } = adapter
  if (!server) return { how: 'used', value: await use(withoutServer) }
  const folder = await makeServerFolder(adapter, root)
  try {
    const given = signal ?? new AbortController().signal
    const served = await server.start({ dir: folder.path, signal: given }).catch((error: unknown) => ({ error }))
    if (signal?.aborted && 'error' in served) return { how: 'aborted' }
    return 'error' in served ? notServed(name, served.error) : await used(name, served, use)
  } finally {
    await folder.remove()
  }
}

function notServed(name: string, error: unknown): Serving<never> {
  if (isStoreError(error, 'DRIVER_MISSING')) return { how: 'unavailable', reason: error.message }
  return { how: 'failed', reason: `the server of ${name} could not be started: ${describeError(error)}` }
}

async function used<Value>(
  name: string,
  served: Served,
  use: (server: ServerOfRun) => Promise<Value>,
): Promise<Serving<Value>> {
  const { mode, at } = served
  let fault: unknown
  let value: Value
  try {
    value = await use({ mode, at })
  } finally {
    fault = await served.stop().catch((error: unknown) => error)
  }
  if (fault === undefined) return { how: 'used', value }
  return { how: 'failed', reason: `the server of ${name} could not be stopped: ${describeError(fault)}` }
}

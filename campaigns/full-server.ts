/** The adapter before a server that has no connection left: what its callers are told, and that they get on afterwards. */
import type { Outputs } from '../contracts/index.ts'
import { isStoreError } from '../contracts/errors.ts'
import postgres from '../adapters/postgres/index.ts'
import { whileFull } from './server.ts'
import type { OwnServer } from './server.ts'

const scope = { tenant: 'full' }
const key = { task: 'a', input: 'b' }

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'no error'
  } catch (error) {
    return isStoreError(error) ? error.code : String(error)
  }
}

/** Whether who finds no connection is told BUSY, and gets on once there is one. */
export async function tellAdapterWhileFull({ at, folder }: OwnServer, tell: (line: string) => void): Promise<boolean> {
  const place = await postgres.create({ id: 'full', dir: folder, server: at })
  const session = await postgres.open(place, { clock: Date, signal: new AbortController().signal })
  // The claims of the adapter say so.
  const { outputs } = session as unknown as { readonly outputs: Outputs }
  try {
    const put = (): Promise<unknown> => outputs.put(scope, key, 1)
    const code = await whileFull({ host: folder, user: 'holdfast', database: 'postgres' }, () => codeOf(put))
    const after = await codeOf(put)
    tell(`the adapter while no connection is left: ${code}; once there is one: ${after}`)
    return code === 'BUSY' && after === 'no error'
  } finally {
    await session.close()
    await postgres.destroy(place)
  }
}

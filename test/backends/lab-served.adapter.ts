/** Memory whose places are made only where a server was started, which is a file, and before it was stopped. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import memory from 'holdfast/adapters/memory'
import { defineAdapter } from 'holdfast'
import type { Adapter, CreateOptions, Json, Locks, ServerHooks } from 'holdfast'

/** How often each thing was done to the server of a run, in the process that runs it. */
export const done = { started: 0, stopped: 0, abandoned: 0 }

const server: ServerHooks<Json> = {
  async start({ dir }) {
    const file = join(dir, 'server')
    await writeFile(file, '')
    done.started += 1
    return {
      mode: 'container',
      at: { file },
      async stop() {
        done.stopped += 1
        await rm(file, { force: true })
      },
    }
  },
  async endAbandoned() {
    done.abandoned += 1
  },
}

async function create(options: CreateOptions): Promise<Json> {
  const { file } = { ...(options.server as { file?: string } | undefined) }
  if (file === undefined || !existsSync(file)) throw new Error('there is no server to make a place on')
  return memory.create(options)
}

/** The same with other hooks: whoever runs it calls them, and the process that tries it never. */
export function servedBy(hooks: Partial<ServerHooks<Json>>): Adapter {
  return defineAdapter({
    name: 'lab-served',
    module: import.meta.url,
    claims: {
      survives: 'session',
      sharing: 'thread',
      ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
    },
    create,
    async open(place, options) {
      const { locks, close } = await memory.open(place, options)
      return { locks: locks as Locks, close }
    },
    destroy: (place) => memory.destroy(place),
    server: { ...server, ...hooks },
  })
}

export default servedBy({})

/**
 * Shared memory: the threads of one process, each with a replica of its own. What a replica reads was made in its own
 * thread; what it changes is put in one order by the first replica, which lives as long as the place does.
 */
import { defineAdapter } from '../../src/core/adapter.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { Adapter, BlobStore, Clock, LogStore, OpenOptions, OutputRows } from '../../contracts/index.ts'
import { newId } from '../../src/core/ids.ts'
import { censusOf } from '../../src/core/tables/census.ts'
import { gathered } from '../../src/core/tables/blobs.ts'
import { FirstReplica } from './first.ts'
import type { PortName } from './machine.ts'
import type { Joining } from './replica.ts'
import { Replica } from './replica.ts'
import type { SharedPlace } from './wire.ts'
import { Channel, channelName } from './wire.ts'

/** How sessions are opened. */
export interface SharedMemoryOptions extends Joining {
  /**
   * whether `open` waits until the replica has all that was there (cache:10); true where absent. If not, `open` returns at
   * once and the first call waits in its place (cache:11)
   */
  readonly awaitSync?: boolean
  /** what brings the rows up to date: run by `open`, on all that was there (cache:14) */
  readonly migrate?: (session: SharedMemorySession) => Promise<void>
}

/** A session of shared memory. */
export interface SharedMemorySession {
  readonly outputs: OutputRows
  readonly blobs: BlobStore
  readonly logs: LogStore
  close(): Promise<void>
}

/** The places that were made in this thread. */
const places = new Map<string, FirstReplica>()

/** What a session sends and asks of its replica. */
class Calls {
  readonly #replica: Replica
  readonly #clock: Clock

  constructor(replica: Replica, clock: Clock) {
    this.#replica = replica
    this.#clock = clock
  }

  /** A call that is put in order with all others. */
  change(port: PortName, method: string, ...args: readonly unknown[]): Promise<never> {
    return this.#replica.change({ port, method, args, atMs: this.#clock.now() }) as Promise<never>
  }

  /** A call that the replica answers. */
  read(port: PortName, method: string, ...args: readonly unknown[]): Promise<never> {
    return this.#replica.read({ port, method, args, atMs: this.#clock.now() }) as Promise<never>
  }
}

function outputsOn(calls: Calls): OutputRows {
  return {
    get: (...args) => calls.read('outputs', 'get', ...args),
    put: (...args) => calls.change('outputs', 'put', ...args),
    delete: (...args) => calls.change('outputs', 'delete', ...args),
    clear: (...args) => calls.change('outputs', 'clear', ...args),
    prune: (...args) => calls.change('outputs', 'prune', ...args),
    keys: (...args) => calls.read('outputs', 'keys', ...args),
    scopes: (...args) => calls.read('outputs', 'scopes', ...args),
  }
}

/** Bytes in memory that all threads share, so that no replica has a copy of them. */
function sharedRoom(bytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(bytes))
}

function blobsOn(calls: Calls): BlobStore {
  return {
    async write(scope, chunks, options) {
      const bytes = await gathered(chunks, sharedRoom)
      return calls.change('blobs', 'write', { scope, id: newId(), bytes, ...options })
    },
    stream: (...args) => calls.read('blobs', 'stream', ...args),
    stat: (...args) => calls.read('blobs', 'stat', ...args),
    delete: (...args) => calls.change('blobs', 'delete', ...args),
    list: (...args) => calls.read('blobs', 'list', ...args),
    reap: async () => ({ writes: 0 }),
  }
}

function logsOn(calls: Calls): LogStore {
  return {
    append: (...args) => calls.change('logs', 'append', ...args),
    tail: (...args) => calls.read('logs', 'tail', ...args),
    seal: (...args) => calls.change('logs', 'seal', ...args),
    drop: (...args) => calls.change('logs', 'drop', ...args),
    prune: (...args) => calls.change('logs', 'prune', ...args),
  }
}

async function openReplica(
  place: SharedPlace,
  { clock, signal }: OpenOptions,
  { awaitSync = true, migrate, ...joining }: SharedMemoryOptions,
): Promise<SharedMemorySession> {
  if (place.pid !== process.pid)
    throw new StoreError('SHARING', `the place belongs to process ${place.pid}, and this is ${process.pid}`)
  const replica = new Replica(place, joining)
  const calls = new Calls(replica, clock)
  const close = (): void => {
    signal.removeEventListener('abort', close)
    replica.close()
  }
  signal.addEventListener('abort', close, { once: true })
  const session: SharedMemorySession = {
    outputs: outputsOn(calls),
    blobs: blobsOn(calls),
    logs: logsOn(calls),
    close: async () => close(),
  }
  try {
    if (awaitSync || migrate) await replica.synced
    await migrate?.(session)
    return session
  } catch (error) {
    close()
    throw error
  }
}

/** Makes the adapter, with other ways to open its sessions. */
export function sharedMemoryWith(options: SharedMemoryOptions = {}): Adapter {
  return defineAdapter({
    name: 'shared-memory',
    module: import.meta.url,
    claims: {
      survives: 'session',
      sharing: 'process',
      ports: {
        outputs: { ages: 'store', listing: 'pages' },
        blobs: { ages: 'store', listing: 'pages', streaming: { no: 'all bytes of a blob lie in memory' } },
        logs: { ages: 'store' },
      },
    },
    async create({ id }): Promise<SharedPlace> {
      const place = { id, pid: process.pid }
      places.set(id, new FirstReplica(place, () => places.delete(id)))
      return place
    },
    open: (place: SharedPlace, opening) => openReplica(place, opening, options),
    async census({ id }: SharedPlace) {
      const first = places.get(id)
      if (!first) throw new StoreError('SHARING', 'what lies in a place is counted in the thread that made it')
      return censusOf(first.tables)
    },
    async destroy(place: SharedPlace) {
      const first = places.get(place.id)
      if (first) return first.end()
      const up = new Channel<never, { readonly say: 'end' }>(channelName(place, 'up'))
      up.say({ say: 'end' })
      up.close()
    },
  })
}

const adapter: Adapter = sharedMemoryWith()

export default adapter

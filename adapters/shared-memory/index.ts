/**
 * Shared memory: the threads of one process, each with a replica of its own. What a replica reads was made in its own
 * thread; what it changes is put in one order by the first replica, which lives as long as the place does.
 */
import { defineAdapter } from '../../src/core/adapter.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { Adapter, AnyPort, Clock, OpenOptions, OutputRows } from '../../contracts/index.ts'
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
  close(): Promise<void>
}

/** The methods of a port that change nothing. */
const observers: Readonly<Record<PortName, readonly string[]>> = { outputs: ['get', 'keys'] }

/** The places that were made in this thread. */
const places = new Map<string, FirstReplica>()

/** A port of a session: reads are answered by its replica, all else is asked for. */
function portOn(replica: Replica, port: PortName, clock: Clock, methods: readonly string[]): AnyPort {
  const calls = methods.map((method): readonly [string, AnyPort[string]] => [
    method,
    observers[port].includes(method)
      ? (...args) => replica.read(port, method, args)
      : (...args) => replica.change({ port, method, args, atMs: clock.now() }),
  ])
  return Object.fromEntries(calls)
}

async function openReplica(
  place: SharedPlace,
  { clock, signal }: OpenOptions,
  { awaitSync = true, migrate, ...joining }: SharedMemoryOptions,
): Promise<SharedMemorySession> {
  if (place.pid !== process.pid)
    throw new StoreError('SHARING', `the place belongs to process ${place.pid}, and this is ${process.pid}`)
  const replica = new Replica(place, joining)
  const close = (): void => {
    signal.removeEventListener('abort', close)
    replica.close()
  }
  signal.addEventListener('abort', close, { once: true })
  const session: SharedMemorySession = {
    outputs: portOn(replica, 'outputs', clock, ['get', 'put', 'delete', 'clear', 'prune', 'keys']) as never,
    close: async () => close(),
  }
  if (awaitSync || migrate) await replica.synced
  await migrate?.(session)
  return session
}

/** Makes the adapter, with other ways to open its sessions. */
export function sharedMemoryWith(options: SharedMemoryOptions = {}): Adapter {
  return defineAdapter({
    name: 'shared-memory',
    module: import.meta.url,
    claims: {
      survives: 'session',
      sharing: 'process',
      ports: { outputs: { ages: 'store', listing: 'pages' } },
    },
    async create({ id }): Promise<SharedPlace> {
      const place = { id, pid: process.pid }
      places.set(id, new FirstReplica(place, () => places.delete(id)))
      return place
    },
    open: (place: SharedPlace, opening) => openReplica(place, opening, options),
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

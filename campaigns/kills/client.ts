/**
 * A client under load: one change after another, of every port in turns, on one session that it never opens again. It notes
 * how each ended, and goes on whatever happens.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Checkpoints, Identity, Locks, Outputs } from '../../contracts/index.ts'
import { isStoreError, storeCodes } from '../../contracts/errors.ts'
import postgres from '../../adapters/postgres/index.ts'
import { ports, rowName, taskOf } from './deeds.ts'
import type { Deed, Order, PortName, Told } from './deeds.ts'

/** After a failure the next change comes so much later, ms: what fails at once is not asked without end. */
const restMs = 5

const client = Number(process.argv[2])
const dayMs = 86_400_000
const owner: Identity = { instance: taskOf(client), host: 'h', boot: 'b', pid: process.pid, pidStart: 1 }

let deeds: Deed[] = []
const ending = new AbortController()
let loading: Promise<void> = Promise.resolve()

/** The ports of the adapter. */
interface Served {
  readonly outputs: Outputs
  readonly checkpoints: Checkpoints
  readonly locks: Locks
}

/** Makes the changes of one session. */
class Load {
  readonly #session: Served
  #epoch: number | undefined

  constructor(session: Served) {
    this.#session = session
  }

  async make(port: PortName, number: number): Promise<void> {
    const { outputs, checkpoints, locks } = this.#session
    const name = rowName(client, number)
    if (port === 'outputs') await outputs.put({ tenant: taskOf(client) }, { task: name, input: 'i' }, number)
    if (port === 'locks') await locks.acquire(name, { owner, ttlMs: dayMs, graceMs: 0, heartbeatMs: dayMs })
    if (port !== 'checkpoints') return
    const key = { operation: taskOf(client), parameters: null }
    this.#epoch ??= (await checkpoints.begin(key, { pin: 'p' })).epoch
    await checkpoints.append(key, this.#epoch, [name])
  }
}

function failed(port: PortName, number: number, error: unknown): Deed {
  if (!isStoreError(error)) return { port, number, fate: 'unknown', code: String(error) }
  return { port, number, fate: storeCodes[error.code].outcome, code: error.code }
}

async function load(place: string): Promise<void> {
  const session = await postgres.open(JSON.parse(place), { clock: Date, signal: new AbortController().signal })
  // The claims of the adapter say so.
  const work = new Load(session as unknown as Served)
  for (let number = 0; !ending.signal.aborted; number += 1) {
    const port = ports[number % ports.length] ?? 'outputs'
    try {
      await work.make(port, number)
      deeds.push({ port, number, fate: 'acknowledged' })
    } catch (error) {
      deeds.push(failed(port, number, error))
      await delay(restMs)
    }
  }
  await session.close()
}

function tell(): void {
  const told: Told = { deeds }
  deeds = []
  process.send?.(told)
}

process.on('message', (order: Order) => {
  if (order.do === 'load') loading = load(order.place)
  else if (order.do === 'tell') tell()
  else {
    ending.abort()
    void loading.then(() => {
      tell()
      process.disconnect()
    })
  }
})
process.on('disconnect', () => {
  process.exit(0)
})

/** A thread of its own with a replica of shared memory: it makes calls when it is let go, and tells when each of them was. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Json, OutputKey, Outputs, Scope } from 'holdfast'
import { loadAdapter } from '../../dist/src/harness/load.js'

/** What a thread is told. */
export interface Told {
  readonly adapter: string
  readonly place: Json
  readonly actor: number
  readonly calls: number
}

/** A call as the thread saw it; times are ns of the host's monotonic clock. */
export interface Seen {
  readonly actor: number
  readonly method: 'get' | 'put' | 'delete'
  readonly args: readonly Json[]
  readonly answer: unknown
  readonly from: bigint
  readonly to: bigint
}

const scope: Scope = { tenant: 't' }
const keys: readonly OutputKey[] = ['i', 'j'].map((input) => ({ task: 'a', input }))

/** A step of xorshift32: the same draws for the same actor. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

async function run({ adapter, place, actor, calls }: Told): Promise<void> {
  const clock = { now: () => 1_000 }
  const session = await (await loadAdapter(adapter)).open(place, { clock, signal: new AbortController().signal })
  const outputs = session['outputs'] as Outputs
  const draw = draws(actor + 1)
  parentPort?.postMessage('ready')
  await new Promise((resolve) => parentPort?.once('message', resolve))
  const seen: Seen[] = []
  for (let at = 0; at < calls; at += 1) {
    const key = keys[draw() % keys.length] as OutputKey
    const method = (['get', 'put', 'get', 'put', 'delete'] as const)[draw() % 5] ?? 'get'
    const value = actor * calls + at
    const from = process.hrtime.bigint()
    const answer: unknown = method === 'put' ? await outputs.put(scope, key, value) : await outputs[method](scope, key)
    const args = method === 'put' ? [scope, key, value] : [scope, key]
    seen.push({ actor, method, args, answer, from, to: process.hrtime.bigint() })
  }
  parentPort?.postMessage(seen)
  await session.close()
}

export default run(workerData as Told)

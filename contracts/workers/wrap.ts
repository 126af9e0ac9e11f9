/** How wrappers around workers are made. */
import type { Ground, PortMutant } from '../contract.ts'
import { kept, replacing } from '../wrap.ts'
import type { Worker, Workers, WorkerSummary } from './port.ts'
import type { Value } from '../values.ts'

type Override = (inner: Workers, ground: Ground) => Partial<Workers>

/** A port mutant of workers. */
export function workerMutant(
  id: string,
  facts: Pick<PortMutant, 'law' | 'says' | 'source' | 'needs'>,
  override: Override,
): PortMutant {
  return { id: `workers~${id}`, kind: 'port', ...facts, wrap: replacing(override) }
}

/** The worker of an id. */
export async function workerOf(inner: Workers, id: string): Promise<Worker<Value> | undefined> {
  const got = await inner.inspect(id)
  return got.status === 'there' ? got.worker : undefined
}

/** Every worker, page by page. */
export async function everyWorker(inner: Workers): Promise<readonly WorkerSummary[]> {
  const workers: WorkerSummary[] = []
  let cursor: string | undefined
  do {
    const page = await inner.list(cursor === undefined ? { limit: 1_000 } : { limit: 1_000, cursor })
    workers.push(...page.workers)
    cursor = page.cursor
  } while (cursor !== undefined)
  return workers
}

/** What the wrappers on a place share in one process, by id. */
export function notes<Kept>(ground: Ground, what: string): Map<string, Kept> {
  return kept(ground, what, () => new Map<string, Kept>())
}

/** How a worker looks from outside. */
export type Look = <Shown extends WorkerSummary>(worker: Shown) => Shown

/** The calls that show workers as they are now. */
type Showing = Pick<Workers, 'reserve' | 'activate' | 'beat' | 'inspect' | 'list'>

/** Workers that look different from outside, wherever they are shown. */
export function showing(inner: Workers, look: Look): Showing {
  const shown = <Answer extends { readonly worker: WorkerSummary }>(answer: Answer): Answer => ({
    ...answer,
    worker: look(answer.worker),
  })
  return {
    async reserve(id, options) {
      const answer = await inner.reserve(id, options)
      return 'worker' in answer ? shown(answer) : answer
    },
    async activate(id, token, child) {
      const answer = await inner.activate(id, token, child)
      return answer.status === 'lost' ? answer : shown(answer)
    },
    async beat(id, token) {
      const answer = await inner.beat(id, token)
      return answer.status === 'lost' ? answer : shown(answer)
    },
    async inspect(id) {
      const got = await inner.inspect(id)
      return got.status === 'there' ? { ...got, worker: look(got.worker) } : got
    },
    async list(query) {
      const page = await inner.list(query)
      return { ...page, workers: page.workers.map(look) }
    },
  }
}

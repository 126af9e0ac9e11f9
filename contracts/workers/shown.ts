/** The workers in an answer, whatever shape a faulty backend gave it. */
import type { Event } from '../lab.ts'
import type { WorkerSummary } from './port.ts'

function isWorker(data: unknown): data is WorkerSummary {
  return typeof data === 'object' && data !== null && 'id' in data && 'token' in data && 'heartbeatAtMs' in data
}

/** The worker without its facts, as it is given back to `evict`. */
function summary(shown: WorkerSummary): WorkerSummary {
  const rest = Object.entries(shown).filter(([key]) => key !== 'facts')
  // All other fields are there.
  return Object.fromEntries(rest) as unknown as WorkerSummary
}

/** Every worker that an answer shows. */
export function workersIn({ call, outcome }: Event): readonly WorkerSummary[] {
  if (call.port !== 'workers' || outcome.status !== 'ok') return []
  const answer = outcome.value as { readonly worker?: unknown; readonly workers?: unknown } | null
  const listed = Array.isArray(answer?.workers) ? (answer.workers as readonly unknown[]) : [answer?.worker]
  return listed.filter(isWorker).map(summary)
}

/** The status of an answer, or how the call ended in its place. */
export function statusIn({ outcome }: Event): string {
  if (outcome.status !== 'ok') return outcome.status
  return (outcome.value as { readonly status?: string } | null)?.status ?? 'counted'
}

/** The worker that a call was given to reserve. */
export function reservedIn(event: Event): WorkerSummary | undefined {
  return event.call.method === 'reserve' && statusIn(event) === 'reserved' ? workersIn(event)[0] : undefined
}

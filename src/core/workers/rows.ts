/** The rules of a worker, which every adapter of workers does alike: from a row, what was asked, and the time, to the next row. */
import type { Identity, ReserveOptions, Worker, WorkerName, WorkerSummary } from '../../../contracts/index.ts'
import { sameIdentity } from '../../../contracts/identity.ts'

/** A worker as it is kept, with the text of its facts as far as it is at hand: a store may leave it where it lies. */
export type WorkerRow = Omit<Worker<string>, 'atMs'>

/** What is shown of a row without its facts: a copy, which its caller may change. */
export function shownWorker(row: WorkerRow, atMs: number): WorkerSummary {
  const { id, task, token, state, owner, child, reservedAtMs, activatedAtMs, heartbeatAtMs } = row
  return {
    id,
    task,
    token,
    state,
    owner: { ...owner },
    ...(child === undefined ? {} : { child: { ...child } }),
    reservedAtMs,
    ...(activatedAtMs === undefined ? {} : { activatedAtMs }),
    heartbeatAtMs,
    atMs,
  }
}

/** The row of a worker that is reserved now. */
export function reservedWorker(id: string, asked: ReserveOptions<string>, nowMs: number): WorkerRow {
  const { task, token, owner, facts } = asked
  const noted = facts === undefined ? {} : { facts: { value: facts.value } }
  return {
    id,
    task,
    token,
    state: 'reserved',
    owner: { ...owner },
    reservedAtMs: nowMs,
    heartbeatAtMs: nowMs,
    ...noted,
  }
}

/** The row whose process is known now; undefined where it has another one. */
export function activatedWorker(row: WorkerRow, child: Identity, nowMs: number): WorkerRow | undefined {
  if (!row.child) return { ...row, state: 'active', child: { ...child }, activatedAtMs: nowMs, heartbeatAtMs: nowMs }
  return sameIdentity(row.child, child) ? row : undefined
}

/** The row after a sign of life. */
export function beatenWorker(row: WorkerRow, nowMs: number): WorkerRow {
  return { ...row, heartbeatAtMs: nowMs }
}

/** Whether a row is still the one that was shown, so that what was judged of it holds. */
export function isAsShown(row: WorkerRow, shown: WorkerSummary): boolean {
  const facts = ['id', 'task', 'token', 'state', 'heartbeatAtMs'] as const
  return facts.every((fact) => row[fact] === shown[fact])
}

/** Whether a row is one of these. */
export function isNamed({ id, token }: WorkerName, names: readonly WorkerName[]): boolean {
  return names.some((other) => other.id === id && other.token === token)
}

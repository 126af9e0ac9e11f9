/** A worker as the columns of a table, and back. */
import type { Identity, Worker, WorkerState } from '../../../contracts/index.ts'
import { identityFacts } from '../../../contracts/identity.ts'
import { workerStates } from '../../../contracts/workers/worker.ts'
import type { Column } from '../rows.ts'
import { corruptRow, jsonIn, moment, orNull, rowReader, text, wholeFrom } from '../rows.ts'
import type { StoredRow } from '../tasks/columns.ts'
import type { WorkerRow } from './rows.ts'

/** The columns of a worker. Identities are texts, so that one fact more or less makes another. */
export interface WorkerColumns {
  readonly id: string
  readonly task: string
  readonly token: number
  readonly state: WorkerState
  readonly owner: string
  readonly child: string | null
  readonly reserved_at: number
  readonly activated_at: number | null
  readonly heartbeat_at: number
  /** null where there are none, and where they are not at hand */
  readonly facts: string | null
}

/** The names of the columns without facts. */
export const workerColumns: readonly (keyof WorkerColumns)[] = [
  ...(['id', 'task', 'token', 'state', 'owner', 'child', 'reserved_at', 'activated_at', 'heartbeat_at'] as const),
]

/** The text of an identity: the same for the same five facts, and for no others. */
export function identityText(identity: Identity): string {
  return JSON.stringify(identityFacts.map((fact) => identity[fact]))
}

const readFacts = rowReader<Identity>('worker', {
  instance: text,
  host: text,
  boot: text,
  pid: wholeFrom(1),
  pidStart: wholeFrom(0),
})

function identityIn(json: string, id: string): Identity {
  const facts = jsonIn('worker', id, json)
  if (!Array.isArray(facts) || facts.length !== identityFacts.length)
    throw corruptRow('worker', id, `no identity: ${json.slice(0, 80)}`)
  return readFacts(Object.fromEntries(identityFacts.map((fact, at) => [fact, facts[at] as unknown])), id)
}

export function columnsOfWorker(row: WorkerRow): WorkerColumns {
  return {
    id: row.id,
    task: row.task,
    token: row.token,
    state: row.state,
    owner: identityText(row.owner),
    child: row.child ? identityText(row.child) : null,
    reserved_at: row.reservedAtMs,
    activated_at: row.activatedAtMs ?? null,
    heartbeat_at: row.heartbeatAtMs,
    facts: row.facts?.value ?? null,
  }
}

export const workerState: Column<WorkerState> = {
  says: workerStates.join(' or '),
  holds: (found): found is WorkerState => workerStates.some((state) => state === found),
}

const readColumns = rowReader<Omit<WorkerColumns, 'facts'>>('worker', {
  id: text,
  task: text,
  token: wholeFrom(1),
  state: workerState,
  owner: text,
  child: orNull(text),
  reserved_at: moment,
  activated_at: orNull(moment),
  heartbeat_at: moment,
})

const readNoted = rowReader<Pick<WorkerColumns, 'facts'>>('worker', { facts: orNull(text) })

/** What an error calls a row. */
export function idOfWorker(row: StoredRow): string {
  return String(row['id'])
}

/** The worker that a row holds, without its facts. @throws StoreError CORRUPT for a row that is that of none */
export function workerIn(row: StoredRow): WorkerRow {
  const id = idOfWorker(row)
  const columns = readColumns(row, id)
  const { child, activated_at: activatedAtMs } = columns
  const isActive = columns.state === 'active'
  if ((child !== null) !== isActive || (activatedAtMs !== null) !== isActive)
    throw corruptRow('worker', id, `${columns.state}, and what is known of its process does not fit`)
  return {
    id: columns.id,
    task: columns.task,
    token: columns.token,
    state: columns.state,
    owner: identityIn(columns.owner, id),
    ...(child === null ? {} : { child: identityIn(child, id) }),
    reservedAtMs: columns.reserved_at,
    ...(activatedAtMs === null ? {} : { activatedAtMs }),
    heartbeatAtMs: columns.heartbeat_at,
  }
}

/** The worker that a row holds, with its facts. @throws StoreError CORRUPT for a row that is that of none */
export function wholeWorkerIn(row: StoredRow, atMs: number): Worker<string> {
  const { facts } = readNoted(row, idOfWorker(row))
  return { ...workerIn(row), atMs, ...(facts === null ? {} : { facts: { value: facts } }) }
}

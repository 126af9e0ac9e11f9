/**
 * Workers: registrations of processes, each of which does one task.
 *
 * A worker is reserved under a claim of its task before anything is started, so that at most one process ever starts for a
 * claim, and a cap on all of them holds whoever asks (durability:N5, durability:O1). Count, uniqueness and insertion are one
 * step. Then its process is started and its identity noted; it gives signs of life; and its end is one step with that of
 * its task. What died in between has left a row that names its owner (durability:N6).
 *
 * The row decides: whoever acts for a worker shows its id and its token, that of the claim, and changes nothing where no
 * row has both. A worker does not expire: who is dead is judged by who reads the rows, and the lease of the claim is the
 * task's. No worker is without a task: `tasks.prune` leaves one alone for which a worker is registered.
 *
 * What the owner noted is given by `inspect`; all other answers show the rest. So a value that came to harm is in nobody's
 * way (durability:N11). Times are of the store's clock, and are read once in a call: what is answered is what is kept.
 * Callers see `Workers`; an adapter serves `WorkerRows`, with a canonical text in the place of each value.
 */
import { checkIdentity } from '../identity.ts'
import type { Damage, PortSpec } from '../port.ts'
import { list, name, optionalCursor, optionally, record, refuse, whole } from '../port.ts'
import { checkBoxed, checkMove } from '../repository/tasks/checks.ts'
import type { TaskMove, TaskSummary } from '../repository/tasks/port.ts'
import type { Identity, Value } from '../values.ts'
import type { Worker, WorkerName, WorkerSummary } from './worker.ts'
import { workerStates } from './worker.ts'

export type { Worker, WorkerName, WorkerState, WorkerSummary } from './worker.ts'

/** What a worker is reserved with. */
export type ReserveOptions<V> = {
  readonly task: string
  /** of the claim of the task */
  readonly token: number
  readonly owner: Identity
  /** there must be fewer workers than this, 1 to 1,000,000 */
  readonly cap: number
  /** up to 1,000 workers that the caller has proven dead; they do not count for the cap (durability:N14) */
  readonly dead?: readonly WorkerName[]
  /** whatever is worth knowing of it */
  readonly facts?: { readonly value: V }
}

/**
 * What became of a reservation: the first that holds. reserved: this very one, by id, task and token, is there, be it new
 * or from a call before it whose reply was lost. superseded: the task is not active under this token. id-taken, task-taken:
 * another worker has the id, or does the task. full: so many workers count as the cap allows.
 */
export type Reserved =
  | { readonly status: 'reserved' | 'id-taken' | 'task-taken'; readonly worker: WorkerSummary }
  | { readonly status: 'superseded' }
  | { readonly status: 'full'; readonly workers: number }

/** lost, here and below: no worker has this id and this token. */
export type Activated =
  { readonly status: 'active' | 'other-child'; readonly worker: WorkerSummary } | { readonly status: 'lost' }

export type Beaten = { readonly status: 'held'; readonly worker: WorkerSummary } | { readonly status: 'lost' }

/** settled: the task was moved, to where `task` is. superseded: it is not active under the token, and nothing changed. */
export type Settled =
  | { readonly status: 'settled'; readonly task: TaskSummary }
  | { readonly status: 'superseded'; readonly worker: WorkerSummary }
  | { readonly status: 'lost' }

export type WorkerReleased = { readonly status: 'released' | 'not-held' }

/** evicted: `task` is there if it was moved. changed: the row is not as it was shown, or is gone. */
export type WorkerEvicted = { readonly status: 'evicted'; readonly task?: TaskSummary } | { readonly status: 'changed' }

export type WorkerInspected<V> =
  { readonly status: 'there'; readonly worker: Worker<V> } | { readonly status: 'absent' }

/** Where the task goes when its worker ends, as in `TaskMove`; it leaves `active` by the token of the worker. */
export type Settlement<V> = Pick<TaskMove<V>, 'result' | 'message' | 'charge' | 'delayMs'> & {
  readonly to: 'completed' | 'failed' | 'pending'
}

/** The same where others end it: nobody but its owner has completed a task. */
export type Eviction<V> = Settlement<V> & { readonly to: 'failed' | 'pending' }

/** A page of workers in no order; it tells of rows that lie there and cannot be read. Without `cursor` it was the last. */
export interface WorkersPage extends Damage {
  readonly workers: readonly WorkerSummary[]
  readonly cursor?: string
}

/** The port, by what stands for values. Each call is one atomic step on the store, and none waits for anybody. */
export interface WorkersOf<V> {
  /**
   * Reserves a worker for a task that the caller has claimed.
   * @param id - 1 to 512 bytes of UTF-8
   * @see durability:N1, durability:N2, durability:N3, durability:N5, durability:N14, durability:O1
   */
  reserve(id: string, options: ReserveOptions<V>): Promise<Reserved>
  /** Notes the process of a worker. To note the same again changes nothing and gives the same answer. */
  activate(id: string, token: number, child: Identity): Promise<Activated>
  /** A sign of life. It renews no claim: that is `tasks.heartbeat`. @see durability:N12 */
  beat(id: string, token: number): Promise<Beaten>
  /** Ends the work: moves the task as `tasks.move` does from `active`, and removes the worker. @see durability:N9 */
  settle(id: string, token: number, move: Settlement<V>): Promise<Settled>
  /** Removes the worker, and does nothing to its task. @see durability:N7 */
  release(id: string, token: number): Promise<WorkerReleased>
  /**
   * Removes the very row that was judged: if id, task, token, state or heartbeat differ from what was shown, nothing changes.
   * With `move` the task goes there in the same step, where it is still active under the token. @see durability:P1
   */
  evict(worker: WorkerSummary, move?: Eviction<V>): Promise<WorkerEvicted>
  /** Reads one worker with its facts. */
  inspect(id: string): Promise<WorkerInspected<V>>
  /**
   * Reads workers page by page, of one task or of one owner where asked for; each that lies there throughout, once.
   * @param query.owner - all five facts must agree (durability:N13)
   */
  list(query: {
    readonly task?: string
    readonly owner?: Identity
    /** 1 to 1,000 */
    readonly limit: number
    readonly cursor?: string
  }): Promise<WorkersPage>
  /** How many workers count for a cap. */
  count(options?: { readonly dead?: readonly WorkerName[] }): Promise<{ readonly workers: number }>
}

/** Workers as callers see them. */
export type Workers = WorkersOf<Value>

/** Workers as an adapter serves them. */
export type WorkerRows = WorkersOf<string>

/** What an adapter answers for workers. */
export type WorkersClaims = {
  /** `store`: one clock for all sessions of a place gives the times of rows */
  readonly clock: 'store'
}

/** The greatest cap. */
const workersMax = 1_000_000

const summaryKeys: readonly (keyof WorkerSummary)[] = [
  ...(['id', 'task', 'token', 'state', 'owner', 'child', 'reservedAtMs', 'activatedAtMs', 'heartbeatAtMs'] as const),
  'atMs',
]

function checkToken(argument: string, value: unknown): void {
  whole(argument, value, 1, Number.MAX_SAFE_INTEGER)
}

function checkName(id: unknown, token: unknown): void {
  name('id', id)
  checkToken('token', token)
}

function checkDead(dead: unknown): void {
  list('options.dead', dead, 1_000).forEach((one, at) => {
    const named = record(`options.dead[${at}]`, one, ['id', 'token'])
    name(`options.dead[${at}].id`, named['id'])
    checkToken(`options.dead[${at}].token`, named['token'])
  })
}

function checkReserve([id, options]: readonly unknown[]): void {
  name('id', id)
  const { task, token, owner, cap, dead, facts } = record('options', options, [
    'task',
    'token',
    'owner',
    'cap',
    'dead',
    'facts',
  ])
  name('options.task', task)
  checkToken('options.token', token)
  checkIdentity('options.owner', owner)
  whole('options.cap', cap, 1, workersMax)
  optionally(dead, checkDead)
  optionally(facts, (boxed) => checkBoxed('options.facts', boxed))
}

/** A settlement is a move from `active`, to one of these states. */
function checkSettlement(value: unknown, states: readonly string[], token: unknown): void {
  const move = record('move', value, ['to', 'result', 'message', 'charge', 'delayMs'])
  const { to } = move
  if (!states.some((state) => state === to)) refuse('move.to', `one of ${states.join(', ')}`, to)
  checkMove(['task', { ...move, from: ['active'], token }])
}

function checkEvict([worker, move]: readonly unknown[]): void {
  const row = record('worker', worker, summaryKeys)
  name('worker.id', row['id'])
  name('worker.task', row['task'])
  checkToken('worker.token', row['token'])
  if (!workerStates.some((state) => state === row['state']))
    refuse('worker.state', `one of ${workerStates.join(', ')}`, row['state'])
  checkIdentity('worker.owner', row['owner'])
  optionally(row['child'], (child) => checkIdentity('worker.child', child))
  optionally(row['activatedAtMs'], (at) => whole('worker.activatedAtMs', at, 0, Number.MAX_SAFE_INTEGER))
  for (const key of ['reservedAtMs', 'heartbeatAtMs', 'atMs'])
    whole(`worker.${key}`, row[key], 0, Number.MAX_SAFE_INTEGER)
  optionally(move, (given) => checkSettlement(given, ['failed', 'pending'], row['token']))
}

/** What the shell knows of workers. */
export const workersPort: PortSpec<'workers', WorkerRows> = {
  name: 'workers',
  standsBy: ['tasks'],
  claims: { clock: { says: 'whose clock gives the times of rows', answers: ['store'], refusable: false } },
  methods: {
    reserve: checkReserve,
    activate([id, token, child]) {
      checkName(id, token)
      checkIdentity('child', child)
    },
    beat: ([id, token]) => checkName(id, token),
    settle([id, token, move]) {
      checkName(id, token)
      checkSettlement(move, ['completed', 'failed', 'pending'], token)
    },
    release: ([id, token]) => checkName(id, token),
    evict: checkEvict,
    inspect: ([id]) => name('id', id),
    list([query]) {
      const { task, owner, limit, cursor } = record('query', query, ['task', 'owner', 'limit', 'cursor'])
      optionally(task, (given) => name('query.task', given))
      optionally(owner, (given) => checkIdentity('query.owner', given))
      whole('query.limit', limit, 1, 1_000)
      optionalCursor('query.cursor', cursor, 'list')
    },
    count: ([options]) => optionally(record('options', options ?? {}, ['dead'])['dead'], checkDead),
  },
  values: {
    reserve: { args: [[1, 'facts', 'value']] },
    settle: {
      args: [
        [2, 'result', 'value'],
        [2, 'message', 'value'],
      ],
    },
    evict: {
      args: [
        [1, 'result', 'value'],
        [1, 'message', 'value'],
      ],
    },
    inspect: { answer: [['worker', 'facts', 'value']] },
  },
}

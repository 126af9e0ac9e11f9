/**
 * Tasks: work that waits to be done, is being done, or is over, with who does it and what waits for it.
 *
 * A task goes through states: `blocked` (it waits for others), `pending` (it may be claimed once its time has come), `active`
 * (somebody has claimed it), and the terminal ones `completed`, `failed` and `cancelled`. Every change is a compare-and-set on this
 * graph (durability:S3), and takes effect in one step with all that follows from it: dependants that it unblocks or
 * cancels, and the events that tell of it (durability:L7, durability:T17). A terminal state absorbs: only `revive` leaves it.
 *
 * A claim has a token of the store's own and a lease. Tokens rise for ever for an id: who inserts it again after a prune gets
 * no token that was there before. Whoever acts for a claim shows its token; the token decides and not the lease, so that a
 * late owner whose task nobody took may go on (durability:L3), and one whose task was taken can do nothing (durability:L2,
 * cache:D6). A lapsed lease is found by `reap`, after a grace that begins
 * when it ends, and by nothing else (cache:D7).
 *
 * Values are given by `get`, and messages by `events`; all other answers show the rest of a task. So a value that came to
 * harm keeps nobody from claiming its task, ending it or listing it beside the others (durability:N11).
 *
 * Times are of the store's clock; what callers give is relative to it. Callers see `Tasks`; an adapter serves `TaskRows`,
 * with a canonical text in the place of each value.
 */
import type { No } from '../../claims.ts'
import type { Guarded, MayGuard } from '../../guard.ts'
import { checkGuardOnly } from '../../guard.ts'
import type { Damage, PortSpec } from '../../port.ts'
import { demandClaim, list, name, optionalCursor, optionally, record, refuse, whole } from '../../port.ts'
import type { Value } from '../../values.ts'
import { ageMsMax } from '../../values.ts'
import { checkBoxed, checkMove, checkNewTask, checkStates, ranged } from './checks.ts'
import type { NewTask, Task, TaskEvent, TaskState, TaskSummary } from './task.ts'

export type { NewTask, Task, TaskEvent, TaskState, TaskSummary } from './task.ts'

/**
 * What became of an insertion; all of it happens, or nothing. inserted: for each task that was given the one that counts for
 * it, as it is now: that of its id, be it there or given before it; else that of its idempotency key; else itself, which is
 * new. cycle: new tasks would wait for each other, along this path, which begins and ends with one id. missing: these are
 * waited for by new tasks, and are nowhere. Where both are so, either is told.
 */
export type TasksInserted =
  | { readonly status: 'inserted'; readonly tasks: readonly { readonly isNew: boolean; readonly task: TaskSummary }[] }
  | { readonly status: 'cycle'; readonly path: readonly string[] }
  | { readonly status: 'missing'; readonly ids: readonly string[] }

export type TaskGot<V> = { readonly status: 'there'; readonly task: Task<V> } | { readonly status: 'absent' }

/** moved, to where `task` is; or nothing changed, for the task is not in one of `from`, or else the token is not that of its last claim. */
export type TaskMoved =
  { readonly status: 'moved' | 'elsewhere' | 'superseded'; readonly task: TaskSummary } | { readonly status: 'absent' }

/** claimed: a task, active, with a new token. none: nothing is due; `dueAtMs` tells when the next task of these is. */
export type TaskClaimed =
  { readonly status: 'claimed'; readonly task: TaskSummary } | { readonly status: 'none'; readonly dueAtMs?: number }

/** lost: certainly, for ever; the task is not active, or another claim has it. A rejection says nothing of it. */
export type TaskHeld = { readonly status: 'held'; readonly leaseUntilMs: number } | { readonly status: 'lost' }

/** How many tasks went which way. */
export type TasksReaped = {
  /** to `pending`, with one more stall and no attempt */
  readonly stalled: number
  /** to `failed`, for they stalled too often */
  readonly failed: number
  /** to `failed`, for their claim ran too long */
  readonly timedOut: number
}

/** A page; it tells of tasks that lie there and cannot be read, not even without their values. */
export interface TasksPage extends Damage {
  readonly tasks: readonly TaskSummary[]
  readonly cursor?: string
}

/** `next` goes on behind these, whether or not there are more yet. */
export interface TaskEventsPage<V> {
  readonly events: readonly TaskEvent<V>[]
  readonly next: number
}

/** Where a task goes. */
export type TaskMove<V> = {
  /** where it must be, at least one state */
  readonly from: readonly TaskState[]
  readonly to: TaskState
  /** of the claim; must be there to leave `active` for anything but `cancelled` */
  readonly token?: number
  /** kept where the task ends, by this move */
  readonly result?: { readonly value: V }
  /** to `pending` only: not before so long from now (cache:D2) */
  readonly delayMs?: number
  /**
   * from `active` to `pending` only. attempt: a failure, which counts; the last one leads to `failed` instead, and the answer
   * says so. nothing: no fault of the task's, as where there was no room for it (durability:L9)
   */
  readonly charge?: 'attempt' | 'nothing'
  /** told on with the event of this change */
  readonly message?: { readonly value: V }
}

/**
 * The port, by what stands for values. Each call is one atomic step on the store, with all that follows from it; only a
 * `reap` or `prune` of more than 100 tasks may come in parts of so many: once it has answered it has come to all of them, and
 * where it is cut short it may have come to some and not to others. Of one task that is both out of time and lapsed, the lapse
 * counts, in its grace already (durability:L5).
 * Where tasks wait for one that is `failed` or `cancelled`, they are cancelled with it, and so on (why: dependency).
 */
export interface TasksOf<V, O extends readonly unknown[] = []> {
  /**
   * Submits 1 to 1,000 tasks together. A task that waits for one which is failed or cancelled already is cancelled at once.
   * @throws StoreError INVALID_ARGUMENT, UNSUPPORTED (`after`, where dependencies are not claimed)
   * @see durability:S9, durability:L11
   */
  insert(tasks: readonly NewTask<V>[], ...options: O): Promise<TasksInserted>
  get(id: string): Promise<TaskGot<V>>
  /**
   * Moves a task along one of these edges, if it is where the caller believes: blocked to cancelled; pending to
   * cancelled; active to completed, failed, pending or cancelled. Any other is refused as an argument.
   */
  move(id: string, move: TaskMove<V> & Guarded): Promise<TaskMoved>
  /**
   * Makes a failed or cancelled task pending again, with no attempts, no stalls and no result (durability:L10). What was cancelled
   * with it stays so.
   */
  revive(id: string, options?: { readonly delayMs?: number } & Guarded): Promise<TaskMoved>
  /**
   * Claims the task of the queue that goes first: by priority, then by the time at which it was due, then by id
   * in the order of its bytes (durability:L1). No task is given to two. A claim that is made again on the queue with the same
   * claim id, as after a lost reply, gives the task that it has, of whatever kind, as long as it has it (durability:T20).
   * @param options.claimId - of this claim and no other, 1 to 512 bytes of UTF-8
   * @param options.kinds - at most 100; every kind where absent, none at all where empty
   */
  claim(
    queue: string,
    options: { readonly claimId: string; readonly kinds?: readonly string[] } & Guarded,
  ): Promise<TaskClaimed>
  /** Renews the lease of a claim from now on, and takes note of how far it is. A task that is over is not touched (cache:D12). */
  heartbeat(
    id: string,
    token: number,
    options?: { readonly progress?: { readonly value: V } } & Guarded,
  ): Promise<TaskHeld>
  /**
   * Takes back every claim whose lease ended at least `graceMs` ago, and fails every task whose claim is held and ran for its
   * `timeoutMs`. It goes through all of them (cache:D8).
   * @param options.graceMs - 0 to 600,000 ms
   */
  reap(options: { readonly graceMs: number } & Guarded): Promise<TasksReaped>
  /** Reads tasks page by page, of one queue or in some states where asked for; each that lies there throughout, once. */
  list(query: {
    readonly queue?: string
    readonly states?: readonly TaskState[]
    /** 1 to 1,000 */
    readonly limit: number
    readonly cursor?: string
  }): Promise<TasksPage>
  /**
   * Reads events from behind `after` (0: from the first that is kept). Whoever goes on from `next` sees every event once, in
   * order, even while others write.
   * @throws StoreError UNSUPPORTED where events are not claimed
   */
  events(query: { readonly after: number; readonly limit: number }): Promise<TaskEventsPage<V>>
  /**
   * Removes the tasks that ended at least `olderThanMs` ago and that nothing waits for, and the events that are as old. A task
   * for which a worker is registered stays, for its process would be forgotten with it (durability:N3).
   */
  prune(options: { readonly olderThanMs: number } & Guarded): Promise<{ readonly tasks: number }>
}

/** Tasks as callers see them. */
export type Tasks = TasksOf<Value, MayGuard>

/** Tasks as an adapter serves them. */
export type TaskRows = TasksOf<string>

/** What an adapter answers for tasks. */
export type TasksClaims = {
  /** `store`: one clock for all sessions of a place judges leases and due times */
  readonly clock: 'store'
  /** `transactional`: what follows from a change for dependants comes in the same step; no: a task waits for no other */
  readonly dependencies: 'transactional' | No
  /** `ordered`: changes are told as events; no: nothing is told */
  readonly events: 'ordered' | No
}

/** What the shell knows of tasks. */
export const tasksPort: PortSpec<'tasks', TaskRows> = {
  name: 'tasks',
  claims: {
    clock: { says: 'whose clock judges leases and due times', answers: ['store'], refusable: false },
    dependencies: { says: 'whether tasks wait for others', answers: ['transactional'], refusable: true },
    events: { says: 'whether changes are told as events', answers: ['ordered'], refusable: true },
  },
  methods: {
    insert([tasks, options], claims) {
      checkGuardOnly(options)
      const all = list('tasks', tasks, 1_000)
      if (all.length === 0) refuse('tasks', 'at least one task', tasks)
      all.forEach((task, at) => checkNewTask(task, at, claims))
    },
    get: ([id]) => name('id', id),
    move: checkMove,
    revive([id, options]) {
      name('id', id)
      optionally(record('options', options ?? {}, ['delayMs'])['delayMs'], ranged('options.delayMs', 0, ageMsMax))
    },
    claim([queue, options]) {
      name('queue', queue)
      const { claimId, kinds } = record('options', options, ['claimId', 'kinds'])
      name('options.claimId', claimId)
      optionally(kinds, (given) =>
        list('options.kinds', given, 100).forEach((kind, at) => name(`options.kinds[${at}]`, kind)),
      )
    },
    heartbeat([id, token, options]) {
      name('id', id)
      whole('token', token, 1, Number.MAX_SAFE_INTEGER)
      optionally(record('options', options ?? {}, ['progress'])['progress'], (boxed) =>
        checkBoxed('options.progress', boxed),
      )
    },
    reap: ([options]) => whole('options.graceMs', record('options', options, ['graceMs'])['graceMs'], 0, 600_000),
    list([query]) {
      const { queue, states, limit, cursor } = record('query', query, ['queue', 'states', 'limit', 'cursor'])
      optionally(queue, (given) => name('query.queue', given))
      optionally(states, (given) => checkStates('query.states', given))
      whole('query.limit', limit, 1, 1_000)
      optionalCursor('query.cursor', cursor, 'list')
    },
    events([query], claims) {
      const { after, limit } = record('query', query, ['after', 'limit'])
      whole('query.after', after, 0, Number.MAX_SAFE_INTEGER)
      whole('query.limit', limit, 1, 1_000)
      demandClaim(claims, 'events' satisfies keyof TasksClaims, 'events are not told')
    },
    prune: ([options]) =>
      whole('options.olderThanMs', record('options', options, ['olderThanMs'])['olderThanMs'], 0, ageMsMax),
  },
  guarded: { insert: 1, move: 1, revive: 1, claim: 1, heartbeat: 2, reap: 0, prune: 0 },
  values: {
    insert: { args: [[0, '*', 'payload']] },
    get: {
      answer: [
        ['task', 'payload'],
        ['task', 'progress', 'value'],
        ['task', 'result', 'value'],
      ],
    },
    move: {
      args: [
        [1, 'result', 'value'],
        [1, 'message', 'value'],
      ],
    },
    heartbeat: { args: [[2, 'progress', 'value']] },
    events: { answer: [['events', '*', 'message', 'value']] },
  },
}

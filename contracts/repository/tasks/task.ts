/** What a task is, and what is told of it. */

/** Every state of a task. */
export const taskStates = ['blocked', 'pending', 'active', 'completed', 'failed', 'cancelled'] as const

export type TaskState = (typeof taskStates)[number]

/** A lease is 5 s to 1 h long: a shorter one thrashes, a longer one outlives whoever holds it (durability:L12). */
export const leaseMsMin = 5_000
export const leaseMsMax = 3_600_000

/** What a task is when it is submitted. */
export type NewTask<V> = {
  /** the caller's own, 1 to 512 bytes of UTF-8, unique in the store */
  readonly id: string
  /** 1 to 512 bytes of UTF-8; claims are made on one queue */
  readonly queue: string
  /** what kind of work, 1 to 512 bytes of UTF-8; a claim may ask for some kinds only */
  readonly kind: string
  readonly payload: V
  /** the greater goes first; -1,000 to 1,000, 0 where absent */
  readonly priority?: number
  /** not to be claimed for so long, 0 to 3,153,600,000,000 ms; 0 where absent (cache:D1) */
  readonly delayMs?: number
  /** ids of at most 1,000 tasks that must be completed first: there already, or in the same insertion */
  readonly after?: readonly string[]
  /** of its queue: at most one task has it, 1 to 512 bytes of UTF-8 (durability:L11) */
  readonly idempotencyKey?: string
  /** how often it may fail before it is `failed`, 1 to 100; 1 where absent */
  readonly maxAttempts?: number
  /** how often its claim may lapse before it is `failed`, 0 to 100; 5 where absent (durability:L4) */
  readonly maxStalls?: number
  /** 5,000 to 3,600,000 ms; 30,000 where absent */
  readonly leaseMs?: number
  /** how long one claim may run, renewals and all, 1 to 3,153,600,000,000 ms; for ever where absent (durability:L5) */
  readonly timeoutMs?: number
}

/** A task as it is stored, without its values. Fields that are absent have no value yet. */
export type TaskSummary = {
  readonly id: string
  readonly queue: string
  readonly kind: string
  readonly priority: number
  readonly state: TaskState
  /** those that it still waits for, each once, in any order; [] unless blocked */
  readonly waitsFor: readonly string[]
  readonly maxAttempts: number
  readonly maxStalls: number
  readonly leaseMs: number
  readonly timeoutMs?: number
  readonly idempotencyKey?: string
  /** failures that counted, 0 to `maxAttempts`; every way into `failed` counts one */
  readonly attempts: number
  /** claims that lapsed since it was submitted or revived, 0 to `maxStalls` + 1 */
  readonly stalls: number
  /** the token of the last claim; 0 before the first. It rises for ever for the id, through `revive` and `prune` too */
  readonly token: number
  readonly createdAtMs: number
  /**
   * not to be claimed before: `delayMs` behind its submission. Every way back to `pending`, by `move`, `revive` or a stall, sets
   * it anew, to then plus the `delayMs` of that call; nothing else changes it, and being unblocked leaves it
   */
  readonly dueAtMs: number
  /** while active: when the claim began, and when its lease ends. Every way out of `active` resets both (durability:L6) */
  readonly startedAtMs?: number
  readonly leaseUntilMs?: number
  /** the claim id, while active */
  readonly claimId?: string
  /** when it came to a terminal state; absent in any other (cache:D2) */
  readonly endedAtMs?: number
  /** why it is failed or cancelled, where the store decided so */
  readonly why?: 'attempts' | 'stalls' | 'timeout' | 'dependency'
}

/** A task with its values. */
export type Task<V> = TaskSummary & {
  readonly payload: V
  /** what was given with the last renewal, of this claim or an earlier one */
  readonly progress?: { readonly value: V }
  /** what it ended with: an output, or an error as a value. 0, '' and null are outputs (cache:D11, durability:S4) */
  readonly result?: { readonly value: V }
}

/** What happened to tasks, one record a change, in the order in which the changes took effect. */
export type TaskEvent<V> = {
  /** rises by at least one from event to event, 1 to 2^53-1; an event is never seen after one that comes behind it */
  readonly seq: number
  readonly id: string
  readonly queue: string
  /** absent where the task was submitted */
  readonly from?: TaskState
  readonly to: TaskState
  readonly atMs: number
  /** what the caller gave with the change, to be told on */
  readonly message?: { readonly value: V }
}

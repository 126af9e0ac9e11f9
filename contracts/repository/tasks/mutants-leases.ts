/** Known-bad tasks whose leases, graces, stalls and time limits are not what they should be. */
import type { Mutant } from '../../contract.ts'
import type { TaskSummary, Tasks } from './port.ts'
import { everyTask, lacking, notes, showing, showingKept, summaryOf, taskMutant, taskOf } from './wrap.ts'

const stale = { law: 'tasks/stale-claim-changes-nothing' } as const
const paused = { law: 'tasks/zombie-changes-nothing', source: ['durability:L2'] } as const
const lapsed = { law: 'tasks/lapsed-claim-still-serves', source: ['durability:L3'] } as const
const stalls = { law: 'tasks/stalls-are-counted', source: ['durability:L4'] } as const
const timeout = { law: 'tasks/timeout-or-stall', source: ['durability:L5'] } as const
const anew = { law: 'tasks/clock-of-a-claim-starts-anew', source: ['durability:L6'] } as const

/** The token of whoever has the task by now. */
async function currentToken(inner: Tasks, id: string, token: number): Promise<number> {
  const task = await taskOf(inner, id)
  return task?.state === 'active' ? task.token : token
}

/** The same, where a look before found that the token is that of the claim. */
async function checkedToken(inner: Tasks, id: string, token: number): Promise<number> {
  const task = await taskOf(inner, id)
  return task?.state === 'active' && task.token === token ? currentToken(inner, id, token) : token
}

/** Faults of claims that were taken back. */
const staleMutants: readonly Mutant[] = [
  taskMutant(
    'ends-by-id',
    { ...stale, says: 'a task is ended by its id, whoever has it', source: ['durability:L2'] },
    (inner) => ({
      async move(id, move) {
        return inner.move(
          id,
          move.token === undefined ? move : { ...move, token: await currentToken(inner, id, move.token) },
        )
      },
    }),
  ),
  taskMutant(
    'renews-by-id',
    { ...stale, says: 'a claim is renewed by the id of the task, whoever has it', source: ['durability:L2'] },
    (inner) => ({
      heartbeat: async (id, token, options) => inner.heartbeat(id, await currentToken(inner, id, token), options),
    }),
  ),
  taskMutant(
    'late-result-replaces',
    {
      ...stale,
      says: 'the late result of an owner that was superseded replaces that of the new one',
      source: ['cache:D6'],
    },
    (inner, ground) => {
      const late = notes<Pick<TaskSummary, 'state'> & { readonly result: { readonly value: unknown } }>(
        ground,
        'late results',
      )
      return {
        ...showingKept(inner, late, (task, note) => ({ ...task, ...note })),
        async move(id, move) {
          const answer = await inner.move(id, move)
          if (answer.status !== 'elsewhere' || answer.task.state !== 'completed' || !move.result) return answer
          late.set(id, { state: move.to, result: move.result })
          return { status: 'moved', task: { ...answer.task, state: move.to } }
        },
      }
    },
  ),
  taskMutant(
    'late-progress-overwrites',
    {
      ...stale,
      says: 'progress that is told late is written over the row of a task that is over',
      source: ['cache:D12'],
    },
    (inner, ground) => {
      const late = notes<{ readonly progress: { readonly value: unknown } }>(ground, 'late progress')
      return {
        ...showingKept(inner, late, (task, note) => ({ ...task, ...note })),
        async heartbeat(id, token, options) {
          const answer = await inner.heartbeat(id, token, options)
          const task = await taskOf(inner, id)
          if (answer.status === 'lost' && task?.state === 'completed' && options?.progress)
            late.set(id, { progress: options.progress })
          return answer
        },
      }
    },
  ),
  taskMutant(
    'end-checks-then-acts',
    { ...paused, says: 'an end looks whether the claim is its own, and then ends the task that is there by now' },
    (inner) => ({
      async move(id, move) {
        return inner.move(
          id,
          move.token === undefined ? move : { ...move, token: await checkedToken(inner, id, move.token) },
        )
      },
    }),
  ),
  taskMutant(
    'renewal-checks-then-acts',
    { ...paused, says: 'a renewal looks whether the claim is its own, and then renews the one that is there by now' },
    (inner) => ({
      heartbeat: async (id, token, options) => inner.heartbeat(id, await checkedToken(inner, id, token), options),
    }),
  ),
]

/** Whether the lease of a task is over. */
function isLapsed({ leaseUntilMs = Infinity }: TaskSummary, nowMs: number): boolean {
  return leaseUntilMs <= nowMs
}

/** Faults of leases that ran out. */
const lapseMutants: readonly Mutant[] = [
  taskMutant(
    'lapsed-is-lost',
    { ...lapsed, says: 'a renewal asks for a lease that has not run out' },
    (inner, { clock }) => ({
      async heartbeat(id, token, options) {
        const task = await taskOf(inner, id)
        return task && isLapsed(task, clock.now()) ? { status: 'lost' } : inner.heartbeat(id, token, options)
      },
    }),
  ),
  taskMutant(
    'lapsed-ends-nothing',
    { ...lapsed, says: 'an end asks for a lease that has not run out' },
    (inner, { clock }) => ({
      async move(id, move) {
        const task = await taskOf(inner, id)
        if (task && move.token !== undefined && isLapsed(task, clock.now())) {
          return { status: 'superseded', task: summaryOf(task) }
        }
        return inner.move(id, move)
      },
    }),
  ),
  taskMutant(
    'no-grace',
    { ...stalls, says: 'a claim is taken back the moment its lease ends, so that a late owner loses to the reaper' },
    (inner) => ({
      reap: () => inner.reap({ graceMs: 0 }),
    }),
  ),
  taskMutant(
    'grace-excludes-end',
    { ...stalls, says: 'a claim is not taken back at the instant at which its grace ends' },
    (inner) => ({
      reap: ({ graceMs }) => inner.reap({ graceMs: graceMs + 1 }),
    }),
  ),
  taskMutant(
    'stalls-off-by-one',
    { ...stalls, says: 'a task fails at the stall before the last one that it may have' },
    (inner) => {
      const outside = showing(inner, (task) => ({ ...task, maxStalls: task.maxStalls + 1 }))
      return {
        ...outside,
        insert: (tasks) =>
          outside.insert(tasks.map((task) => ({ ...task, maxStalls: Math.max(0, (task.maxStalls ?? 5) - 1) }))),
      }
    },
  ),
  taskMutant('stall-burns-attempt', { ...stalls, says: 'each stall counts as a failure too' }, (inner) =>
    showing(inner, (task) => ({ ...task, attempts: task.attempts + (task.state === 'failed' ? 0 : task.stalls) })),
  ),
  taskMutant(
    'stall-keeps-due',
    {
      ...stalls,
      says: 'a task that stalled is due since it was submitted, so that it goes before all that came since',
      source: ['tasks/task.ts: TaskSummary'],
    },
    (inner, ground) => {
      const kept = notes<{ readonly was: number; readonly is: number }>(ground, 'due before a stall')
      return {
        ...showingKept(inner, kept, (task, { was, is }) => (task.dueAtMs === is ? { ...task, dueAtMs: was } : task)),
        async reap(options) {
          const before = (await everyTask(inner)).filter(({ state }) => state === 'active')
          const counts = await inner.reap(options)
          for (const { id, dueAtMs: was } of before) {
            const task = await taskOf(inner, id)
            if (task?.state === 'pending') kept.set(id, { was: kept.get(id)?.was ?? was, is: task.dueAtMs })
          }
          return counts
        },
      }
    },
  ),
  taskMutant(
    'reap-never-runs',
    { ...stalls, says: 'a reap takes nothing back', source: ['durability:L4', 'cache:D8'] },
    () => ({
      reap: async () => ({ stalled: 0, failed: 0, timedOut: 0 }),
    }),
  ),
]

/** Fails the active tasks that this is so of. */
async function failAll(inner: Tasks, isOver: (task: TaskSummary) => boolean): Promise<number> {
  const over = (await everyTask(inner)).filter((task) => task.state === 'active' && isOver(task))
  for (const { id, token } of over) await inner.move(id, { from: ['active'], to: 'failed', token })
  return over.length
}

/** Faults of time limits. */
const timeMutants: readonly Mutant[] = [
  taskMutant(
    'timeout-ignores-lease',
    { ...timeout, says: 'what ran too long is failed whether or not its lease lapsed, so that a stalled task is dead' },
    (inner, { clock }) => ({
      async reap(options) {
        const now = clock.now()
        const timedOut = await failAll(
          inner,
          ({ startedAtMs = 0, timeoutMs = Infinity }) => startedAtMs + timeoutMs <= now,
        )
        const counts = await inner.reap(options)
        return { ...counts, timedOut: counts.timedOut + timedOut }
      },
    }),
  ),
  taskMutant(
    'timeout-unchecked',
    { ...timeout, says: 'a time limit is kept and shown, and nothing looks at it' },
    (inner, ground) => {
      const limits = notes<number>(ground, 'time limits')
      const outside = showingKept(inner, limits, (task, timeoutMs) => ({ ...task, timeoutMs }))
      return {
        ...outside,
        async insert(tasks) {
          for (const { id, timeoutMs } of tasks) if (timeoutMs !== undefined) limits.set(id, timeoutMs)
          return outside.insert(tasks.map((task) => lacking(task, 'timeoutMs')))
        },
      }
    },
  ),
  taskMutant(
    'clock-runs-on',
    { ...anew, says: 'the time limit is counted from the first claim, so that waiting for a retry uses it up' },
    (inner, ground) => {
      const first = notes<number>(ground, 'first starts')
      return {
        async claim(queue, options) {
          const got = await inner.claim(queue, options)
          if (got.status === 'claimed' && !first.has(got.task.id)) first.set(got.task.id, got.task.startedAtMs ?? 0)
          return got
        },
        async reap(options) {
          const now = ground.clock.now()
          const timedOut = await failAll(
            inner,
            (task) => !isLapsed(task, now) && (first.get(task.id) ?? now) + (task.timeoutMs ?? Infinity) <= now,
          )
          const counts = await inner.reap(options)
          return { ...counts, timedOut: counts.timedOut + timedOut }
        },
      }
    },
  ),
  taskMutant(
    'start-stays-on-row',
    { ...anew, says: 'a task that went back to the queue keeps the start of its last claim' },
    (inner, ground) => {
      const starts = notes<number>(ground, 'last starts')
      return showing(inner, (task) => {
        if (task.startedAtMs !== undefined) starts.set(task.id, task.startedAtMs)
        const last = starts.get(task.id)
        return task.state === 'pending' && last !== undefined ? { ...task, startedAtMs: last } : task
      })
    },
  ),
  taskMutant(
    'reaps-one-page',
    {
      law: 'tasks/reap-goes-through-all',
      says: 'a reap reads one page of active tasks, and leaves the rest',
      source: ['cache:D8'],
    },
    (inner) => ({
      async reap(options) {
        const { tasks } = await inner.list({ states: ['active'], limit: 1_000 })
        for (const { id, token } of tasks.slice(100)) await inner.heartbeat(id, token)
        return inner.reap(options)
      },
    }),
  ),
]

/** From the ground up. */
export const leaseMutants: readonly Mutant[] = [...staleMutants, ...lapseMutants, ...timeMutants]

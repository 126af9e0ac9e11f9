/** Known-bad workers that are registered where they must not be, or are not where they must. */
import type { Mutant } from '../contract.ts'
import { sameIdentity } from '../identity.ts'
import type { Tasks, TaskSummary } from '../repository/tasks/port.ts'
import type { Ground } from '../contract.ts'
import type { Identity, Value } from '../values.ts'
import { identity } from './moves.ts'
import type { ReserveOptions, Workers, WorkerSummary } from './port.ts'
import { everyWorker, notes, showing, workerMutant, workerOf } from './wrap.ts'

/** The tasks of the same session. */
export function tasksBeside({ beside }: Ground): Tasks | undefined {
  // What a session offers under a port's name serves that port.
  return beside('tasks') as unknown as Tasks | undefined
}

async function taskBeside(ground: Ground, id: string): Promise<TaskSummary | undefined> {
  const got = await tasksBeside(ground)?.get(id)
  return got?.status === 'there' ? got.task : undefined
}

/** A worker that nobody wrote down. */
export function madeUp(id: string, { task, token, owner }: ReserveOptions<Value>, { clock }: Ground): WorkerSummary {
  const now = clock.now()
  return { id, task, token, state: 'reserved', owner: { ...owner }, reservedAtMs: now, heartbeatAtMs: now, atMs: now }
}

const second = { law: 'workers/second-is-refused', source: ['durability:N1'] } as const
const apart = { law: 'workers/conflicts-are-told-apart', source: ['durability:N2'] } as const
const again = { law: 'workers/reservation-is-asked-for-again', source: ['durability:B11'] } as const
const stands = { law: 'workers/stands-on-a-claim', source: ['durability:N3'] } as const

/** Faults of two who want the same. */
const conflictMutants: readonly Mutant[] = [
  workerMutant('reserve-replaces', { ...second, says: 'a second worker takes the place of the first' }, (inner) => ({
    async reserve(id, options) {
      const answer = await inner.reserve(id, options)
      if (answer.status !== 'task-taken') return answer
      await inner.release(answer.worker.id, answer.worker.token)
      return inner.reserve(id, options)
    },
  })),
  workerMutant(
    'refusal-is-success',
    { ...second, says: 'a conflict is ignored, and told as a reservation' },
    (inner) => ({
      async reserve(id, options) {
        const answer = await inner.reserve(id, options)
        return answer.status === 'task-taken' ? { status: 'reserved', worker: answer.worker } : answer
      },
    }),
  ),
  workerMutant(
    'any-conflict-is-of-the-task',
    { ...apart, says: 'whatever is not unique, the task is said to have a worker' },
    (inner) => ({
      async reserve(id, options) {
        const answer = await inner.reserve(id, options)
        return answer.status === 'id-taken' ? { ...answer, status: 'task-taken' } : answer
      },
    }),
  ),
  workerMutant(
    'task-before-id',
    { ...apart, says: 'where both the id and the task have a worker, that of the task is told' },
    (inner) => ({
      async reserve(id, options) {
        const answer = await inner.reserve(id, options)
        if (answer.status !== 'id-taken') return answer
        const other = (await everyWorker(inner)).find(({ task }) => task === options.task)
        return other ? { status: 'task-taken', worker: other } : answer
      },
    }),
  ),
  workerMutant(
    'again-is-taken',
    { ...again, says: 'a reservation that is made again is told that its id is taken' },
    (inner) => ({
      async reserve(id, options) {
        const known = await workerOf(inner, id)
        const answer = await inner.reserve(id, options)
        return known && answer.status === 'reserved' ? { status: 'id-taken', worker: answer.worker } : answer
      },
    }),
  ),
  workerMutant(
    'again-starts-over',
    { ...again, says: 'a reservation that is made again takes the place of the first', source: ['durability:T20'] },
    (inner) => ({
      async reserve(id, options) {
        const known = await workerOf(inner, id)
        if (known?.task === options.task && known.token === options.token) await inner.release(id, known.token)
        return inner.reserve(id, options)
      },
    }),
  ),
]

/** Faults of workers without a claim or a task. */
const claimMutants: readonly Mutant[] = [
  workerMutant(
    'reserves-without-claim',
    { ...stands, says: 'a worker is registered whatever is known of its task' },
    (inner, ground) => ({
      async reserve(id, options) {
        const answer = await inner.reserve(id, options)
        return answer.status === 'superseded' ? { status: 'reserved', worker: madeUp(id, options, ground) } : answer
      },
    }),
  ),
  workerMutant(
    'token-unlooked-at',
    { ...stands, says: 'a task that is active will do, whoever has claimed it' },
    (inner, ground) => ({
      async reserve(id, options) {
        const answer = await inner.reserve(id, options)
        const task = answer.status === 'superseded' ? await taskBeside(ground, options.task) : undefined
        if (task?.state !== 'active') return answer
        const got = await inner.reserve(id, { ...options, token: task.token })
        return got.status === 'reserved' ? { ...got, worker: { ...got.worker, token: options.token } } : got
      },
    }),
  ),
  workerMutant(
    'goes-with-its-end',
    {
      law: 'workers/task-stays-for-its-worker',
      says: 'once its task is over a worker is forgotten, though its process may still run',
      source: ['durability:N3'],
    },
    (inner, ground) => {
      const isOver = async (id: string): Promise<boolean> =>
        ['completed', 'failed', 'cancelled'].includes((await taskBeside(ground, id))?.state ?? '')
      return {
        async inspect(id) {
          const got = await inner.inspect(id)
          return got.status === 'there' && (await isOver(got.worker.task)) ? { status: 'absent' } : got
        },
        async release(id, token) {
          const worker = await workerOf(inner, id)
          if (worker && (await isOver(worker.task))) return { status: 'not-held' }
          return inner.release(id, token)
        },
      }
    },
  ),
]

const before = 'workers/reserved-before-the-start'

/** Faults of what is written down before a process is started. */
const startMutants: readonly Mutant[] = [
  workerMutant(
    'registers-at-activation',
    {
      law: before,
      says: 'a worker is registered once its process runs, so that two may be started',
      source: ['durability:N5'],
    },
    (inner, ground) => {
      const asked = notes<ReserveOptions<Value>>(ground, 'asked for')
      return {
        async reserve(id, options) {
          const known = await workerOf(inner, id)
          const answer = await inner.reserve(id, options)
          if (known || answer.status !== 'reserved') return answer
          asked.set(id, structuredClone(options))
          await inner.release(id, options.token)
          return answer
        },
        async activate(id, token, child) {
          const options = asked.get(id)
          if (options?.token === token) await inner.reserve(id, options)
          return inner.activate(id, token, child)
        },
      }
    },
  ),
  workerMutant(
    'owner-at-activation',
    { law: before, says: 'until its process runs nobody knows whose a worker is', source: ['durability:N6'] },
    (inner) =>
      showing(inner, (worker) =>
        worker.state === 'reserved' ? { ...worker, owner: { ...identity(0), instance: 'nobody' } } : worker,
      ),
  ),
]

/** Lists the workers of an owner by what some take for it. */
function ownedBy(agrees: (one: Identity, other: Identity) => boolean): (inner: Workers) => Partial<Workers> {
  return (inner) => ({
    async list(query) {
      const { owner, limit } = query
      if (!owner) return inner.list(query)
      const all = (await everyWorker(inner)).filter((worker) => agrees(worker.owner, owner))
      return { workers: all.slice(0, limit) }
    },
  })
}

const ofOwner = { law: 'workers/lists-of-one-owner', source: ['durability:N13'] } as const

/** Faults of owners. */
const ownerMutants: readonly Mutant[] = [
  workerMutant(
    'owner-is-pid',
    { ...ofOwner, says: 'an owner is a host and a pid, so that whoever has a recycled one owns the rows of the dead' },
    ownedBy((one, other) => one.pid === other.pid && one.host === other.host),
  ),
  workerMutant(
    'owner-is-instance',
    { ...ofOwner, says: 'of an owner only the instance is looked at' },
    ownedBy((one, other) => one.instance === other.instance),
  ),
  workerMutant(
    'owner-is-without-boot',
    { ...ofOwner, says: 'an owner of an earlier boot is taken for one of this', source: ['durability:P11'] },
    ownedBy((one, other) => sameIdentity({ ...one, boot: other.boot }, other)),
  ),
]

/** In this order laws name them. */
export const registryMutants: readonly Mutant[] = [
  ...conflictMutants,
  ...claimMutants,
  ...startMutants,
  ...ownerMutants,
]

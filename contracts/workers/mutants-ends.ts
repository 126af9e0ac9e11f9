/** Known-bad workers that are started twice, are heard of wrongly, or end as they must not. */
import type { Mutant } from '../contract.ts'
import { sameIdentity } from '../identity.ts'
import { lacking } from '../repository/tasks/wrap.ts'
import { kept } from '../wrap.ts'
import { madeUp, tasksBeside } from './mutants-registry.ts'
import { identity } from './moves.ts'
import type { Workers, WorkerSummary } from './port.ts'
import { showing, workerMutant, workerOf } from './wrap.ts'

const child = { law: 'workers/has-one-child', source: ['durability:N5'] } as const
const times = { law: 'workers/times-are-one', source: ['durability:N10'] } as const
const beats = { law: 'workers/beat-reaches-its-row', source: ['durability:N12'] } as const
const release = { law: 'workers/releases-once', source: ['durability:N7'] } as const

/** Faults of processes and of times. */
const lifeMutants: readonly Mutant[] = [
  workerMutant(
    'activate-replaces',
    { ...child, says: 'a second process is noted in the place of the first' },
    (inner) => ({
      async activate(id, token, process) {
        const answer = await inner.activate(id, token, process)
        if (answer.status !== 'other-child') return answer
        return { status: 'active', worker: { ...answer.worker, child: { ...process } } }
      },
    }),
  ),
  workerMutant(
    'active-again-moves-its-time',
    { ...child, says: 'to note a process again makes it look as if it had just been started' },
    (inner, { clock }) => ({
      async activate(id, token, process) {
        const known = await workerOf(inner, id)
        const answer = await inner.activate(id, token, process)
        if (!known?.child || answer.status !== 'active' || !sameIdentity(known.child, process)) return answer
        return { ...answer, worker: { ...answer.worker, activatedAtMs: clock.now() } }
      },
    }),
  ),
  workerMutant(
    'reads-the-clock-twice',
    { ...times, says: 'what is answered and what is kept are of two reads of the clock' },
    (inner) => ({
      async reserve(id, options) {
        const known = await workerOf(inner, id)
        const answer = await inner.reserve(id, options)
        if (known || answer.status !== 'reserved') return answer
        return { ...answer, worker: { ...answer.worker, reservedAtMs: answer.worker.reservedAtMs + 1 } }
      },
    }),
  ),
  workerMutant(
    'beat-moves-reservation',
    { ...times, says: 'a worker looks as if it had been reserved when it was last heard of' },
    (inner) => showing(inner, (worker) => ({ ...worker, reservedAtMs: worker.heartbeatAtMs })),
  ),
  workerMutant('beat-by-id', { ...beats, says: 'a sign of life goes by the id only, whoever gives it' }, (inner) => ({
    async beat(id, token) {
      const worker = await workerOf(inner, id)
      return inner.beat(id, worker?.token ?? token)
    },
  })),
  workerMutant(
    'beat-always-held',
    { ...beats, says: 'a sign of life is acknowledged whether or not it reached a row' },
    (inner, ground) => ({
      async beat(id, token) {
        const answer = await inner.beat(id, token)
        if (answer.status === 'held') return answer
        return { status: 'held', worker: madeUp(id, { task: id, token, owner: identity(0), cap: 1 }, ground) }
      },
    }),
  ),
  workerMutant('beat-changes-nothing', { ...beats, says: 'a sign of life is acknowledged, and not kept' }, (inner) => ({
    async beat(id, token) {
      const worker = await workerOf(inner, id)
      if (worker?.token !== token) return { status: 'lost' }
      return { status: 'held', worker: { ...lacking(worker, 'facts'), heartbeatAtMs: worker.atMs } }
    },
  })),
]

/** Faults of a worker that gives its slot back. */
const releaseMutants: readonly Mutant[] = [
  workerMutant('release-throws', { ...release, says: 'to release a worker that is gone is an error' }, (inner) => ({
    async release(id, token) {
      const done = await inner.release(id, token)
      if (done.status === 'not-held') throw new Error('no such worker')
      return done
    },
  })),
  workerMutant('absent-throws', { ...release, says: 'to ask for a worker that is not there is an error' }, (inner) => ({
    async inspect(id) {
      const got = await inner.inspect(id)
      if (got.status === 'absent') throw new Error('no such worker')
      return got
    },
  })),
  workerMutant(
    'count-drifts',
    { ...release, says: 'the count is kept beside the rows, and a release that found none lowers it' },
    (inner, ground) => {
      const drift = kept(ground, 'drift', () => ({ by: 0 }))
      return {
        async release(id, token) {
          const done = await inner.release(id, token)
          if (done.status === 'not-held') drift.by += 1
          return done
        },
        async count(options) {
          const { workers } = await inner.count(options)
          return { workers: workers - drift.by }
        },
      }
    },
  ),
  workerMutant(
    'release-ends-task',
    { ...release, says: 'whoever gives a slot back ends the task too' },
    (inner, ground) => ({
      async release(id, token) {
        const worker = await workerOf(inner, id)
        const done = await inner.release(id, token)
        const end = { from: ['active'], to: 'failed', token } as const
        if (worker && done.status === 'released') await tasksBeside(ground)?.move(worker.task, end)
        return done
      },
    }),
  ),
]

const settle = { law: 'workers/settles-in-one-step', source: ['durability:N9'] } as const

/** Faults of two steps where one is due. */
const settleMutants: readonly Mutant[] = [
  workerMutant(
    'releases-then-moves',
    { ...settle, says: 'a worker is removed, and its task is ended then' },
    (inner, ground) => ({
      async settle(id, token, move) {
        const worker = await workerOf(inner, id)
        const tasks = tasksBeside(ground)
        const task = worker?.token === token && tasks ? await tasks.get(worker.task) : undefined
        const mayMove = task?.status === 'there' && task.task.state === 'active' && task.task.token === token
        if (!worker || !tasks || !mayMove) return inner.settle(id, token, move)
        await inner.release(id, token)
        const moved = await tasks.move(worker.task, { ...move, from: ['active'], token })
        return moved.status === 'moved' ? { status: 'settled', task: moved.task } : { status: 'lost' }
      },
    }),
  ),
  workerMutant(
    'moves-then-releases',
    { ...settle, says: 'a task is ended, and its worker is removed then' },
    (inner, ground) => ({
      async settle(id, token, move) {
        const worker = await workerOf(inner, id)
        const tasks = tasksBeside(ground)
        if (worker?.token !== token || !tasks) return inner.settle(id, token, move)
        const moved = await tasks.move(worker.task, { ...move, from: ['active'], token })
        if (moved.status !== 'moved') return inner.settle(id, token, move)
        await inner.release(id, token)
        return { status: 'settled', task: moved.task }
      },
    }),
  ),
]

/** The row as it is now, in the place of the one that was judged; undefined where there is none. */
async function nowOf(inner: Workers, id: string): Promise<WorkerSummary | undefined> {
  const worker = await workerOf(inner, id)
  return worker && lacking(worker, 'facts')
}

const evict = { law: 'workers/evicts-what-was-judged', source: ['durability:I14'] } as const
const stale = { law: 'workers/stale-owner-is-fenced', source: ['durability:J1'] } as const
const zombie = { law: 'workers/zombie-changes-nothing', source: ['durability:J1'] } as const

/** Faults of those who act on what they know no longer. */
const staleMutants: readonly Mutant[] = [
  workerMutant('evict-by-id', { ...evict, says: 'whatever has the id now is removed' }, (inner) => ({
    evict: async (worker, move) => inner.evict((await nowOf(inner, worker.id)) ?? worker, move),
  })),
  workerMutant(
    'evict-whatever-was-heard',
    { ...evict, says: 'a worker is removed that was heard of since it was judged' },
    (inner) => ({
      async evict(worker, move) {
        const now = await nowOf(inner, worker.id)
        const { heartbeatAtMs } = now?.state === worker.state ? now : worker
        return inner.evict({ ...worker, heartbeatAtMs }, move)
      },
    }),
  ),
  workerMutant(
    'evict-leaves-task',
    { ...evict, says: 'the row goes, and its task stays active for ever', source: ['durability:P1'] },
    (inner) => ({ evict: (worker) => inner.evict(worker) }),
  ),
  workerMutant('evict-never', { ...evict, says: 'no row is ever as it was shown' }, () => ({
    evict: async () => ({ status: 'changed' }),
  })),
  workerMutant('activate-by-id', { ...stale, says: 'a process is noted for whatever has the id now' }, (inner) => ({
    async activate(id, token, process) {
      const worker = await workerOf(inner, id)
      return inner.activate(id, worker?.token ?? token, process)
    },
  })),
  workerMutant('settle-by-id', { ...stale, says: 'the task of another is ended by an old token' }, (inner) => ({
    async settle(id, token, move) {
      const worker = await workerOf(inner, id)
      return inner.settle(id, worker?.token ?? token, move)
    },
  })),
  workerMutant('release-by-id', { ...stale, says: 'the worker of another is removed by an old token' }, (inner) => ({
    async release(id, token) {
      const worker = await workerOf(inner, id)
      return inner.release(id, worker?.token ?? token)
    },
  })),
  workerMutant(
    'release-checks-then-removes',
    { ...zombie, says: 'the token is looked at, and then whatever has the id is removed' },
    (inner) => ({
      async release(id, token) {
        const worker = await workerOf(inner, id)
        if (worker?.token !== token) return { status: 'not-held' }
        const now = await workerOf(inner, id)
        return inner.release(id, now?.token ?? token)
      },
    }),
  ),
  workerMutant(
    'settle-checks-then-ends',
    { ...zombie, says: 'the token is looked at, and then the task of whatever has the id is ended' },
    (inner) => ({
      async settle(id, token, move) {
        const worker = await workerOf(inner, id)
        if (worker?.token !== token) return { status: 'lost' }
        const now = await workerOf(inner, id)
        return inner.settle(id, now?.token ?? token, move)
      },
    }),
  ),
]

/** From start to end. */
export const endMutants: readonly Mutant[] = [...lifeMutants, ...releaseMutants, ...settleMutants, ...staleMutants]

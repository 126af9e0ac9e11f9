/** Workers on rows that lie beside those of tasks: the whole port, for a store that reads and writes a row without waiting. */
import type {
  Activated,
  Clock,
  Eviction,
  Identity,
  Reserved,
  ReserveOptions,
  Settled,
  Settlement,
  TaskMoved,
  WorkerEvicted,
  WorkerRows,
  WorkerSummary,
} from '../../../contracts/index.ts'
import { sameIdentity } from '../../../contracts/identity.ts'
import { pageOf } from '../pages.ts'
import type { TaskStep, TaskStore } from '../tasks/store.ts'
import { moveIn } from '../tasks/store.ts'
import type { WorkerRow } from './rows.ts'
import { activatedWorker, beatenWorker, isAsShown, reservedWorker, shownWorker } from './rows.ts'
import type { WorkerStore } from './table.ts'

/** Workers on these rows, by this clock, which is read once in a call. */
export function workersOn(store: TaskStore, clock: Clock, step: TaskStep = (does) => does()): WorkerRows {
  const { workers } = store
  return {
    reserve: async (id, asked) => step(() => reserve(store, id, asked, clock.now())),
    activate: async (id, token, child) => step(() => activate(own(workers, id, token), child, workers, clock.now())),
    beat: async (id, token) =>
      step(() => {
        const row = own(workers, id, token)
        if (!row) return { status: 'lost' }
        const now = clock.now()
        const next = beatenWorker(row, now)
        workers.put(next)
        return { status: 'held', worker: shownWorker(next, now) }
      }),
    settle: async (id, token, move) => step(() => settle(store, own(workers, id, token), move, clock.now())),
    release: async (id, token) =>
      step(() => {
        const row = own(workers, id, token)
        if (!row) return { status: 'not-held' }
        workers.remove(row.id)
        return { status: 'released' }
      }),
    evict: async (worker, move) => step(() => evict(store, worker, move, clock.now())),
    async inspect(id) {
      const row = workers.get(id)
      if (!row) return { status: 'absent' }
      const { facts } = row
      return {
        status: 'there',
        worker: { ...shownWorker(row, clock.now()), ...(facts ? { facts: { ...facts } } : {}) },
      }
    },
    async list({ task, owner, limit, cursor }) {
      const [now, query] = [clock.now(), cursor === undefined ? { limit } : { limit, cursor }]
      const asked = workers.all().filter((row) => {
        if (task !== undefined && row.task !== task) return false
        return owner === undefined || sameIdentity(row.owner, owner)
      })
      const page = pageOf('workers', asked, ({ id }) => id, query)
      return { ...page, workers: page.workers.map((row) => shownWorker(row, now)) }
    },
    count: async ({ dead = [] } = {}) => ({ workers: workers.count(dead) }),
  }
}

/** The row that was reserved so. */
function own(workers: WorkerStore, id: string, token: number): WorkerRow | undefined {
  const row = workers.get(id)
  return row?.token === token ? row : undefined
}

function reserve(store: TaskStore, id: string, asked: ReserveOptions<string>, nowMs: number): Reserved {
  const { workers } = store
  const { task, token, cap, dead = [] } = asked
  const sameId = workers.get(id)
  if (sameId?.task === task && sameId.token === token) return { status: 'reserved', worker: shownWorker(sameId, nowMs) }
  const claimed = store.get(task)
  if (claimed?.state !== 'active' || claimed.token !== token) return { status: 'superseded' }
  if (sameId) return { status: 'id-taken', worker: shownWorker(sameId, nowMs) }
  const sameTask = workers.ofTask(task)
  if (sameTask) return { status: 'task-taken', worker: shownWorker(sameTask, nowMs) }
  const counted = workers.count(dead)
  if (counted >= cap) return { status: 'full', workers: counted }
  const row = reservedWorker(id, asked, nowMs)
  workers.put(row)
  return { status: 'reserved', worker: shownWorker(row, nowMs) }
}

function activate(row: WorkerRow | undefined, child: Identity, workers: WorkerStore, nowMs: number): Activated {
  if (!row) return { status: 'lost' }
  const next = activatedWorker(row, child, nowMs)
  if (!next) return { status: 'other-child', worker: shownWorker(row, nowMs) }
  if (next !== row) workers.put(next)
  return { status: 'active', worker: shownWorker(next, nowMs) }
}

/** Moves the task of a worker from `active`, by its token. */
function moveOf(store: TaskStore, { task, token }: WorkerRow, move: Settlement<string>, nowMs: number): TaskMoved {
  return moveIn(store, nowMs, task, { ...move, from: ['active'], token })
}

function settle(store: TaskStore, row: WorkerRow | undefined, move: Settlement<string>, nowMs: number): Settled {
  if (!row) return { status: 'lost' }
  const moved = moveOf(store, row, move, nowMs)
  if (moved.status !== 'moved') return { status: 'superseded', worker: shownWorker(row, nowMs) }
  store.workers.remove(row.id)
  return { status: 'settled', task: moved.task }
}

function evict(
  store: TaskStore,
  shown: WorkerSummary,
  move: Eviction<string> | undefined,
  nowMs: number,
): WorkerEvicted {
  const row = store.workers.get(shown.id)
  if (!row || !isAsShown(row, shown)) return { status: 'changed' }
  store.workers.remove(row.id)
  const moved = move && moveOf(store, row, move, nowMs)
  return moved?.status === 'moved' ? { status: 'evicted', task: moved.task } : { status: 'evicted' }
}

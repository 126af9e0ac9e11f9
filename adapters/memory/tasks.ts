/** Tasks in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { TaskEvent } from '../../contracts/index.ts'
import type { TaskRow } from '../../src/core/task-rows.ts'
import type { TaskStore } from '../../src/core/task-store.ts'

/** New rows of tasks. */
export function taskTable(): TaskStore {
  const rows = new Map<string, TaskRow>()
  let events: TaskEvent<string>[] = []
  let issued = 0
  const all: TaskStore['all'] = ({ queue, states } = {}) =>
    [...rows.values()].filter(
      (row) => (queue === undefined || row.queue === queue) && (states === undefined || states.includes(row.state)),
    )
  return {
    get: (id) => rows.get(id),
    keyed: (queue, key) => [...rows.values()].find((row) => row.queue === queue && row.idempotencyKey === key),
    all,
    waitingFor: (id) => [...rows.values()].filter(({ waitsFor }) => waitsFor.includes(id)),
    put: (row) => void rows.set(row.id, row),
    remove: (id) => void rows.delete(id),
    issue: () => (issued += 1),
    tell: (event) => void events.push(event),
    told: (after, limit) => events.filter(({ seq }) => seq > after).slice(0, limit),
    forget(untilMs) {
      events = events.filter(({ atMs }) => atMs > untilMs)
    },
  }
}

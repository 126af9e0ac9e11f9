/** Known-bad tasks of which one call comes to a page only. */
import type { Mutant } from '../../contract.ts'
import type { Value } from '../../values.ts'
import type { TaskEvent } from './port.ts'
import { everyTask, hiding, notes, taskMutant } from './wrap.ts'

/** Tasks and events of a page. */
const page = 100

const prunes = { law: 'tasks/prune-goes-through-all', source: ['tasks/port.ts: prune'] } as const

/** Faults of calls that are to come to all. */
export const bulkMutants: readonly Mutant[] = [
  taskMutant(
    'times-out-one-page',
    {
      law: 'tasks/timeouts-go-through-all',
      says: 'a reap fails one page of the tasks that ran too long, and leaves the rest',
      source: ['cache:D8'],
    },
    (inner, { clock }) => ({
      async reap(options) {
        const now = clock.now()
        const late = (await everyTask(inner)).filter(
          ({ startedAtMs, leaseUntilMs = 0, timeoutMs = Infinity }) =>
            startedAtMs !== undefined && leaseUntilMs > now && startedAtMs + timeoutMs <= now,
        )
        if (late.length <= page) return inner.reap(options)
        for (const { id, token } of late.slice(0, page)) await inner.move(id, { from: ['active'], to: 'failed', token })
        return { stalled: 0, failed: 0, timedOut: page }
      },
    }),
  ),
  taskMutant(
    'prunes-one-page',
    { ...prunes, says: 'a prune removes one page of the tasks that are old enough, and leaves the rest' },
    (inner, ground) => {
      const gone = notes<true>(ground, 'pruned')
      return {
        ...hiding(inner, (id) => gone.has(id)),
        async prune(options) {
          const latest = ground.clock.now() - options.olderThanMs
          const old = (await everyTask(inner)).filter(
            ({ id, endedAtMs = Infinity }) => endedAtMs <= latest && !gone.has(id),
          )
          if (old.length <= page) return inner.prune(options)
          for (const { id } of old.slice(0, page)) gone.set(id, true)
          return { tasks: page }
        },
      }
    },
  ),
  taskMutant(
    'prunes-one-page-of-events',
    { ...prunes, says: 'a prune removes one page of the events that are old enough, and leaves the rest' },
    (inner, ground) => {
      const left = notes<TaskEvent<Value>>(ground, 'events left')
      return {
        async prune(options) {
          const latest = ground.clock.now() - options.olderThanMs
          const { events } = await inner.events({ after: 0, limit: 1_000 })
          for (const event of events.filter(({ atMs }) => atMs <= latest).slice(page)) left.set(`${event.seq}`, event)
          return inner.prune(options)
        },
        async events(query) {
          const { events } = await inner.events(query)
          const old = [...left.values()].filter(({ seq }) => seq > query.after)
          const all = [...old, ...events].slice(0, query.limit)
          return { events: all, next: all.at(-1)?.seq ?? query.after }
        },
      }
    },
  ),
]

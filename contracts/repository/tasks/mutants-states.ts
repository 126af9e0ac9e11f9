/** Known-bad tasks whose states change in ways that they may not, and what is told or removed wrongly. */
import type { Mutant } from '../../contract.ts'
import type { TaskEvent, TaskMove, Tasks, TaskState, TaskSummary } from './port.ts'
import type { Value } from '../../values.ts'
import { everyTask, hiding, notes, showing, showingKept, taskMutant, taskOf } from './wrap.ts'

const states = { law: 'tasks/moves-compare-and-set' } as const
const revived = { law: 'tasks/revive-starts-over', source: ['durability:L10'] } as const
const feed = { law: 'tasks/feed-skips-nothing', source: ['tasks/port.ts: events'] } as const
const pruned = { law: 'tasks/prune-by-age', source: ['tasks/port.ts: prune'] } as const

/** Tasks whose states are written over by whoever is late. */
function overwriting(isLate: (move: TaskMove<Value>, task: TaskSummary) => boolean): Parameters<typeof taskMutant>[2] {
  return (inner, ground) => {
    const over = notes<TaskState>(ground, 'overwritten states')
    return {
      ...showingKept(inner, over, (task, state) => ({ ...task, state })),
      async move(id, move) {
        const answer = await inner.move(id, move)
        if (answer.status !== 'elsewhere' || !isLate(move, answer.task)) return answer
        over.set(id, move.to)
        return { status: 'moved', task: { ...answer.task, state: move.to } }
      },
    }
  }
}

/** Faults of states. */
const changeMutants: readonly Mutant[] = [
  taskMutant(
    'cancel-flips-completed',
    { ...states, says: 'to cancel a task that is completed makes it a cancelled one', source: ['cache:D3'] },
    overwriting(({ to }, { state }) => to === 'cancelled' && state === 'completed'),
  ),
  taskMutant(
    'late-start-reopens',
    { ...states, says: 'a task that is over is put back by an owner who is late', source: ['durability:S3'] },
    overwriting(({ to }) => to === 'pending'),
  ),
  taskMutant(
    'merges-whole-row',
    {
      ...states,
      says: 'a change reads the row, merges what is new and writes all of it, whatever came in between',
      source: ['durability:S3'],
    },
    overwriting(({ to }, { state }) => to === 'failed' && state === 'completed'),
  ),
  taskMutant(
    'bounce-charges',
    {
      law: 'tasks/bounce-is-free',
      says: 'a task that is turned away for want of room is charged an attempt',
      source: ['durability:L9'],
    },
    (inner) => ({
      move: (id, move) => inner.move(id, move.charge === 'nothing' ? { ...move, charge: 'attempt' } : move),
    }),
  ),
]

/** A task that has something left of what it was before it was revived. */
function keeping(what: (task: TaskSummary) => Partial<TaskSummary>): Parameters<typeof taskMutant>[2] {
  return (inner, ground) => {
    const left = notes<Partial<TaskSummary>>(ground, 'left of the dead')
    const look = <Shown extends TaskSummary>(task: Shown): Shown => ({
      ...task,
      ...(task.state === 'pending' ? left.get(task.id) : {}),
    })
    return {
      ...showing(inner, look),
      async revive(id, options) {
        const before = await taskOf(inner, id)
        const answer = await inner.revive(id, options)
        if (answer.status !== 'moved' || !before) return answer
        left.set(id, what(before))
        return { ...answer, task: look(answer.task) }
      },
    }
  }
}

/** Faults of revival and removal. */
const endMutants: readonly Mutant[] = [
  taskMutant(
    'revive-keeps-stalls',
    { ...revived, says: 'a task that is revived keeps its stalls, so that it is dead at the first one' },
    keeping(({ stalls }) => ({ stalls })),
  ),
  taskMutant(
    'revive-keeps-attempts',
    { ...revived, says: 'a task that is revived keeps its attempts' },
    keeping(({ attempts }) => ({ attempts })),
  ),
  taskMutant(
    'revive-keeps-end',
    { ...revived, says: 'a task that is revived keeps the time at which it ended' },
    keeping(({ endedAtMs }) => (endedAtMs === undefined ? {} : { endedAtMs })),
  ),
  taskMutant(
    'prune-ignores-age',
    { ...pruned, says: 'a prune removes all that ended, whenever that was' },
    (inner) => ({
      prune: () => inner.prune({ olderThanMs: 0 }),
    }),
  ),
  taskMutant('prune-never', { ...pruned, says: 'a prune removes nothing' }, () => ({
    prune: async () => ({ tasks: 0 }),
  })),
  taskMutant(
    'prune-excludes-end',
    { ...pruned, says: 'a task that ended exactly so long ago is not removed' },
    (inner) => ({
      prune: ({ olderThanMs }) => inner.prune({ olderThanMs: olderThanMs + 1 }),
    }),
  ),
]

/** The events of a store in which they are written after the change that they tell of. */
function toldLater(inner: Tasks, told: Map<string, TaskEvent<Value>>): Partial<Tasks> {
  const after = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const answer = await call()
    for (const event of (await inner.events({ after: 0, limit: 1_000 })).events) told.set(`${event.seq}`, event)
    return answer
  }
  return {
    insert: (tasks) => after(() => inner.insert(tasks)),
    move: (id, move) => after(() => inner.move(id, move)),
    revive: (id, options) => after(() => inner.revive(id, options)),
    claim: (queue, options) => after(() => inner.claim(queue, options)),
    reap: (options) => after(() => inner.reap(options)),
    async events({ after: from, limit }) {
      const { events } = await inner.events({ after: from, limit: 1_000 })
      const page = events.filter(({ seq }) => told.has(`${seq}`)).slice(0, limit)
      return { events: page, next: page.at(-1)?.seq ?? from }
    },
  }
}

/** The event of a claim can be seen one step later than its change. */
function toldLate(inner: Tasks, told: Map<string, true>): Partial<Tasks> {
  return {
    async claim(queue, options) {
      const got = await inner.claim(queue, options)
      const { events } = await inner.events({ after: 0, limit: 1_000 })
      const own = events.findLast(({ id, to }) => got.status === 'claimed' && id === got.task.id && to === 'active')
      if (!own) return got
      told.set(`${own.seq}`, true)
      await inner.list({ limit: 1 })
      told.delete(`${own.seq}`)
      return got
    },
    async events({ after, limit }) {
      const { events } = await inner.events({ after, limit })
      const page = events.filter(({ seq }) => !told.has(`${seq}`))
      return { events: page, next: page.at(-1)?.seq ?? after }
    },
  }
}

/** Faults of what is told. */
const feedMutants: readonly Mutant[] = [
  taskMutant(
    'told-in-second-step',
    { ...feed, says: 'an event has its number before it can be seen, so that who reads meanwhile goes on behind it' },
    (inner, ground) => toldLate(inner, notes<true>(ground, 'not told yet')),
  ),
  taskMutant(
    'feed-repeats',
    { ...feed, says: 'a page begins with the event at which the last one ended' },
    (inner) => ({
      events: ({ after, limit }) => inner.events({ after: Math.max(0, after - 1), limit }),
    }),
  ),
  taskMutant(
    'feed-by-hundreds',
    { ...feed, says: 'a page goes on behind all that there was, whatever it had room for' },
    (inner) => ({
      async events(query) {
        const page = await inner.events(query)
        const all = await inner.events({ after: query.after, limit: 1_000 })
        return { ...page, next: all.next }
      },
    }),
  ),
  taskMutant(
    'event-of-its-own',
    {
      law: 'tasks/told-in-the-step',
      says: 'a change is written first, and its event in a step of its own',
      source: ['durability:T17'],
    },
    (inner, ground) => toldLater(inner, notes<TaskEvent<Value>>(ground, 'told')),
  ),
]

/** Faults of what waits. */
const waitMutants: readonly Mutant[] = [
  taskMutant(
    'renewal-replaces-row',
    {
      law: 'tasks/keeps-what-waits',
      says: 'a renewal writes its row by insert-or-replace, by which what waits for it goes too',
      source: ['durability:S2'],
    },
    (inner, ground) => {
      const gone = notes<true>(ground, 'gone with their parent')
      return {
        ...hiding(inner, (id) => gone.has(id)),
        async heartbeat(id, token, options) {
          const answer = await inner.heartbeat(id, token, options)
          for (const { id: other, waitsFor } of await everyTask(inner)) if (waitsFor.includes(id)) gone.set(other, true)
          return answer
        },
      }
    },
  ),
  taskMutant(
    'reaper-forgets-dependants',
    {
      law: 'tasks/dependants-follow-in-the-step',
      says: 'a task that is failed by a reap leaves what waits for it waiting for ever',
      source: ['durability:L7'],
    },
    (inner, ground) => {
      const forgotten = notes<TaskSummary>(ground, 'forgotten')
      return {
        ...showingKept(inner, forgotten, (task, before) => ({ ...task, ...before })),
        async reap(options) {
          const { tasks } = await inner.list({ states: ['blocked'], limit: 1_000 })
          const counts = await inner.reap(options)
          for (const task of tasks)
            if ((await taskOf(inner, task.id))?.why === 'dependency') forgotten.set(task.id, task)
          return counts
        },
      }
    },
  ),
]

/** From the ground up. */
export const stateMutants: readonly Mutant[] = [...changeMutants, ...endMutants, ...waitMutants, ...feedMutants]

/** Known-bad tasks that are claimed in the wrong order, too early, or by the wrong one. */
import type { Mutant } from '../../contract.ts'
import type { Tasks } from './port.ts'
import { lacking, notes, showing, showingKept, taskMutant, taskOf, withTokens } from './wrap.ts'

const order = { law: 'tasks/foremost-first', source: ['durability:L1'] } as const
const delay = { law: 'tasks/delay-is-kept' } as const
const again = { law: 'tasks/claim-is-asked-for-again', source: ['durability:T20', 'durability:B11'] } as const

/** The letters of an id the other way round, so that it comes where its mirror image would. */
function mirrored(id: string): string {
  return id.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(219 - letter.charCodeAt(0)))
}

/** Tasks that have other ids within. */
function withIds(inner: Tasks, to: (id: string) => string): Partial<Tasks> {
  const outside = showing(inner, (task) => ({ ...task, id: to(task.id), waitsFor: task.waitsFor.map(to) }))
  return {
    ...outside,
    async insert(tasks) {
      const given = tasks.map((task) => ({
        ...task,
        id: to(task.id),
        ...(task.after ? { after: task.after.map(to) } : {}),
      }))
      return outside.insert(given)
    },
    get: (id) => outside.get(to(id)),
    move: (id, move) => outside.move(to(id), move),
    revive: (id, options) => outside.revive(to(id), options),
    heartbeat: (id, token, options) => inner.heartbeat(to(id), token, options),
    async events(query) {
      const page = await inner.events(query)
      return { ...page, events: page.events.map((event) => ({ ...event, id: to(event.id) })) }
    },
  }
}

/** Faults of order. */
const orderMutants: readonly Mutant[] = [
  taskMutant(
    'age-before-priority',
    { ...order, says: 'the oldest task goes first, whatever its priority' },
    (inner, ground) => {
      const priorities = notes<number>(ground, 'priorities')
      return {
        ...showingKept(inner, priorities, (task, priority) => ({ ...task, priority })),
        async insert(tasks) {
          for (const { id, priority = 0 } of tasks) if (!priorities.has(id)) priorities.set(id, priority)
          const answer = await inner.insert(tasks.map((task) => lacking(task, 'priority')))
          if (answer.status !== 'inserted') return answer
          const shown = answer.tasks.map(({ isNew, task }) => ({
            isNew,
            task: { ...task, priority: priorities.get(task.id) ?? 0 },
          }))
          return { ...answer, tasks: shown }
        },
      }
    },
  ),
  taskMutant(
    'ties-by-chance',
    {
      ...order,
      source: ['durability:S5'],
      says: 'tasks go by their time only, and of those with equal times whichever the store comes upon',
    },
    (inner) => withIds(inner, mirrored),
  ),
  taskMutant('no-kind-is-any', { ...order, says: 'an empty list of kinds is taken for no list' }, (inner) => ({
    claim: (queue, { claimId, kinds }) =>
      inner.claim(queue, kinds?.length === 0 || !kinds ? { claimId } : { claimId, kinds }),
  })),
  taskMutant('kinds-ignored', { ...order, says: 'a claim gets tasks of kinds that it did not ask for' }, (inner) => ({
    claim: (queue, { claimId, kinds }) => inner.claim(queue, kinds?.length === 0 ? { claimId, kinds } : { claimId }),
  })),
]

/** Faults of times before which a task is not to be claimed. */
const delayMutants: readonly Mutant[] = [
  taskMutant(
    'delay-dropped',
    {
      ...delay,
      says: 'the time that was asked for is overwritten with now when a task is submitted',
      source: ['cache:D1'],
    },
    (inner) => ({ insert: (tasks) => inner.insert(tasks.map((task) => lacking(task, 'delayMs'))) }),
  ),
  taskMutant(
    'retry-at-once',
    { ...delay, says: 'a task that is put back loses the time of its retry', source: ['cache:D2'] },
    (inner) => ({ move: (id, move) => inner.move(id, lacking(move, 'delayMs')) }),
  ),
  taskMutant(
    'retry-looks-ended',
    { ...delay, says: 'a task that is put back is stamped with a time at which it ended', source: ['cache:D2'] },
    (inner) =>
      showing(inner, (task) =>
        task.state === 'pending' && task.attempts > 0 ? { ...task, endedAtMs: task.dueAtMs } : task,
      ),
  ),
]

/** Faults of claim ids. */
const againMutants: readonly Mutant[] = [
  taskMutant(
    'claim-id-unknown',
    { ...again, says: 'a claim that is made again gets another task, and the first one idles until its lease is over' },
    (inner, ground) => {
      const asked = notes<number>(ground, 'claims asked')
      const outside = showing(inner, (task) =>
        task.claimId === undefined ? task : { ...task, claimId: task.claimId.replace(/#\d+$/, '') },
      )
      return {
        ...outside,
        async claim(queue, { claimId, ...rest }) {
          const times = (asked.get(claimId) ?? 0) + 1
          asked.set(claimId, times)
          return outside.claim(queue, { claimId: `${claimId}#${times}`, ...rest })
        },
      }
    },
  ),
  taskMutant('claim-id-not-kept', { ...again, says: 'who claimed a task is not written down' }, (inner) =>
    showing(inner, (task) => (task.claimId === undefined ? task : { ...task, claimId: 'somebody' })),
  ),
]

const tokens = { law: 'tasks/tokens-rise' } as const

/** Faults of tokens. */
const tokenMutants: readonly Mutant[] = [
  taskMutant(
    'token-from-clock',
    { ...tokens, says: 'the token is the time of the claim', source: ['durability:T21'] },
    (inner, ground) => {
      const real = notes<number>(ground, 'tokens by time')
      return {
        async claim(queue, options) {
          const got = await inner.claim(queue, options)
          if (got.status === 'none') return got
          const token = got.task.startedAtMs ?? 1
          real.set(`${got.task.id} ${token}`, got.task.token)
          return { ...got, task: { ...got.task, token } }
        },
        move: (id, { token, ...move }) =>
          inner.move(id, token === undefined ? move : { ...move, token: real.get(`${id} ${token}`) ?? token }),
      }
    },
  ),
  taskMutant(
    'token-restarts-with-session',
    { ...tokens, says: 'the counter of tokens starts at 1 again whenever the store is opened', source: ['cache:D16'] },
    (inner) => {
      let base: number | undefined
      return {
        ...withTokens(
          inner,
          (_, token) => token - (base ??= token - 1),
          (_, token) => token + (base ?? 0),
        ),
      }
    },
  ),
  taskMutant(
    'token-restarts-with-row',
    {
      ...tokens,
      says: 'the token counts the claims of a row, so that one that is submitted anew has the old tokens',
      source: ['durability:T21'],
    },
    (inner, ground) => {
      const bases = notes<number>(ground, 'bases of tokens')
      return {
        ...withTokens(
          inner,
          (id, token) => {
            const base = bases.get(id) ?? token - 1
            bases.set(id, base)
            return token - base
          },
          (id, token) => token + (bases.get(id) ?? 0),
        ),
        async prune(options) {
          const answer = await inner.prune(options)
          for (const id of bases.keys()) if (!(await taskOf(inner, id))) bases.delete(id)
          return answer
        },
      }
    },
  ),
]

/** From the ground up. */
export const claimMutants: readonly Mutant[] = [...orderMutants, ...delayMutants, ...againMutants, ...tokenMutants]

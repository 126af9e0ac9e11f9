/** How wrappers around tasks are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { Value } from '../../values.ts'
import { kept, replacing } from '../../wrap.ts'
import type { Task, TaskMoved, Tasks, TaskSummary } from './port.ts'

type Override = (inner: Tasks, ground: Ground) => Partial<Tasks>

/** A port mutant of tasks. */
export function taskMutant(
  id: string,
  facts: Pick<PortMutant, 'law' | 'says' | 'source' | 'needs'>,
  override: Override,
): PortMutant {
  return { id: `tasks~${id}`, kind: 'port', ...facts, wrap: replacing(override) }
}

/** The same without one of its fields. */
export function lacking<Whole extends object, Gone extends keyof Whole>(whole: Whole, gone: Gone): Omit<Whole, Gone> {
  const left: Partial<Whole> = { ...whole }
  delete left[gone]
  // All other fields are there.
  return left as Omit<Whole, Gone>
}

/** What is shown of a task where its values are not. */
export function summaryOf(task: Task<Value>): TaskSummary {
  return lacking(lacking(lacking(task, 'payload'), 'progress'), 'result')
}

/** The task of an id. */
export async function taskOf(inner: Tasks, id: string): Promise<Task<Value> | undefined> {
  const got = await inner.get(id)
  return got.status === 'there' ? got.task : undefined
}

/** Every task, page by page. */
export async function everyTask(inner: Tasks): Promise<readonly TaskSummary[]> {
  const tasks: TaskSummary[] = []
  let cursor: string | undefined
  do {
    const page = await inner.list(cursor === undefined ? { limit: 1_000 } : { limit: 1_000, cursor })
    tasks.push(...page.tasks)
    cursor = page.cursor
  } while (cursor !== undefined)
  return tasks
}

/** How a task looks from outside. */
export type Look = <Shown extends TaskSummary>(task: Shown) => Shown

/** The calls that show tasks. */
type Showing = Pick<Tasks, 'insert' | 'get' | 'move' | 'revive' | 'claim' | 'list'>

/** Tasks that look different from outside, wherever they are shown. */
export function showing(inner: Tasks, look: Look): Showing {
  const moved = (answer: TaskMoved): TaskMoved =>
    answer.status === 'absent' ? answer : { ...answer, task: look(answer.task) }
  return {
    async insert(tasks) {
      const answer = await inner.insert(tasks)
      if (answer.status !== 'inserted') return answer
      return { ...answer, tasks: answer.tasks.map(({ isNew, task }) => ({ isNew, task: look(task) })) }
    },
    async get(id) {
      const got = await inner.get(id)
      return got.status === 'there' ? { ...got, task: look(got.task) } : got
    },
    move: async (id, move) => moved(await inner.move(id, move)),
    revive: async (id, options) => moved(await inner.revive(id, options)),
    async claim(queue, options) {
      const got = await inner.claim(queue, options)
      return got.status === 'claimed' ? { ...got, task: look(got.task) } : got
    },
    async list(query) {
      const page = await inner.list(query)
      return { ...page, tasks: page.tasks.map(look) }
    },
  }
}

/** Tasks of which some look different from outside: those of which something is kept, by id. */
export function showingKept<Kept>(
  inner: Tasks,
  noted: ReadonlyMap<string, Kept>,
  look: <Shown extends TaskSummary>(task: Shown, note: Kept) => Shown,
): Showing {
  return showing(inner, (task) => {
    const note = noted.get(task.id)
    return note === undefined ? task : look(task, note)
  })
}

/** Tasks of which some are not to be seen. */
export function hiding(inner: Tasks, isGone: (id: string) => boolean): Partial<Tasks> {
  return {
    get: async (id) => (isGone(id) ? { status: 'absent' } : inner.get(id)),
    async list(query) {
      const page = await inner.list(query)
      return { ...page, tasks: page.tasks.filter(({ id }) => !isGone(id)) }
    },
  }
}

/** What the wrappers on a place share in one process, by id. */
export function notes<Kept>(ground: Ground, what: string): Map<string, Kept> {
  return kept(ground, what, () => new Map<string, Kept>())
}

/** Tasks whose tokens look different from outside: `shown` gives the look, `real` takes it back. */
export function withTokens(
  inner: Tasks,
  shown: (id: string, token: number) => number,
  real: (id: string, token: number) => number,
): Partial<Tasks> {
  const outside = showing(inner, (task) => ({ ...task, token: task.token === 0 ? 0 : shown(task.id, task.token) }))
  return {
    ...outside,
    move: (id, move) => outside.move(id, move.token === undefined ? move : { ...move, token: real(id, move.token) }),
    heartbeat: (id, token, options) => inner.heartbeat(id, real(id, token), options),
  }
}

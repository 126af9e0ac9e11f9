/**
 * Tasks on the disk: one register for all of a place, since a change of one may be a change of many, and events have one
 * order. So a change, with all that follows from it, is one rename. What it stands for is a chain of deltas: a change
 * writes what it changes, and now and then as much again as was written since. A session reads the whole chain once, and
 * from then on what is new in it; all tasks and events of the place lie in its memory.
 */
import type { Clock, TaskRows, WorkerRows } from '../../contracts/index.ts'
import { listOf, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { TaskTable } from '../../src/core/tasks/table.ts'
import type { TaskStore } from '../../src/core/tasks/store.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskView } from '../../src/core/tasks/view.ts'
import { workersOn } from '../../src/core/workers/store.ts'
import type { Link } from './chain.ts'
import { Chains } from './chain.ts'
import { Rack } from './place.ts'
import type { Address } from './register-folder.ts'
import type { Current, Step, Visits } from './register.ts'
import { digestOf } from './state-file.ts'
import type { TaskDelta } from './task-delta.ts'
import { deltaOf, taskDeltas, wholeOf } from './task-delta.ts'

/** The facts of the state. */
type Facts = {
  /** the last number that was issued */
  readonly issued: number
  /** tasks, workers and events in the chain that are there no more */
  readonly gone: number
  /** the chain but for its last delta, which is the body of this state */
  readonly links: readonly Link[]
  /** of the body, in characters */
  readonly length: number
}

/** What a call found. */
interface Before {
  readonly facts: Facts
  readonly links: readonly Link[]
  readonly table: TaskTable
}

const readFacts = rowReader<Facts>('tasks', {
  issued: wholeFrom(0),
  gone: wholeFrom(0),
  links: listOf({ name: text, length: wholeFrom(1) }),
  length: wholeFrom(1),
})

const none: Facts = { issued: 0, gone: 0, links: [], length: 0 }

/** The tasks of one session. */
class Board {
  readonly #address: Address
  readonly #registers: Visits
  readonly #chains: Chains<TaskDelta, TaskTable>

  constructor(place: string, registers: Visits, chains: Chains<TaskDelta, TaskTable>) {
    this.#address = Rack.of(place, 'tasks').at(digestOf('tasks'))
    this.#registers = registers
    this.#chains = chains
  }

  /** Does a call's work on the tasks and their workers. */
  visit<Answer>(work: (store: TaskStore) => Promise<Answer>): Promise<Answer> {
    return this.#registers.visit(this.#address, async (current) => {
      const facts = current ? readFacts((await current.line()).facts, current.name) : none
      const links = current ? [...facts.links, { name: current.name, length: facts.length }] : []
      const table = await this.#chains.wholeOf(this.#address.path, current, links)
      const view = new TaskView(table, facts.issued)
      const answer = await work(view)
      const delta = deltaOf(table, view.change)
      if (!delta) return { answer }
      const before = { facts, links, table }
      return { answer, ...(await this.#next(current, before, delta, view.change.issued)) }
    })
  }

  /** The state after a change. Where more of the chain is gone than there, what is there is written anew. */
  async #next(
    current: Current | undefined,
    { facts, links, table }: Before,
    delta: TaskDelta,
    issued: number,
  ): Promise<Omit<Step<never>, 'answer'>> {
    const goes = goneBy(table, delta)
    const isAnew = facts.gone + goes > table.size - goes
    const [before, change] = isAnew ? [[], taskDeltas.merged([wholeOf(table), delta], true)] : [links, delta]
    const { kept, body } = await this.#chains.continued(current, before, change)
    const next: Facts = { issued, gone: isAnew ? 0 : facts.gone + goes, links: kept, length: body.length }
    return {
      next: { facts: next, keeps: kept.map(({ name }) => name), body },
      published: (name) =>
        this.#chains.published(this.#address.path, before, change, [...kept, { name, length: body.length }]),
    }
  }
}

/** How many tasks, workers and events of a table go by a delta. */
function goneBy(table: TaskTable, { tasks, forgottenMs, workers = [] }: TaskDelta): number {
  const removed = [...tasks, ...workers].filter(([, patch]) => patch === null).length
  const forgotten = forgottenMs === null ? [] : table.told(0, table.size).filter(({ atMs }) => atMs <= forgottenMs)
  return removed + forgotten.length
}

/** A session's tasks on its registers, and the workers that do them; `chains` are those that it remembers. */
export function openTasks(
  place: string,
  registers: Visits,
  clock: Clock,
  chains: Chains<TaskDelta, TaskTable> = new Chains(taskDeltas),
): { readonly tasks: TaskRows; readonly workers: WorkerRows } {
  const board = new Board(place, registers, chains)
  const tasked = <Answer>(work: (tasks: TaskRows) => Promise<Answer>): Promise<Answer> =>
    board.visit((store) => work(tasksOn(store, clock)))
  const worked = <Answer>(work: (workers: WorkerRows) => Promise<Answer>): Promise<Answer> =>
    board.visit((store) => work(workersOn(store, clock)))
  return {
    tasks: {
      insert: (given) => tasked((tasks) => tasks.insert(given)),
      get: (id) => tasked((tasks) => tasks.get(id)),
      move: (id, move) => tasked((tasks) => tasks.move(id, move)),
      revive: (id, options) => tasked((tasks) => tasks.revive(id, options)),
      claim: (queue, options) => tasked((tasks) => tasks.claim(queue, options)),
      heartbeat: (id, token, options) => tasked((tasks) => tasks.heartbeat(id, token, options)),
      reap: (options) => tasked((tasks) => tasks.reap(options)),
      list: (query) => tasked((tasks) => tasks.list(query)),
      events: (query) => tasked((tasks) => tasks.events(query)),
      prune: (options) => tasked((tasks) => tasks.prune(options)),
    },
    workers: {
      reserve: (id, options) => worked((workers) => workers.reserve(id, options)),
      activate: (id, token, child) => worked((workers) => workers.activate(id, token, child)),
      beat: (id, token) => worked((workers) => workers.beat(id, token)),
      settle: (id, token, move) => worked((workers) => workers.settle(id, token, move)),
      release: (id, token) => worked((workers) => workers.release(id, token)),
      evict: (worker, move) => worked((workers) => workers.evict(worker, move)),
      inspect: (id) => worked((workers) => workers.inspect(id)),
      list: (query) => worked((workers) => workers.list(query)),
      count: (options) => worked((workers) => workers.count(options)),
    },
  }
}

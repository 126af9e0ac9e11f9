/**
 * Tasks on the disk: one register for all of a place, since a change of one may be a change of many, and events have one
 * order. So a change, with all that follows from it, is one rename. What it stands for is a chain of deltas: a change
 * writes what it changes, and now and then as much again as was written since. A session reads the whole chain once, and
 * from then on what is new in it; all tasks and events of the place lie in its memory.
 */
import type { Clock, TaskRows } from '../../contracts/index.ts'
import { listOf, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { TaskTable } from '../../src/core/tasks/table.ts'
import { tasksOn } from '../../src/core/tasks/store.ts'
import { TaskView } from '../../src/core/tasks/view.ts'
import type { Link } from './chain.ts'
import { Chains } from './chain.ts'
import { Rack } from './place.ts'
import type { Address } from './register-folder.ts'
import type { Current, Registers, Step } from './register.ts'
import { digestOf } from './state-file.ts'
import type { TaskDelta } from './task-delta.ts'
import { deltaOf, taskDeltas, wholeOf } from './task-delta.ts'

/** The facts of the state. */
type Facts = {
  /** the last number that was issued */
  readonly issued: number
  /** tasks and events in the chain that are there no more */
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
  readonly #registers: Registers
  readonly #chains = new Chains(taskDeltas)
  readonly #clock: Clock

  constructor(place: string, registers: Registers, clock: Clock) {
    this.#address = Rack.of(place, 'tasks').at(digestOf('tasks'))
    this.#registers = registers
    this.#clock = clock
  }

  /** Does a call's work on the tasks. */
  visit<Answer>(work: (tasks: TaskRows) => Promise<Answer>): Promise<Answer> {
    return this.#registers.visit(this.#address, async (current) => {
      const facts = current ? readFacts((await current.line()).facts, current.name) : none
      const links = current ? [...facts.links, { name: current.name, length: facts.length }] : []
      const table = await this.#chains.wholeOf(this.#address.path, current, links)
      const view = new TaskView(table, facts.issued)
      const answer = await work(tasksOn(view, this.#clock))
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

/** How many tasks and events of a table go by a delta. */
function goneBy(table: TaskTable, { tasks, forgottenMs }: TaskDelta): number {
  const removed = tasks.filter(([, patch]) => patch === null).length
  const forgotten = forgottenMs === null ? [] : table.told(0, table.size).filter(({ atMs }) => atMs <= forgottenMs)
  return removed + forgotten.length
}

/** A session's tasks on its registers. */
export function openTasks(place: string, registers: Registers, clock: Clock): TaskRows {
  const board = new Board(place, registers, clock)
  return {
    insert: (given) => board.visit((tasks) => tasks.insert(given)),
    get: (id) => board.visit((tasks) => tasks.get(id)),
    move: (id, move) => board.visit((tasks) => tasks.move(id, move)),
    revive: (id, options) => board.visit((tasks) => tasks.revive(id, options)),
    claim: (queue, options) => board.visit((tasks) => tasks.claim(queue, options)),
    heartbeat: (id, token, options) => board.visit((tasks) => tasks.heartbeat(id, token, options)),
    reap: (options) => board.visit((tasks) => tasks.reap(options)),
    list: (query) => board.visit((tasks) => tasks.list(query)),
    events: (query) => board.visit((tasks) => tasks.events(query)),
    prune: (options) => board.visit((tasks) => tasks.prune(options)),
  }
}

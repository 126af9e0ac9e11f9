/** Views of tasks: what a call changes is apart from what it found, and taken over as a whole. */
import { describe, expect, it } from 'vitest'
import type { Clock, NewTask, TaskRows } from '../../../../contracts/index.ts'
import { tasksCommands } from '../../../../contracts/repository/tasks/commands.ts'
import { tasksOn } from '../../../../src/core/tasks/store.ts'
import { TaskTable } from '../../../../src/core/tasks/table.ts'
import { TaskView } from '../../../../src/core/tasks/view.ts'
import { answers, played } from '../../contracts/repository/tasks/sound.ts'

const shape = { actors: 2, steps: 40, reopen: false, turns: true }
const clock = { now: () => 1_000 }

function task(id: string, more: Partial<NewTask<string>> = {}): NewTask<string> {
  return { id, queue: 'q', kind: 'k', payload: '1', ...more }
}

/** Tasks each call of which has a view of its own, which the table takes over. */
function throughViews(time: Clock): TaskRows {
  const table = new TaskTable()
  let issued = 0
  const call = async (method: keyof TaskRows, args: readonly unknown[]): Promise<unknown> => {
    const view = new TaskView(table, issued)
    const tasks = tasksOn(view, time) as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
    const answer = await tasks[method]?.(...args)
    const { put, removed, told, forgottenMs, issued: last } = view.change
    for (const row of put) table.put(row)
    for (const id of removed) table.remove(id)
    if (forgottenMs !== undefined) table.forget(forgottenMs)
    for (const event of told) table.tell(event)
    issued = last
    return answer
  }
  const methods = Object.keys(tasksOn(table, time)) as (keyof TaskRows)[]
  const entries = methods.map((method) => [method, (...args: readonly unknown[]) => call(method, args)] as const)
  return Object.fromEntries(entries) as unknown as TaskRows
}

describe('a view of tasks', () => {
  it('comes to what a call on the table itself comes to', async () => {
    for (const script of tasksCommands.scripts(shape, 5, 150))
      expect(answers(await played(script, throughViews)), JSON.stringify(script)).toEqual(answers(await played(script)))
  })

  it('leaves what was found as it was', async () => {
    const table = new TaskTable()
    await tasksOn(table, clock).insert([task('a'), task('b', { after: ['a'] })])
    const before = [table.all(), table.told(0, 10)]
    const view = new TaskView(table, 2)
    const tasks = tasksOn(view, clock)
    await tasks.move('a', { from: ['pending'], to: 'cancelled' })
    await tasks.prune({ olderThanMs: 0 })
    expect([table.all(), table.told(0, 10)]).toEqual(before)
    expect(view.change).toMatchObject({ put: [], removed: ['a', 'b'], told: [{ seq: 3 }, { seq: 4 }], issued: 4 })
    expect(await tasks.list({ limit: 10 })).toEqual({ tasks: [] })
  })
})

describe('a table of tasks', () => {
  it('finds open tasks without a look at those that are over', async () => {
    const table = new TaskTable()
    const tasks = tasksOn(table, clock)
    await tasks.insert([task('a'), task('b', { queue: 'other' }), task('c', { after: ['a'] })])
    expect(table.all({ queue: 'q', states: ['pending', 'active'] }).map(({ id }) => id)).toEqual(['a'])
    expect(table.waitingFor('a').map(({ id }) => id)).toEqual(['c'])
    await tasks.move('a', { from: ['pending'], to: 'cancelled' })
    expect(table.all({ states: ['pending', 'active'] }).map(({ id }) => id)).toEqual(['b'])
    expect(table.waitingFor('a')).toEqual([])
    expect(table.all({ queue: 'q' })).toHaveLength(2)
  })

  it('tells anew from where it is told', () => {
    const event = { id: 'a', queue: 'q', to: 'pending', atMs: 1 } as const
    const table = new TaskTable()
    for (const seq of [1, 2, 5]) table.tell({ ...event, seq })
    table.retell([2, 7].map((seq) => ({ ...event, seq })))
    expect(table.told(0, 10).map(({ seq }) => seq)).toEqual([1, 2, 7])
    expect(table.told(2, 10).map(({ seq }) => seq)).toEqual([7])
    table.retell([])
    expect(table.told(0, 2).map(({ seq }) => seq)).toEqual([1, 2])
  })
})

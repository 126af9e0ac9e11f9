/** Workers in memory, and what a call changes of them. */
import { describe, expect, it } from 'vitest'
import { identity } from '../../../../contracts/workers/moves.ts'
import { races } from '../../../../contracts/workers/commands.ts'
import { conflicts, ghosts } from '../../../../contracts/workers/registry/generate.ts'
import type { Clock } from '../../../../contracts/index.ts'
import { tasksOn } from '../../../../src/core/tasks/store.ts'
import { TaskTable } from '../../../../src/core/tasks/table.ts'
import { TaskView } from '../../../../src/core/tasks/view.ts'
import type { WorkerRow } from '../../../../src/core/workers/rows.ts'
import { workersOn } from '../../../../src/core/workers/store.ts'
import { WorkerTable, WorkerView } from '../../../../src/core/workers/table.ts'
import type { Both } from '../../contracts/workers/sound.ts'
import { played } from '../../contracts/workers/sound.ts'

function row(id: string, task: string, token = 1): WorkerRow {
  return { id, task, token, state: 'reserved', owner: identity(0), reservedAtMs: 1, heartbeatAtMs: 1 }
}

function table(...rows: readonly WorkerRow[]): WorkerTable {
  const all = new WorkerTable()
  for (const one of rows) all.put(one)
  return all
}

type Methods = Record<string, (...args: readonly unknown[]) => Promise<unknown>>

/** Both ports, each call of which has a view of its own, which the table takes over. */
function throughViews(clock: Clock): Both {
  const all = new TaskTable()
  let issued = 0
  const through = (open: (view: TaskView) => unknown) => (method: string) => {
    return async (...args: readonly unknown[]): Promise<unknown> => {
      const view = new TaskView(all, issued)
      const answer = await (open(view) as Methods)[method]?.(...args)
      const { put, removed, told, workers } = view.change
      for (const one of put) all.put(one)
      for (const id of removed) all.remove(id)
      for (const event of told) all.tell(event)
      for (const one of workers.put) all.workers.put(one)
      for (const id of workers.removed) all.workers.remove(id)
      issued = view.change.issued
      return answer
    }
  }
  const each = (methods: object, call: (method: string) => unknown): unknown =>
    Object.fromEntries(Object.keys(methods).map((method) => [method, call(method)]))
  return {
    tasks: each(
      tasksOn(all, clock),
      through((view) => tasksOn(view, clock)),
    ),
    workers: each(
      workersOn(all, clock),
      through((view) => workersOn(view, clock)),
    ),
  } as Both
}

describe('a table of workers', () => {
  it('finds a worker by its id and by its task', () => {
    const all = table(row('w', 'a'), row('x', 'b'))
    expect(all.get('w')?.task).toBe('a')
    expect(all.ofTask('b')?.id).toBe('x')
    all.remove('x')
    expect(all.ofTask('b')).toBeUndefined()
  })

  it('keeps who does a task now where the one before goes later', () => {
    const all = table(row('w', 'a'))
    all.put(row('x', 'a'))
    all.remove('w')
    expect(all.ofTask('a')?.id).toBe('x')
  })

  it('counts each of the dead once, and none that is another', () => {
    const all = table(row('w', 'a'), row('x', 'b', 2))
    expect(all.count([])).toBe(2)
    expect(
      all.count([
        { id: 'w', token: 1 },
        { id: 'w', token: 1 },
      ]),
    ).toBe(1)
    expect(
      all.count([
        { id: 'x', token: 1 },
        { id: 'y', token: 1 },
      ]),
    ).toBe(2)
  })
})

describe('a view of workers', () => {
  it('counts what it changed', () => {
    const view = new WorkerView(table(row('w', 'a'), row('x', 'b')))
    view.remove('w')
    view.put(row('y', 'a', 3))
    view.put(row('x', 'b', 2))
    expect(view.count([])).toBe(2)
    expect(view.count([{ id: 'x', token: 1 }])).toBe(2)
    expect(
      view.count([
        { id: 'x', token: 2 },
        { id: 'w', token: 1 },
      ]),
    ).toBe(1)
    expect(view.ofTask('a')?.id).toBe('y')
    expect(
      view
        .all()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['x', 'y'])
  })

  it('comes to what a call on the table itself comes to', async () => {
    for (const scripts of [conflicts, ghosts, races])
      for (const script of scripts({ actors: 2, steps: 14, reopen: false, turns: true }, 5, 40))
        expect(await played(script, throughViews), JSON.stringify(script)).toEqual(await played(script))
  })
})

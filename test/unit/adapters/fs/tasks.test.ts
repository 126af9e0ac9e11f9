/** Tasks on the disk: the answers of memory, each change one rename, at the cost of what it changes. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewTask, TaskRows } from '../../../../contracts/index.ts'
import { workersCommands } from '../../../../contracts/workers/commands.ts'
import { tasksCommands } from '../../../../contracts/repository/tasks/commands.ts'
import { makePlace } from '../../../../adapters/fs/place.ts'
import { deltaOf, taskDeltas } from '../../../../adapters/fs/task-delta.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import { openTasks } from '../../../../adapters/fs/tasks.ts'
import { TaskTable } from '../../../../src/core/tasks/table.ts'
import { TaskView } from '../../../../src/core/tasks/view.ts'
import { answers, played } from '../../contracts/repository/tasks/sound.ts'
import { played as workersPlayed } from '../../contracts/workers/sound.ts'

const shape = { actors: 2, steps: 30, reopen: false, turns: true }
const clock = { now: () => 1_000 }

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
  await makePlace(dir)
})

afterEach(() => rm(dir, { recursive: true }))

function opened(): TaskRows {
  return openTasks(dir, new Registers(), clock).tasks
}

function many(from: number, count: number, more: Partial<NewTask<string>> = {}): readonly NewTask<string>[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `task ${from + at}`,
    queue: 'q',
    kind: 'k',
    payload: JSON.stringify('p'.repeat(100)),
    ...more,
  }))
}

async function paths(): Promise<readonly string[]> {
  return readdir(join(dir, 'tasks'), { recursive: true })
}

/** The states of the register, by size in bytes. */
async function sizes(): Promise<readonly number[]> {
  const files = (await paths()).filter((path) => /\/\d+\.\w+$/.test(path))
  const all = await Promise.all(files.map(async (path) => (await stat(join(dir, 'tasks', path))).size))
  return all.toSorted((one, other) => one - other)
}

/** How often the head of the only register was renamed. */
async function version(): Promise<number> {
  const heads = (await paths()).flatMap((path) => /\/head\.(\d+)\./.exec(path)?.[1] ?? [])
  expect(heads).toHaveLength(1)
  return Number(heads[0])
}

/** Claims the first task of the queue. */
async function claimed(tasks: TaskRows, claimId: string): Promise<{ readonly id: string; readonly token: number }> {
  const claim = await tasks.claim('q', { claimId })
  if (claim.status !== 'claimed') throw new Error(`claim answers ${claim.status}`)
  return claim.task
}

describe('tasks on the disk', () => {
  it('answer as memory does', async () => {
    for (const script of tasksCommands.scripts(shape, 11, 20)) {
      await rm(join(dir, 'tasks'), { recursive: true, force: true })
      const registers = new Registers()
      const [here, there] = [
        await played(script),
        await played(script, (time) => openTasks(dir, registers, time).tasks),
      ]
      expect(answers(there), JSON.stringify(script)).toEqual(answers(here))
    }
  })

  it('answer as memory does with the workers that do them', async () => {
    for (const script of workersCommands.scripts(shape, 11, 20)) {
      await rm(join(dir, 'tasks'), { recursive: true, force: true })
      const registers = new Registers()
      const here = await workersPlayed(script)
      const there = await workersPlayed(script, (time) => openTasks(dir, registers, time))
      expect(answers(there), JSON.stringify(script)).toEqual(answers(here))
    }
  })

  it('write a sign of life of a worker without what was noted of it', () => {
    const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
    const table = new TaskTable()
    const row = { id: 'w', task: 'a', token: 1, state: 'reserved', owner, reservedAtMs: 1, heartbeatAtMs: 1 } as const
    table.workers.put({ ...row, facts: { value: '"noted"' } })
    const view = new TaskView(table, 0)
    view.workers.put({ ...row, facts: { value: '"noted"' }, heartbeatAtMs: 2 })
    const delta = deltaOf(table, view.change)
    expect(delta?.workers).toEqual([['w', { heartbeatAtMs: 2 }]])
    if (delta) taskDeltas.apply(table, delta)
    expect(table.workers.get('w')).toEqual({ ...row, facts: { value: '"noted"' }, heartbeatAtMs: 2 })
  })

  it('are read where a program wrote them that knew of no workers', () => {
    const old = { tasks: [], told: [], forgottenMs: null }
    expect(taskDeltas.read(old, 'a state')).toEqual(old)
    expect(() => taskDeltas.read({ ...old, workers: [['w', { token: 0 }]] }, 'a state')).toThrow('workers')
  })

  it('are read alike by sessions that remember and by one that never saw them', async () => {
    const [writer, reader] = [opened(), opened()]
    for (let at = 0; at < 30; at += 1) {
      await writer.insert(many(at, 1, { priority: at % 3 }))
      const { id, token } = await claimed(at % 2 === 0 ? writer : reader, `claim ${at}`)
      await writer.heartbeat(id, token, { progress: { value: `${at}` } })
      if (at % 5 === 0) await reader.move(id, { from: ['active'], to: 'completed', token, result: { value: '0' } })
      if (at % 10 === 9) await writer.prune({ olderThanMs: 0 })
      const read = async (tasks: TaskRows): Promise<readonly unknown[]> => [
        await tasks.list({ limit: 1_000 }),
        await tasks.events({ after: 0, limit: 1_000 }),
        await tasks.get(id),
      ]
      const [own, other, fresh] = [await read(writer), await read(reader), await read(opened())]
      expect(other).toEqual(own)
      expect(fresh).toEqual(own)
    }
  })

  it('change in one rename, with all that follows (durability:L7)', async () => {
    const tasks = opened()
    await tasks.insert([
      ...many(0, 1),
      ...many(1, 100, { after: ['task 0'] }),
      ...many(101, 100, { after: ['task 1'] }),
    ])
    const { id, token } = await claimed(tasks, 'one')
    const before = await version()
    await tasks.move(id, { from: ['active'], to: 'failed', token })
    expect(await version()).toBe(before + 1)
    expect((await opened().list({ limit: 1_000, states: ['cancelled'] })).tasks).toHaveLength(200)
  })

  it('cost a change what it changes, however many there are', async () => {
    const tasks = opened()
    for (let from = 0; from < 5_000; from += 1_000) await tasks.insert(many(from, 1_000))
    const large = (await sizes()).at(-1)
    for (let at = 0; at < 20; at += 1) {
      const { id, token } = await claimed(tasks, `claim ${at}`)
      await tasks.heartbeat(id, token)
    }
    const after = await sizes()
    expect(after.at(-1)).toBe(large)
    expect(after.filter((size) => size < 100_000).reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000)
    expect(after.length).toBeLessThan(16)
  })

  it('keep a key that went from one task to another in changes that are read as one', async () => {
    let now = 1_000
    const [writer, reader] = [1, 2].map(() => openTasks(dir, new Registers(), { now: () => now }).tasks)
    if (!writer || !reader) throw new Error('no sessions')
    const common = { queue: 'q', kind: 'k', payload: '1' }
    const keyed = { ...common, idempotencyKey: 'K' }
    for (const task of [
      { ...common, id: 'y' },
      { ...keyed, id: 'x' },
    ]) {
      await writer.insert([task])
      await writer.move(task.id, { from: ['pending'], to: 'completed' })
    }
    now = 2_000
    await writer.insert(many(0, 20))
    await reader.get('x')
    await writer.prune({ olderThanMs: 500 })
    await writer.insert([{ ...keyed, id: 'y' }])
    const again = [{ ...keyed, id: 'z' }]
    const answer = { status: 'inserted', tasks: [{ isNew: false, task: { id: 'y' } }] }
    expect(await reader.insert(again)).toMatchObject(answer)
    expect(await opened().insert(again)).toMatchObject(answer)
  })

  it('leave nothing of what was pruned', async () => {
    const tasks = opened()
    const all = many(0, 100, { payload: JSON.stringify('p'.repeat(1_000)) })
    await tasks.insert(all)
    const before = (await sizes()).reduce((sum, size) => sum + size, 0)
    for (const { id } of all) await tasks.move(id, { from: ['pending'], to: 'cancelled' })
    await tasks.prune({ olderThanMs: 0 })
    const left = await sizes()
    expect(before).toBeGreaterThan(100_000)
    expect(left).toHaveLength(1)
    expect(left[0]).toBeLessThan(1_000)
  })
})

describe('deltas of tasks', () => {
  const event = { seq: 1, id: 'a', queue: 'q', to: 'pending', atMs: 1 }

  it('are read where they hold what they may', () => {
    const delta = {
      tasks: [
        ['a', { state: 'pending', claimId: null }],
        ['b', null],
      ],
      told: [event],
      forgottenMs: null,
    }
    expect(taskDeltas.read(delta, 'name')).toBe(delta)
  })

  it.each([
    ['a state of its own', { tasks: [['a', { state: 'done' }]], told: [], forgottenMs: null }],
    ['a field of its own', { tasks: [['a', { colour: 'red' }]], told: [], forgottenMs: null }],
    ['no id', { tasks: [[1, null]], told: [], forgottenMs: null }],
    ['an event without a number', { tasks: [], told: [{ ...event, seq: 0 }], forgottenMs: null }],
    ['half a message', { tasks: [], told: [{ ...event, message: {} }], forgottenMs: null }],
    ['no time', { tasks: [], told: [], forgottenMs: -1 }],
  ])('are refused with %s', (_, delta) => {
    expect(() => taskDeltas.read(delta, 'name')).toThrow(/^tasks "name": (tasks|told|forgottenMs): expected/)
  })

  it('that are merged to all there is hold nothing of what is gone', () => {
    const first = {
      tasks: [
        ['a', { state: 'active', claimId: 'c' }],
        ['b', {}],
      ],
      told: [event],
      forgottenMs: null,
    } as const
    const second = {
      tasks: [
        ['a', { state: 'pending', claimId: null }],
        ['b', null],
      ],
      told: [],
      forgottenMs: 1,
    } as const
    const read = [first, second].map((delta) => taskDeltas.read(delta, 'name'))
    expect(taskDeltas.merged(read, true)).toEqual({ tasks: [['a', { state: 'pending' }]], told: [], forgottenMs: null })
    expect(taskDeltas.merged(read, false)).toEqual({
      tasks: [
        ['a', { state: 'pending', claimId: null }],
        ['b', null],
      ],
      told: [],
      forgottenMs: 1,
    })
  })
})

/** The tasks of our adapters: the same answers to the same calls, and what lies beneath them in SQLite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tasksCommands } from '../../../contracts/repository/tasks/commands.ts'
import type { NewTask } from '../../../contracts/index.ts'
import { openTasks } from '../../../adapters/sqlite/tasks.ts'
import { connect } from '../../../adapters/sqlite/driver.ts'
import type { Connection } from '../../../adapters/sqlite/driver.ts'
import type { Changing } from '../../../adapters/sqlite/failures.ts'
import { changesOn } from '../../../adapters/sqlite/failures.ts'
import { migrate } from '../../../adapters/sqlite/schema.ts'
import { taskStatements } from '../../../adapters/sqlite/task-statements.ts'
import { answers, played } from '../contracts/repository/tasks/sound.ts'
import { refusal } from './sessions.ts'

const shape = { actors: 2, steps: 30, reopen: false, turns: true }

let now = 0
const clock = { now: () => now }
let db: Connection
let changing: Changing

beforeEach(async () => {
  now = 1_000_000
  db = await connect(':memory:', 100)
  migrate(db, clock)
  changing = changesOn(db, new AbortController().signal)
})

afterEach(() => {
  db.close()
})

function task(id: string, more: Partial<NewTask<string>> = {}): NewTask<string> {
  return { id, queue: 'q', kind: 'k', payload: '1', ...more }
}

/** Writes what no program of ours would. */
function harm(statement: string): void {
  db.pragma('ignore_check_constraints = ON')
  db.exec(statement)
  db.pragma('ignore_check_constraints = OFF')
}

function many(count: number): readonly NewTask<string>[] {
  return Array.from({ length: count }, (_, at) => task(`task ${at}`))
}

describe('SQLite', () => {
  it('answers as memory does', async () => {
    for (const script of tasksCommands.scripts(shape, 11, 60)) {
      db.exec('DELETE FROM task; DELETE FROM task_dependency; DELETE FROM task_event; UPDATE task_count SET issued = 0')
      const [here, there] = [await played(script), await played(script, (time) => openTasks(db, time, changing))]
      expect(answers(there), JSON.stringify(script)).toEqual(answers(here))
    }
  })

  it('claims by an index, without a sort', () => {
    const { due } = taskStatements(db)
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${due.source}`).all({ queue: 'q', kinds: null, now }) as {
      readonly detail: string
    }[]
    expect(plan[0]?.detail).toMatch(/^SEARCH task USING INDEX task_claimable/)
    expect(plan.map(({ detail }) => detail).join()).not.toContain('TEMP B-TREE')
  })

  it('gives no number twice, though the tasks and their events are gone (cache:D16)', async () => {
    const tasks = openTasks(db, clock, changing)
    await tasks.insert([task('a')])
    const first = await tasks.claim('q', { claimId: 'one' })
    await tasks.move('a', { from: ['active'], to: 'cancelled' })
    expect(await tasks.prune({ olderThanMs: 0 })).toEqual({ tasks: 1 })
    const again = openTasks(db, clock, changing)
    await again.insert([task('a')])
    const second = await again.claim('q', { claimId: 'two' })
    const [before, after] = [first, second].map((claim) => (claim.status === 'claimed' ? claim.task.token : 0))
    expect(after).toBeGreaterThan(before ?? 0)
  })

  it.each([
    ['a lease that is too short', 'lease_ms = 4999'],
    ['a lease that is too long', 'lease_ms = 3600001'],
    ['a state of its own', "state = 'done'"],
    ['half a claim', 'lease_until = 1'],
    ['an end without one', 'ended_at = 1'],
  ])('holds no task with %s (durability:L12)', async (_, change) => {
    await openTasks(db, clock, changing).insert([task('a')])
    expect(() => db.exec(`UPDATE task SET ${change}`)).toThrow(/CHECK constraint failed/)
  })

  it('tells of a row that came to harm, which hides no other and is no absence (durability:N11)', async () => {
    const tasks = openTasks(db, clock, changing)
    await tasks.insert([task('a'), task('b'), task('c')])
    harm("UPDATE task SET why = 'whim' WHERE id = 'b'")
    const page = await tasks.list({ limit: 2 })
    expect(page).toMatchObject({ tasks: [{ id: 'a' }], corrupt: [{ row: 'b' }], cursor: 'b' })
    expect(await tasks.list({ limit: 2, cursor: page.cursor ?? '' })).toMatchObject({ tasks: [{ id: 'c' }] })
    await expect(tasks.get('b')).rejects.toThrow('task "b": why: expected attempts or stalls or timeout or dependency')
    expect(await refusal(tasks.get('b'))).toBe('CORRUPT')
    expect(await refusal(tasks.move('b', { from: ['pending'], to: 'cancelled' }))).toBe('CORRUPT')
  })

  it('takes back every claim but that of a row that came to harm, and tells of that', async () => {
    const tasks = openTasks(db, clock, changing)
    await tasks.insert(many(250))
    for (let at = 0; at < 250; at += 1) await tasks.claim('q', { claimId: `claim ${at}` })
    harm("UPDATE task SET stalls = -1 WHERE id = 'task 7'")
    now += 30_000
    expect(await refusal(tasks.reap({ graceMs: 0 }))).toBe('CORRUPT')
    expect((await tasks.list({ limit: 1_000, states: ['pending'] })).tasks).toHaveLength(249)
    expect(await tasks.list({ limit: 1_000, states: ['active'] })).toMatchObject({
      tasks: [],
      corrupt: [{ row: 'task 7' }],
    })
  })

  it('keeps a payload through every change, and nothing of what is waited for no more', async () => {
    const tasks = openTasks(db, clock, changing)
    await tasks.insert([task('a'), task('b', { after: ['a'] })])
    const claim = await tasks.claim('q', { claimId: 'one' })
    const token = claim.status === 'claimed' ? claim.task.token : 0
    await tasks.move('a', { from: ['active'], to: 'completed', token, result: { value: '0' } })
    expect(db.prepare('SELECT count(*) FROM task_dependency').pluck().get()).toBe(0)
    expect(await tasks.get('a')).toMatchObject({ task: { payload: '1', result: { value: '0' } } })
  })
})

/** Tasks on a server of Postgres: sessions that work on one queue at once, and rows that came to harm. */
import { describe, expect, it, vi } from 'vitest'
import type { TaskEvent, Tasks, Value } from '../../dist/contracts/index.js'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import { connected, place, sessionOn, withServer } from './postgres-sessions.ts'

withServer()

/** Pairs of tasks, and one for each pair that waits for both. */
const pairs = 8

/** Works until nothing is left to do; gives what it did. */
async function work(tasks: Tasks, name: string): Promise<readonly string[]> {
  const done: string[] = []
  for (;;) {
    const claim = await tasks.claim('q', { claimId: `${name} ${done.length}` })
    if (claim.status === 'claimed') {
      const { id, token } = claim.task
      await tasks.heartbeat(id, token)
      await tasks.move(id, { from: ['active'], to: 'completed', token })
      done.push(id)
    } else if ((await tasks.list({ states: ['blocked', 'pending', 'active'], limit: 1 })).tasks.length === 0) {
      return done
    }
  }
}

/** Reads the events while others write them, until so many tasks are completed. */
async function follow(tasks: Tasks, completed: number): Promise<readonly TaskEvent<Value>[]> {
  const seen: TaskEvent<Value>[] = []
  for (let after = 0; seen.filter(({ to }) => to === 'completed').length < completed;) {
    const { events, next } = await tasks.events({ after, limit: 5 })
    seen.push(...events)
    after = next
  }
  return seen
}

async function execute(on: PostgresPlace, statement: string): Promise<void> {
  const connection = await connected()
  await connection.query({ text: statement.replace('task', `"${on.schema}".task`) })
}

describe('tasks of one place', () => {
  it.each(['read committed', 'repeatable read', 'serializable'])(
    'are done once each, in events without a gap, where transactions are %s (durability:L1, durability:L8)',
    async (isolation) => {
      vi.stubEnv('HOLDFAST_POSTGRES_ISOLATION', isolation)
      const on = await place()
      const sessions = await Promise.all([1, 2, 3, 4, 5].map(() => sessionOn(on)))
      const [reader, ...workers] = sessions.map(({ tasks }) => tasks)
      const task = { queue: 'q', kind: 'k', payload: null }
      const given = Array.from({ length: pairs }, (_, at) => [
        { ...task, id: `one ${at}` },
        { ...task, id: `other ${at}` },
        { ...task, id: `both ${at}`, after: [`one ${at}`, `other ${at}`] },
      ]).flat()
      await reader?.insert(given)
      const following = reader && follow(reader, given.length)
      const done = await Promise.all(workers.map((tasks, at) => work(tasks, `worker ${at}`)))
      expect(done.flat().toSorted()).toEqual(given.map(({ id }) => id).toSorted())
      const seen = (await following) ?? []
      expect(seen.filter(({ from }) => from === 'blocked')).toHaveLength(pairs)
      expect(seen).toHaveLength(given.length * 3 + pairs)
      expect(seen.map(({ seq }) => seq)).toEqual(seen.map(({ seq }) => seq).toSorted((one, other) => one - other))
    },
  )

  it('are told of by their ids where their rows came to harm, and hide no other (durability:N11)', async () => {
    const on = await place()
    const { tasks } = await sessionOn(on)
    await tasks.insert(['a', 'b', 'c'].map((id) => ({ id, queue: 'q', kind: 'k', payload: 1 })))
    await execute(on, `UPDATE task SET why = 'whim' WHERE namespace = ${on.namespace} AND id = 'b'`)
    expect(await tasks.list({ limit: 2 })).toMatchObject({ tasks: [{ id: 'a' }], corrupt: [{ row: 'b' }], cursor: 'b' })
    await expect(tasks.get('b')).rejects.toMatchObject({ code: 'CORRUPT' })
    expect(await tasks.get('c')).toMatchObject({ status: 'there' })
  })

  it('cannot have a lease that thrashes or never ends (durability:L12)', async () => {
    const on = await place()
    const { tasks } = await sessionOn(on)
    await tasks.insert([{ id: 'a', queue: 'q', kind: 'k', payload: 1 }])
    for (const lease of [4_999, 3_600_001])
      await expect(execute(on, `UPDATE task SET lease_ms = ${lease}`)).rejects.toMatchObject({ code: '23514' })
  })
})

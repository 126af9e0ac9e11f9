/** Rows of workers in SQLite that came to harm: CORRUPT where they are asked for, and in nobody's way. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFile, openConnection } from '../../../../adapters/sqlite/connection.ts'
import type { Connection } from '../../../../adapters/sqlite/driver.ts'
import { changesOn } from '../../../../adapters/sqlite/failures.ts'
import { openTasks, taskStoreOn } from '../../../../adapters/sqlite/tasks.ts'
import { openWorkers } from '../../../../adapters/sqlite/workers.ts'
import type { TaskRows, WorkerRows } from '../../../../contracts/index.ts'
import { identity } from '../../../../contracts/workers/moves.ts'
import { opening } from '../sessions.ts'

let dir: string
let db: Connection
let tasks: TaskRows
let workers: WorkerRows

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-workers-'))
  const file = join(dir, 'place.sqlite')
  await makeFile(file)
  db = await openConnection(file, opening.clock, opening.signal)
  // Only a file that came to harm holds other types than its tables do: they are loosened here.
  db.unsafeMode()
  db.pragma('ignore_check_constraints = ON')
  const changing = changesOn(db, opening.signal)
  tasks = openTasks(db, opening.clock, changing)
  workers = openWorkers(db, taskStoreOn(db), opening.clock, changing)
  for (const id of ['a', 'b', 'c']) {
    await tasks.insert([{ id, queue: id, kind: 'k', payload: '0' }])
    const claim = await tasks.claim(id, { claimId: 'c' })
    const token = claim.status === 'claimed' ? claim.task.token : 0
    await workers.reserve(`w${id}`, { task: id, token, owner: identity(0), cap: 9, facts: { value: '1' } })
  }
})

afterEach(async () => {
  db.close()
  await rm(dir, { recursive: true, force: true })
})

describe('a row of a worker', () => {
  it.each(["state = 'gone'", 'token = 0', "owner = '[]'", "child = '{}'", 'heartbeat_at = -1', 'activated_at = 5'])(
    'with %s is CORRUPT, never absent, and hides no other',
    async (harm) => {
      db.exec(`UPDATE worker SET ${harm} WHERE id = 'wb'`)
      await expect(workers.inspect('wb')).rejects.toMatchObject({ code: 'CORRUPT' })
      const page = await workers.list({ limit: 2 })
      expect(page).toMatchObject({ workers: [{ id: 'wa' }], corrupt: [{ row: 'wb' }], cursor: 'wb' })
      expect(await workers.list({ limit: 2, cursor: 'wb' })).toMatchObject({ workers: [{ id: 'wc' }] })
      expect(await workers.count()).toEqual({ workers: 3 })
      expect(await workers.inspect('wa')).toMatchObject({ status: 'there' })
    },
  )

  it('keeps its task from a prune, and another from its place', async () => {
    db.exec(`UPDATE worker SET state = 'gone' WHERE id = 'wb'`)
    db.exec(`UPDATE task SET state = 'completed', started_at = NULL, lease_until = NULL, claim_id = NULL, ended_at = 1`)
    expect(await tasks.prune({ olderThanMs: 0 })).toEqual({ tasks: 0 })
    const held = await workers.inspect('wa')
    const token = held.status === 'there' ? held.worker.token : 0
    expect(await workers.release('wa', token)).toEqual({ status: 'released' })
    expect(await tasks.prune({ olderThanMs: 0 })).toEqual({ tasks: 1 })
  })
})

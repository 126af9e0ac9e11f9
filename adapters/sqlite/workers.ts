/** Workers in SQLite: a row a worker, beside the tasks that they do. Every change is one IMMEDIATE transaction with these. */
import type { Clock, WorkerRows } from '../../contracts/index.ts'
import { pageIn } from '../../src/core/pages.ts'
import type { StoredRow } from '../../src/core/tasks/columns.ts'
import type { TaskStep, TaskStore } from '../../src/core/tasks/store.ts'
import {
  columnsOfWorker,
  identityText,
  idOfWorker,
  wholeWorkerIn,
  workerColumns,
  workerIn,
} from '../../src/core/workers/columns.ts'
import type { WorkerRow } from '../../src/core/workers/rows.ts'
import { shownWorker } from '../../src/core/workers/rows.ts'
import { workersOn } from '../../src/core/workers/store.ts'
import type { WorkerStore } from '../../src/core/workers/table.ts'
import type { Connection } from './driver.ts'
import { Statement } from './driver.ts'
import type { Changing } from './failures.ts'

const columns = workerColumns.join(', ')

type Name = 'get' | 'whole' | 'ofTask' | 'all' | 'page' | 'insert' | 'update' | 'remove' | 'count'

type Statements = { readonly [name in Name]: Statement }

function statements(db: Connection): Statements {
  const all = [...workerColumns, 'facts']
  const changed = ['state', 'child', 'activated_at', 'heartbeat_at'].map((column) => `${column} = @${column}`)
  return {
    get: new Statement(db, `SELECT ${columns} FROM worker WHERE id = ?`),
    whole: new Statement(db, `SELECT ${all.join(', ')} FROM worker WHERE id = ?`),
    ofTask: new Statement(db, `SELECT ${columns} FROM worker WHERE task = ?`),
    all: new Statement(db, `SELECT ${columns} FROM worker ORDER BY id`),
    page: new Statement(
      db,
      `SELECT ${columns} FROM worker WHERE id > @cursor AND (@task IS NULL OR task = @task)
         AND (@owner IS NULL OR owner = @owner) ORDER BY id LIMIT @limit`,
    ),
    insert: new Statement(
      db,
      `INSERT INTO worker (${all.join(', ')}) VALUES (${all.map((column) => `@${column}`).join(', ')})`,
    ),
    update: new Statement(db, `UPDATE worker SET ${changed.join(', ')} WHERE id = @id`),
    remove: new Statement(db, 'DELETE FROM worker WHERE id = ?'),
    // A row that came to harm has its place all the same.
    count: new Statement(
      db,
      `SELECT count(*) FROM worker WHERE (id, token) NOT IN
         (SELECT value ->> 'id', value ->> 'token' FROM json_each(?))`,
      'plucked',
    ),
  }
}

function read(row: unknown): WorkerRow | undefined {
  return row === undefined ? undefined : workerIn(row as StoredRow)
}

/** The workers of a connection, row by row. */
function storeOn(sql: Statements): WorkerStore {
  return {
    get: (id) => read(sql.get.get(id)),
    ofTask: (task) => read(sql.ofTask.get(task)),
    all: () => sql.all.all().map((row) => workerIn(row as StoredRow)),
    count: (dead) => sql.count.get(JSON.stringify(dead)) as number,
    put(row) {
      const put = columnsOfWorker(row)
      if (sql.update.run(put).changes === 0) sql.insert.run(put)
    },
    remove: (id) => void sql.remove.run(id),
  }
}

/** The workers of a connection, as tasks have them beside their rows. */
export function workersBeside(db: Connection): WorkerStore {
  return storeOn(statements(db))
}

/** A session's workers on its tasks. */
export function openWorkers(db: Connection, tasks: TaskStore, clock: Clock, changing: Changing): WorkerRows {
  const sql = statements(db)
  const step: TaskStep = (does) => changing(does)()
  return {
    ...workersOn(tasks, clock, step),
    async inspect(id) {
      const row = sql.whole.get(id)
      return row === undefined
        ? { status: 'absent' }
        : { status: 'there', worker: wholeWorkerIn(row as StoredRow, clock.now()) }
    },
    async list({ task = null, owner, limit, cursor = '' }) {
      const asked = { task, owner: owner ? identityText(owner) : null, cursor, limit: limit + 1 }
      const found = sql.page.all(asked) as StoredRow[]
      const now = clock.now()
      return pageIn('workers', { found, limit }, idOfWorker, (row) => shownWorker(workerIn(row), now))
    },
  }
}

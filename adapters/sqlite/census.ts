/** All that lies in a SQLite place, whoever may see it. */
import type { Census } from '../../contracts/index.ts'
import type { Connection } from './driver.ts'

/** What was never published, or belongs to nothing: a text for each. */
const strays: readonly string[] = [
  `SELECT 'blob ' || id || ' ' || state FROM blob WHERE state <> 'published'`,
  `SELECT 'blob_chunk ' || chunk.id || ' ' || position FROM blob_chunk AS chunk LEFT JOIN blob ON blob.id = chunk.id
     WHERE blob.id IS NULL OR position >= size`,
  `SELECT 'checkpoint_item ' || id || ' ' || item FROM checkpoint_item WHERE id NOT IN (SELECT id FROM checkpoint)`,
  `SELECT 'checkpoint_streak ' || id || ' ' || item FROM checkpoint_streak
     WHERE id NOT IN (SELECT id FROM checkpoint)`,
  `SELECT 'task_dependency ' || id || ' ' || waits_for FROM task_dependency WHERE id NOT IN (SELECT id FROM task)`,
  `SELECT 'worker ' || id || ' ' || task FROM worker WHERE task NOT IN (SELECT id FROM task)`,
  `SELECT 'log_entry ' || id || ' ' || seq FROM log_entry WHERE id NOT IN (SELECT id FROM log)`,
]

/** Counts what lies in a place, as of one moment. */
export function censusOf(db: Connection): Census {
  const texts = (statement: string): readonly string[] => db.prepare(statement).pluck().all() as readonly string[]
  return db.transaction(() => ({
    rows: texts('SELECT scope || char(10) || key FROM output_row ORDER BY scope, key'),
    blobs: texts(`SELECT id FROM blob WHERE state = 'published' ORDER BY id`),
    temps: strays.flatMap(texts),
  }))()
}

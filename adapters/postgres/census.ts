/** All that lies in a place on a server, whoever may see it. */
import type { Census } from '../../contracts/index.ts'
import type { Calls } from './calls.ts'
import type { Tables } from './tables.ts'

/**
 * Counts what lies in a place. Items and streaks of checkpoints and the entries of logs are not looked at: they go by the
 * number of a row, and those of which there is none could not be told to one place or another.
 */
export async function censusOf(calls: Calls, tables: Tables): Promise<Census> {
  const { namespace } = tables
  const [row, blob, chunk, task, dependency, worker] = [
    'output_row',
    'blob',
    'blob_chunk',
    'task',
    'task_dependency',
    'worker',
  ].map((table) => `${tables.in}${table}`)
  const texts = async (text: string): Promise<readonly string[]> => {
    const rows = await calls.read<{ readonly text: string }>({ text }, [namespace])
    return rows.map((found) => found.text)
  }
  return {
    rows: await texts(`SELECT scope || chr(10) || key AS text FROM ${row} WHERE namespace = $1 ORDER BY 1`),
    blobs: await texts(`SELECT id AS text FROM ${blob} WHERE namespace = $1 AND state = 'published' ORDER BY 1`),
    temps: [
      ...(await texts(
        `SELECT 'blob ' || id || ' ' || state AS text FROM ${blob} WHERE namespace = $1 AND state <> 'published'`,
      )),
      ...(await texts(
        `SELECT 'blob_chunk ' || id || ' ' || position AS text FROM ${chunk} LEFT JOIN ${blob} USING (namespace, id)
           WHERE namespace = $1 AND (state IS NULL OR position >= size)`,
      )),
      ...(await texts(
        `SELECT 'task_dependency ' || encode(id, 'hex') || ' ' || encode(waits_for, 'hex') AS text FROM ${dependency}
           WHERE namespace = $1 AND id NOT IN (SELECT id FROM ${task} WHERE namespace = $1)`,
      )),
      ...(await texts(
        `SELECT 'worker ' || encode(id, 'hex') || ' ' || encode(task, 'hex') AS text FROM ${worker}
           WHERE namespace = $1 AND task NOT IN (SELECT id FROM ${task} WHERE namespace = $1)`,
      )),
    ],
  }
}

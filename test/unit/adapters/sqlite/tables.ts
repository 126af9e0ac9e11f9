/** The tables of a place in SQLite, sorted, and the number of steps that made them. */
export const placeTables: readonly string[] = [
  'blob',
  'blob_chunk',
  'checkpoint',
  'checkpoint_item',
  'checkpoint_streak',
  'lock_row',
  'lock_token',
  'log',
  'log_entry',
  'output_row',
  'task',
  'task_count',
  'task_dependency',
  'task_event',
]

export const schemaVersion = 6

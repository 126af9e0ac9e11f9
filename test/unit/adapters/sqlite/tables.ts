/** What a place of SQLite is made of once its schema is up to date. A step adds its tables here, and one to the version. */
export const version = 9

export const tables: readonly string[] = [
  'blob',
  'blob_chunk',
  'checkpoint',
  'checkpoint_item',
  'checkpoint_streak',
  'lock_row',
  'lock_token',
  'log',
  'log_entry',
  'op_checkpoint',
  'op_lock',
  'op_output',
  'output_row',
  'task',
  'task_count',
  'task_dependency',
  'task_event',
  'upgrade_note',
  'worker',
]

/** Tasks in memory, however the changes of several calls come together. */
import { describe, expect, it } from 'vitest'
import type { TaskRow } from '../../../../src/core/tasks/rows.ts'
import { submittedTask } from '../../../../src/core/tasks/rows.ts'
import { TaskTable } from '../../../../src/core/tasks/table.ts'

function row(id: string, idempotencyKey?: string): TaskRow {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey }
  return submittedTask({ id, queue: 'q', kind: 'k', payload: '1', ...key }, [], 1)
}

function table(...rows: readonly TaskRow[]): TaskTable {
  const all = new TaskTable()
  for (const one of rows) all.put(one)
  return all
}

describe('an idempotency key', () => {
  it('stays with the task that has it when the one that had it is removed behind that', () => {
    const all = table(row('y'), row('x', 'K'))
    all.put(row('y', 'K'))
    all.remove('x')
    expect(all.keyed('q', 'K')?.id).toBe('y')
    all.remove('y')
    expect(all.keyed('q', 'K')).toBeUndefined()
  })

  it('stays with the task that has it when the one that had it is put anew behind that', () => {
    const all = table(row('x', 'K'), row('y', 'L'))
    all.put(row('x', 'L'))
    all.put(row('y', 'K'))
    expect([all.keyed('q', 'K')?.id, all.keyed('q', 'L')?.id]).toEqual(['y', 'x'])
  })
})

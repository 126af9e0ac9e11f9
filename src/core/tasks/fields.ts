/** What the fields of a task and of an event may hold, for stores that keep them as JSON. */
import type { TaskEvent, TaskState, TaskSummary } from '../../../contracts/index.ts'
import { leaseMsMin, taskStates } from '../../../contracts/repository/tasks/task.ts'
import type { Column } from '../rows.ts'
import { moment, text, texts, wholeFrom } from '../rows.ts'
import type { TaskRow } from './rows.ts'

/** A text that is one of these. */
function oneOf<Word extends string>(words: readonly Word[]): Column<Word> {
  return { says: words.join(' or '), holds: (found): found is Word => words.some((word) => word === found) }
}

export const taskState: Column<TaskState> = oneOf(taskStates)

export const taskWhy: Column<NonNullable<TaskSummary['why']>> = oneOf(['attempts', 'stalls', 'timeout', 'dependency'])

/** A value in its box. */
export const boxed: Column<{ readonly value: string }> = {
  says: '{ value }',
  holds: (found): found is { readonly value: string } =>
    typeof found === 'object' && found !== null && 'value' in found && text.holds(found.value),
}

/** The fields of a task, where they are there. */
export const taskFields: { readonly [Field in keyof TaskRow]-?: Column<NonNullable<TaskRow[Field]>> } = {
  id: text,
  queue: text,
  kind: text,
  payload: text,
  priority: wholeFrom(-1_000),
  state: taskState,
  waitsFor: texts,
  maxAttempts: wholeFrom(1),
  maxStalls: wholeFrom(0),
  leaseMs: wholeFrom(leaseMsMin),
  timeoutMs: wholeFrom(1),
  idempotencyKey: text,
  attempts: wholeFrom(0),
  stalls: wholeFrom(0),
  token: wholeFrom(0),
  createdAtMs: moment,
  dueAtMs: moment,
  startedAtMs: moment,
  leaseUntilMs: moment,
  claimId: text,
  endedAtMs: moment,
  progress: boxed,
  result: boxed,
  why: taskWhy,
}

/** An event. */
export const taskEvent: Column<TaskEvent<string>> = {
  says: 'an event',
  holds(found): found is TaskEvent<string> {
    if (typeof found !== 'object' || found === null) return false
    const { seq, id, queue, from, to, atMs, message } = found as { readonly [field: string]: unknown }
    const isWhole = wholeFrom(1).holds(seq) && moment.holds(atMs) && [id, queue].every((name) => text.holds(name))
    const hasStates = taskState.holds(to) && (from === undefined || taskState.holds(from))
    return isWhole && hasStates && (message === undefined || boxed.holds(message))
  },
}

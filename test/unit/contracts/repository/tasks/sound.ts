/** Scripts run one step after the other on the tasks of an adapter, by the texts that it is handed. */
import type { Clock, Event, Script, TaskRows } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/tasks/moves.ts'
import type { TaskCommand } from '../../../../../contracts/repository/tasks/moves.ts'
import { tasksPort } from '../../../../../contracts/repository/tasks/port.ts'
import { tasksOn } from '../../../../../src/core/tasks/store.ts'
import { TaskTable } from '../../../../../src/core/tasks/table.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'
import type { Methods } from '../../playing.ts'
import { playedOn } from '../../playing.ts'

const claims = {
  survives: 'session',
  sharing: 'thread',
  ports: { tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' } },
} as const

/** The history of a script; on tasks in memory, which are sound, where no others are given. */
export function played(
  script: Script<TaskCommand>,
  open: (clock: Clock) => TaskRows = (clock) => tasksOn(new TaskTable(), clock),
): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const tasks = open(clock) as unknown as Methods
    return async (command, events) => {
      const live = resolve(command, events, claims)
      const call = live && (await frozen(tasksPort, live))
      return call && { call, value: structuredClone(await tasks[call.method]?.(...call.args)) }
    }
  })
}

/** Answers by what they promise: events of one moment, and lists, have an order of the store's own. */
export function answers(events: readonly Event[]): readonly unknown[] {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
      : value
  return events.map(
    ({ outcome }) => JSON.parse(JSON.stringify(outcome, (_, value: unknown) => sorted(value))) as unknown,
  )
}

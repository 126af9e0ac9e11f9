/** Scripts run one step after the other on the tasks of an adapter, by the texts that it is handed. */
import type { Clock, Event, Script, TaskRows } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/tasks/moves.ts'
import type { TaskCommand } from '../../../../../contracts/repository/tasks/moves.ts'
import { tasksPort } from '../../../../../contracts/repository/tasks/port.ts'
import { tasksOn } from '../../../../../src/core/tasks/store.ts'
import { TaskTable } from '../../../../../src/core/tasks/table.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'

type Method = (...args: readonly unknown[]) => Promise<unknown>

const claims = {
  survives: 'session',
  sharing: 'thread',
  ports: { tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' } },
} as const

/** The history of a script; on tasks in memory, which are sound, where no others are given. */
export async function played(
  script: Script<TaskCommand>,
  open: (clock: Clock) => TaskRows = (clock) => tasksOn(new TaskTable(), clock),
): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const tasks = open({ now: () => now }) as unknown as Readonly<Record<string, Method>>
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    const asked = 'does' in step ? resolve(step.does, events, claims) : undefined
    if (!asked) continue
    const call = await frozen(tasksPort, asked)
    const value = await tasks[call.method]?.(...call.args)
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value: structuredClone(value) }
    events.push({
      actor: 'actor' in step ? step.actor : 0,
      call,
      outcome,
      invoked,
      returned: invoked + 1,
      fromMs: now,
      toMs: now,
    })
  }
  return events
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

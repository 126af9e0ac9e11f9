/** Scripts run one step after the other on the tasks and workers of an adapter, by the texts that it is handed. */
import type { Clock, Event, Script, TaskRows, WorkerRows } from '../../../../contracts/index.ts'
import { resolve } from '../../../../contracts/workers/moves.ts'
import type { WorkerCommand } from '../../../../contracts/workers/moves.ts'
import { workersPort } from '../../../../contracts/workers/port.ts'
import { tasksOn } from '../../../../src/core/tasks/store.ts'
import { TaskTable } from '../../../../src/core/tasks/table.ts'
import { workersOn } from '../../../../src/core/workers/store.ts'
import { frozen } from '../../../../src/harness/crossing.ts'
import type { Methods } from '../playing.ts'
import { playedOn } from '../playing.ts'

const claims = {
  survives: 'session',
  sharing: 'thread',
  ports: {
    tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' },
    workers: { clock: 'store' },
  },
} as const

/** Both ports of a store. */
export interface Both {
  readonly tasks: TaskRows
  readonly workers: WorkerRows
}

/** Both in memory, which are sound. */
export function inMemory(clock: Clock): Both {
  const table = new TaskTable()
  return { tasks: tasksOn(table, clock), workers: workersOn(table, clock) }
}

/** The history of a script; on both in memory where no others are given. */
export function played(
  script: Script<WorkerCommand>,
  open: (clock: Clock) => Both = inMemory,
): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const ports = open(clock) as unknown as Readonly<Record<string, Methods>>
    return async (command, events) => {
      const live = resolve(command, events, claims)
      const call = live && (await frozen(workersPort, live))
      return call && { call, value: structuredClone(await ports[call.port]?.[call.method]?.(...call.args)) }
    }
  })
}

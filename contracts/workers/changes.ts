/** Every change that workers can make, in one script. */
import type { Script } from '../lab.ts'
import type { TaskCommand } from '../repository/tasks/moves.ts'
import type { WorkerCommand } from './moves.ts'

/** The queue and the kind of most tasks. */
export const queue = 'q'
export const kind = 'k'

type Done = { readonly actor: 0; readonly does: WorkerCommand }

function does(command: WorkerCommand): Done {
  return { actor: 0, does: command }
}

/** A move of tasks. */
export function task(command: TaskCommand): WorkerCommand {
  return { call: 'task', does: command }
}

function submitted(...ids: readonly string[]): Done {
  return does(task({ call: 'insert', tasks: ids.map((id) => ({ id, queue, kind, leaseMs: 5_000, maxAttempts: 3 })) }))
}

function claimed(claimId: string): Done {
  return does(task({ call: 'claim', queue, claimId }))
}

/** Two tasks, `a` and `b`, each of which is claimed. */
export const begun: Script<WorkerCommand> = [submitted('a', 'b'), claimed('c1'), claimed('c2')]

/** The reservation of a worker for the newest claim of a task. */
export function reserving(
  id: string,
  of: string,
  rest: { readonly cap?: number; readonly owner?: number } = {},
): WorkerCommand {
  const { cap = 9, owner = 0 } = rest
  return { call: 'reserve', id, of: { id: of, back: 0 }, owner, cap }
}

const [first, second] = [
  { id: 'w', back: 0 },
  { id: 'x', back: 0 },
]

/** One worker goes through all that there is to its end; another gives its slot back, is reserved again and evicted. */
export const everyChange: Script<WorkerCommand> = [
  ...begun,
  does({ ...reserving('w', 'a'), facts: 1 } as WorkerCommand),
  does(reserving('x', 'b', { owner: 1 })),
  does({ call: 'activate', of: first, child: 3 }),
  does({ call: 'beat', of: first }),
  does({ call: 'settle', of: first, move: { to: 'completed', result: 2, message: 3 } }),
  does({ call: 'release', of: second }),
  does(reserving('x', 'b')),
  does({ call: 'evict', of: second, move: { to: 'failed', result: 4 } }),
]

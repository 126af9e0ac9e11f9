/** Every change that tasks can make, in one script. */
import type { Script } from '../../lab.ts'
import type { TaskCommand } from './moves.ts'

const queue = 'q'
const kind = 'k'
const own = { back: 0 } as const

function does(command: TaskCommand): { readonly actor: 0; readonly does: TaskCommand } {
  return { actor: 0, does: command }
}

/**
 * A task that another waits for is claimed, renewed and completed; the other one fails, is revived, stalls and fails for good;
 * a third is cancelled; all that is over is removed.
 */
export const everyChange: Script<TaskCommand> = [
  does({
    call: 'insert',
    tasks: [
      { id: 'a', queue, kind, payload: 1 },
      { id: 'b', queue, kind, after: ['a'], maxStalls: 0 },
    ],
  }),
  does({ call: 'claim', queue, claimId: 'c1' }),
  does({ call: 'heartbeat', of: own, progress: 1 }),
  does({ call: 'end', of: own, to: 'completed', result: 2, message: 3 }),
  does({ call: 'claim', queue, claimId: 'c2' }),
  does({ call: 'end', of: own, to: 'pending', charge: 'attempt', result: 4 }),
  does({ call: 'revive', id: 'b' }),
  does({ call: 'claim', queue, claimId: 'c3' }),
  does({ call: 'insert', tasks: [{ id: 'c', queue, kind, after: ['b'] }] }),
  { turn: 30_000 },
  does({ call: 'reap', graceMs: 0 }),
  does({ call: 'prune', olderThanMs: 0 }),
]

/** Every change that logs can make, in one script. */
import type { Script } from '../../lab.ts'
import { log } from './logs.ts'
import type { LogCommand } from './moves.ts'

function does(command: LogCommand): { readonly actor: 0; readonly does: LogCommand } {
  return { actor: 0, does: command }
}

function append(times: number, limitBytes?: number): { readonly actor: 0; readonly does: LogCommand } {
  const command = { call: 'append', ...log, by: 0, parts: [{ stream: 'out', latin1: 'x', times }] } as const
  return does(limitBytes === undefined ? command : { ...command, limitBytes })
}

/** A log is made, grows past a page of the disk and past its limit, is dropped, made again, sealed and pruned. */
export const everyChange: Script<LogCommand> = [
  append(1),
  append(5_000),
  append(2, 1_024),
  does({ call: 'drop', ...log }),
  append(3),
  does({ call: 'seal', ...log }),
  { turn: 10 },
  does({ call: 'prune', olderThanMs: 0 }),
]

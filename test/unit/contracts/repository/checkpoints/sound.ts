/** Scripts run one step after the other on the checkpoints of an adapter, by the texts that it is handed. */
import type { CheckpointRows, Clock, Event, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/checkpoints/moves.ts'
import type { CheckpointCommand } from '../../../../../contracts/repository/checkpoints/moves.ts'
import { checkpointsPort } from '../../../../../contracts/repository/checkpoints/port.ts'
import { openCheckpoints } from '../../../../../adapters/memory/checkpoints.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'

type Method = (...args: readonly unknown[]) => Promise<unknown>

/** The history of a script; on checkpoints in memory, which are sound, where no others are given. */
export async function played(
  script: Script<CheckpointCommand>,
  open: (clock: Clock) => CheckpointRows = (clock) => openCheckpoints(new Map(), clock),
): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const checkpoints = open({ now: () => now }) as unknown as Readonly<Record<string, Method>>
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    if (!('does' in step)) continue
    const call = await frozen(checkpointsPort, resolve(step.does, events))
    const value = await checkpoints[call.method]?.(...call.args)
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value: structuredClone(value) }
    events.push({ actor: step.actor, call, outcome, invoked, returned: invoked + 1, fromMs: now, toMs: now })
  }
  return events
}

/** Scripts run one step after the other on the checkpoints of an adapter, by the texts that it is handed. */
import type { CheckpointRows, Clock, Event, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/checkpoints/moves.ts'
import type { CheckpointCommand } from '../../../../../contracts/repository/checkpoints/moves.ts'
import { checkpointsPort } from '../../../../../contracts/repository/checkpoints/port.ts'
import { openCheckpoints } from '../../../../../adapters/memory/checkpoints.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'
import type { Methods } from '../../playing.ts'
import { playedOn } from '../../playing.ts'

/** The history of a script; on checkpoints in memory, which are sound, where no others are given. */
export function played(
  script: Script<CheckpointCommand>,
  open: (clock: Clock) => CheckpointRows = (clock) => openCheckpoints(new Map(), clock),
): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const checkpoints = open(clock) as unknown as Methods
    return async (command, events) => {
      const call = await frozen(checkpointsPort, resolve(command, events))
      return { call, value: structuredClone(await checkpoints[call.method]?.(...call.args)) }
    }
  })
}

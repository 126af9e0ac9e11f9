/** Scripts run one step after the other on outputs in memory, which are sound: what no judge may condemn. */
import type { Event, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/outputs/moves.ts'
import type { OutputCommand } from '../../../../../contracts/repository/outputs/moves.ts'
import { outputsPort } from '../../../../../contracts/repository/outputs/port.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'
import { openOutputs, outputTable } from '../../../../../src/core/tables/outputs.ts'
import type { Methods } from '../../playing.ts'
import { playedOn } from '../../playing.ts'
import { claims } from './calls.ts'

/** The history of a script. */
export function played(script: Script<OutputCommand>): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const outputs = openOutputs(outputTable(), clock) as unknown as Methods
    return async (command, events) => {
      const live = resolve(command, events, claims)
      const call = live && (await frozen(outputsPort, live))
      return call && { call, value: await outputs[call.method]?.(...call.args) }
    }
  })
}

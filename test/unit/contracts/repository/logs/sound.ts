/** Scripts run one step after the other on sound logs, those in memory or others: what no judge may condemn. */
import type { AnyPort, Clock, Event, Json, LogStore, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/logs/moves.ts'
import type { LogCommand } from '../../../../../contracts/repository/logs/moves.ts'
import { logScenes } from '../../../../../contracts/repository/logs/scenes.ts'
import { serveLogs } from '../../../../../contracts/repository/logs/serve.ts'
import { openLogs } from '../../../../../src/core/tables/logs.ts'
import { playedOn } from '../../playing.ts'
import { claims } from './calls.ts'

/** Scenes of logs need nothing else. */
const nowhere = { beside: () => undefined, census: async () => undefined }

/** The history of a script. */
export function played(
  script: Script<LogCommand>,
  open: (clock: Clock) => LogStore = (clock) => openLogs(new Map(), clock),
): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const logs = serveLogs(open(clock) as unknown as AnyPort)
    return async (command, events) => {
      const live = resolve(command, events, claims)
      if (!live) return undefined
      const call = { ...live, args: live.args as readonly Json[] }
      return { call, value: await logScenes[call.method]?.(logs, call.args[0] ?? null, () => {}, nowhere) }
    }
  })
}

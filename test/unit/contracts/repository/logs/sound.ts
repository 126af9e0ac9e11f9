/** Scripts run one step after the other on sound logs, those in memory or others: what no judge may condemn. */
import type { AnyPort, Clock, Event, Json, LogStore, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/logs/moves.ts'
import type { LogCommand } from '../../../../../contracts/repository/logs/moves.ts'
import { logScenes } from '../../../../../contracts/repository/logs/scenes.ts'
import { serveLogs } from '../../../../../contracts/repository/logs/serve.ts'
import { openLogs } from '../../../../../src/core/tables/logs.ts'
import { claims } from './calls.ts'

/** Scenes of logs need nothing else. */
const nowhere = { beside: () => undefined, census: async () => undefined }

/** The history of a script. */
export async function played(
  script: Script<LogCommand>,
  open: (clock: Clock) => LogStore = (clock) => openLogs(new Map(), clock),
): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const logs = serveLogs(open({ now: () => now }) as unknown as AnyPort)
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    const call = 'does' in step ? resolve(step.does, events, claims) : undefined
    if (!call || !('does' in step)) continue
    const args = call.args as readonly Json[]
    const value = await logScenes[call.method]?.(logs, args[0] ?? null, () => {}, nowhere)
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value }
    events.push({
      actor: step.actor,
      call: { ...call, args },
      outcome,
      invoked,
      returned: invoked + 1,
      fromMs: now,
      toMs: now,
    })
  }
  return events
}

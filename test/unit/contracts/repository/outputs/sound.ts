/** Scripts run one step after the other on outputs in memory, which are sound: what no judge may condemn. */
import type { Event, Script } from '../../../../../contracts/index.ts'
import { resolve } from '../../../../../contracts/repository/outputs/moves.ts'
import type { OutputCommand } from '../../../../../contracts/repository/outputs/moves.ts'
import { outputsPort } from '../../../../../contracts/repository/outputs/port.ts'
import { frozen } from '../../../../../src/harness/crossing.ts'
import { openOutputs, outputTable } from '../../../../../src/core/tables/outputs.ts'
import { claims } from './calls.ts'

type Method = (...args: readonly unknown[]) => Promise<unknown>

/** The history of a script. */
export async function played(script: Script<OutputCommand>): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const outputs = openOutputs(outputTable(), { now: () => now }) as unknown as Readonly<Record<string, Method>>
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    const live = 'does' in step ? resolve(step.does, events, claims) : undefined
    if (!live || !('does' in step)) continue
    const call = await frozen(outputsPort, live)
    const value = await outputs[call.method]?.(...call.args)
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value }
    events.push({ actor: step.actor, call, outcome, invoked, returned: invoked + 1, fromMs: now, toMs: now })
  }
  return events
}

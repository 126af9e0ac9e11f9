/** Scripts run one step after the other on locks in memory, which are sound: what no judge may condemn. */
import type { Event, Script } from '../../../../contracts/index.ts'
import { resolve } from '../../../../contracts/locks/moves.ts'
import type { LockCommand } from '../../../../contracts/locks/moves.ts'
import { lockTable } from '../../../../adapters/memory/locks.ts'
import { locksOn } from '../../../../src/core/lock-rows.ts'

type Method = (...args: readonly unknown[]) => Promise<unknown>

/** The history of a script; a step that refers to nothing is not in it. */
export async function played(script: Script<LockCommand>): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const locks = locksOn(lockTable(), { now: () => now }) as unknown as Readonly<Record<string, Method>>
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    if (!('does' in step)) continue
    const call = resolve(step.does, events)
    if (!call) continue
    const value = await locks[call.method]?.(...call.args)
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value }
    events.push({ actor: step.actor, call, outcome, invoked, returned: invoked + 1, fromMs: now, toMs: now })
  }
  return events
}

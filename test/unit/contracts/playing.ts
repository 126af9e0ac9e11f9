/** Scripts run one step after the other on a store that is sound: what no judge may condemn. */
import type { Call, Clock, Event, Script } from '../../../contracts/index.ts'

/** A call that was made, with its answer; undefined where the command cannot be bound to what went before. */
export type Make<Command> = (
  command: Command,
  events: readonly Event[],
) => Promise<{ readonly call: Call; readonly value: unknown } | undefined>

/** The history of a script on what is opened with its clock. */
export async function playedOn<Command>(
  script: Script<Command>,
  open: (clock: Clock) => Make<Command>,
): Promise<readonly Event[]> {
  let now = 1_000_000_000
  const make = open({ now: () => now })
  const events: Event[] = []
  for (const step of script) {
    if ('turn' in step) now += step.turn
    if (!('does' in step)) continue
    const made = await make(step.does, events)
    if (!made) continue
    const invoked = 2 * events.length
    const outcome = { status: 'ok' as const, value: made.value }
    events.push({ actor: step.actor, call: made.call, outcome, invoked, returned: invoked + 1, fromMs: now, toMs: now })
  }
  return events
}

/** The methods of a port, as an adapter serves them. */
export type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>

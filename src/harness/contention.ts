/**
 * Contention: whether calls that change something met another call on the same partition while they ran. A race in which
 * they did not has shown nothing of what the port promises under contention, however many calls it made.
 *
 * What a call concerns is asked as of its beginning. Of a call that makes the name of its row, no other could have aimed at
 * that row while it ran: by its answer it would meet nothing but what lists all rows. It meets whatever runs beside it.
 */
import type { Call, Event, History, Model } from '../../contracts/index.ts'
import { overlapping } from './history.ts'

/** What tells calls that meet from those that do not, and calls that change something from those that read. */
export interface Meeting {
  /** the port that is judged: what a script does with another one is not its business */
  readonly name: string
  readonly model: Pick<Model<unknown>, 'concerns'>
  readonly commands: { readonly observers: readonly string[] }
}

/** The partitions of a call that has no answer yet; undefined where it may concern all of them. */
function partitionsOf(model: Meeting['model'], call: Call): readonly string[] | undefined {
  const { everywhere, partitions } = model.concerns(call, undefined)
  return everywhere ? undefined : partitions
}

function meet(model: Meeting['model'], [one, other]: readonly [Event, Event]): boolean {
  const [left, right] = [partitionsOf(model, one.call), partitionsOf(model, other.call)]
  return !left || !right || left.some((partition) => right.includes(partition))
}

/**
 * By each method that was called and changes something: how many of its calls met another. The times of the history are
 * those at which the calls really ran.
 */
export function contention(
  history: History,
  { name, model, commands: { observers } }: Meeting,
): { readonly [method: string]: number } {
  const counts: { [method: string]: number } = {}
  const changes = ({ port, method }: Event['call']): boolean => port === name && !observers.includes(method)
  for (const { call } of history) if (changes(call)) counts[call.method] = 0
  const met = new Set(
    overlapping(history)
      .filter((pair) => meet(model, pair))
      .flat(),
  )
  for (const { call } of met) if (changes(call)) counts[call.method] = (counts[call.method] ?? 0) + 1
  return counts
}

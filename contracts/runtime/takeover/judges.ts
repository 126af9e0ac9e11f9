/** Judges of calls that overlap, fail or are cut off: what no order of them can explain. */
import type { Broken, Event, History, Judge } from '../../lab.ts'
import type { LockSnapshot } from '../../locks/port.ts'
import { showAtLength } from '../../show.ts'
import type { RuleOf } from '../judges.ts'
import { livingNames } from './processes.ts'
import type { TakeScene, TakeSeen } from './scenes.ts'

interface Grant {
  readonly at: number
  readonly lease: LockSnapshot
}

function takenIn({ outcome }: Event): TakeSeen['taken'] | undefined {
  if (outcome.status !== 'ok') return undefined
  return (outcome.value as Partial<TakeSeen>).taken
}

/** The leases that those who live were given, and what they let go of, by token. */
function held(history: History): readonly Grant[] {
  return history.flatMap((event, at) => {
    const taken = takenIn(event)
    if (taken?.status !== 'acquired') return []
    return livingNames.some((name) => name === taken.lease.owner.instance) ? [{ at, lease: taken.lease }] : []
  })
}

/** Of those that live, and whose leases have not run out, one has the lock: nobody lets it go in such a history. */
export const oneTaker: Judge = (history): Broken | undefined => {
  const all = held(history).toSorted((one, other) => one.lease.token - other.lease.token)
  for (const [index, second] of all.entries()) {
    const first = all
      .slice(0, index)
      .find(({ lease }) => lease.name === second.lease.name && second.lease.acquiredAtMs < lease.takeableAtMs)
    if (!first) continue
    return {
      at: Math.max(first.at, second.at),
      expected: `busy: ${first.lease.owner.instance} holds ${first.lease.name} with token ${first.lease.token}`,
      observed: `acquired by ${second.lease.owner.instance} with token ${second.lease.token}`,
    }
  }
  return undefined
}

/** The first call of takers that is not as it is due. */
function ofTakers(rule: RuleOf<TakeScene, TakeSeen['taken']>): Judge {
  return (history) => {
    for (const [at, event] of history.entries()) {
      const taken = event.call.method === 'takes' ? takenIn(event) : undefined
      const expected = taken && rule(event.call.args[0] as unknown as TakeScene, taken)
      if (expected !== undefined) return { at, expected, observed: showAtLength(taken) }
    }
    return undefined
  }
}

/** Of a lock whose holder is dead a taker has it, or has an error: nobody else is there to be busy with it. */
export const neverBusy: Judge = ofTakers((_, taken) =>
  taken.status === 'acquired' ? undefined : 'acquired, or an error: the holder is dead, and nobody else is there',
)

/** Whoever comes after a taker that was cut off has the lock, or finds that taker in it. */
export const nothingInTheWay: Judge = ofTakers(({ by }, taken) => {
  if (taken.status === 'acquired' || livingNames.some((name) => name === taken.holder.owner.instance)) return undefined
  return `acquired by ${by}, or busy with a taker`
})

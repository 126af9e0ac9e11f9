/** Where the actors of a case come from: sessions in this thread, or processes or threads from a pool. */
import type { Fault } from '../../../contracts/index.ts'
import type { Actor } from '../actors/actor.ts'
import type { Serving } from '../actors/messages.ts'
import { ThreadActor } from '../actors/thread.ts'
import { skewed } from '../clock.ts'
import type { Patience } from '../deadline.ts'
import { forget } from '../mutate.ts'
import type { Place } from '../places.ts'
import type { AtPoint } from '../tracer.ts'
import type { Subject } from './subject.ts'

/** What an actor is given when its session opens. */
export interface Hiring {
  /** told of every point, before the actor's own faults are looked at */
  readonly at?: AtPoint
  readonly fault?: Fault | undefined
  /** how far its clock is ahead of that of the place, ms */
  readonly skewMs?: number | undefined
}

/** Hands out the actors of one place and takes them back. */
export interface Crew {
  /** an actor with a new session on the place, unless its fault came in between: then its `stop` tells */
  hire(hiring?: Hiring): Promise<Actor>
  /** one that never saw this place; `fresh`: nor any other */
  recoverer(fresh: boolean, fault: Fault | undefined): Promise<Actor>
  /** ends all sessions that are still open */
  dismiss(): Promise<void>
}

/** Sessions in this thread. */
export function threadCrew(subject: Subject, place: Place, patience: Patience): Crew {
  return crewOfSessions(subject, place, patience, false)
}

/** Sessions in this thread of which one moves at a time, so that calls beneath the adapter are points too. */
export function hearingCrew(subject: Subject, place: Place, patience: Patience): Crew {
  return crewOfSessions(subject, place, patience, true)
}

function crewOfSessions(
  { adapter, worn, relays }: Subject,
  { json, clock: lab }: Place,
  patience: Patience,
  hears: boolean,
): Crew {
  const actors: ThreadActor[] = []
  let reached = json
  const hire = async ({ at, fault, skewMs = 0 }: Hiring = {}): Promise<Actor> => {
    if (hears && relays && reached === json) reached = await relays.reach(json)
    const clock = skewed(lab, skewMs)
    const actor = await ThreadActor.open({ adapter, place: reached, clock, worn, patience, at, fault, hears })
    actors.push(actor)
    return actor
  }
  return {
    hire,
    recoverer: (_, fault) => hire({ fault }),
    async dismiss() {
      for (const actor of actors) await closeQuietly(actor)
      forget(reached)
    },
  }
}

/** Processes. Those that still run go back to the pool. */
export function processCrew(subject: Subject, place: Place): Crew {
  return crewOfPool(subject.pool(), place)
}

/** Threads that run freely. They go back to the pool. */
export function racerCrew(subject: Subject, place: Place): Crew {
  return crewOfPool(subject.racers(), place)
}

/** An actor that serves one place after another. */
interface Reusable extends Actor {
  open(serving: Serving): Promise<void>
}

/** What has actors ready, or makes them. */
interface Pool<Pooled extends Reusable> {
  take(): Promise<Pooled>
  /** one that never served a place */
  fresh(): Promise<Pooled>
  give(actor: Pooled): void
  discard(actor: Pooled): void
}

function crewOfPool<Pooled extends Reusable>(pool: Pool<Pooled>, place: Place): Crew {
  const actors: Pooled[] = []
  const open = async (actor: Pooled, { fault, skewMs }: Hiring): Promise<Actor> => {
    actors.push(actor)
    await actor.open({ place: place.json, clockFile: place.clock.file, fault, skewMs })
    return actor
  }
  return {
    hire: async (hiring = {}) => open(await pool.take(), hiring),
    recoverer: async (fresh, fault) => open(await (fresh ? pool.fresh() : pool.take()), { fault }),
    async dismiss() {
      await Promise.all(
        actors.map(async (actor) => {
          actor.resume()
          const closed = await closeQuietly(actor)
          if (closed) pool.give(actor)
          else pool.discard(actor)
        }),
      )
    },
  }
}

/** Whether the session could be closed. The case is over: what a close says now changes no verdict. */
async function closeQuietly(actor: Actor): Promise<boolean> {
  try {
    await actor.close()
    return true
  } catch {
    return false
  }
}

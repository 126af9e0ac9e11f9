/** Where the actors of a case come from: sessions in this thread, or processes from the pool. */
import type { Actor } from '../actors/actor.ts'
import type { ActorProcess } from '../actors/process.ts'
import { ThreadActor } from '../actors/thread.ts'
import type { Patience } from '../deadline.ts'
import type { Place } from '../places.ts'
import type { AtPoint } from '../tracer.ts'
import type { Subject } from './subject.ts'

/** Hands out the actors of one place and takes them back. */
export interface Crew {
  /** an actor with a new session on the place */
  hire(at?: AtPoint): Promise<Actor>
  /** one that never saw this place; `fresh`: nor any other */
  recoverer(fresh: boolean): Promise<Actor>
  /** ends all sessions that are still open */
  dismiss(): Promise<void>
}

/** Sessions in this thread. */
export function threadCrew(subject: Subject, place: Place, patience: Patience): Crew {
  const { adapter, worn } = subject
  const actors: ThreadActor[] = []
  const hire = async (at?: AtPoint): Promise<Actor> => {
    const actor = await ThreadActor.open({ adapter, place: place.json, clock: place.clock, worn, patience, at })
    actors.push(actor)
    return actor
  }
  return {
    hire,
    recoverer: () => hire(),
    async dismiss() {
      for (const actor of actors) await closeQuietly(actor)
    },
  }
}

/** Processes. Those that still run go back to the pool. */
export function processCrew(subject: Subject, place: Place): Crew {
  const pool = subject.pool()
  const actors: ActorProcess[] = []
  const open = async (actor: ActorProcess): Promise<Actor> => {
    actors.push(actor)
    await actor.open(place.json, place.clock.file)
    return actor
  }
  return {
    hire: async () => open(await pool.take()),
    recoverer: async (fresh) => open(await (fresh ? pool.fresh() : pool.take())),
    async dismiss() {
      await Promise.all(
        actors.map(async (actor) => {
          const closed = await closeQuietly(actor)
          if (closed) pool.give(actor)
          else actor.kill()
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

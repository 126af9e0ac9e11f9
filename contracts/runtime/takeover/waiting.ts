/** What a wait comes to, by what happens while somebody sleeps. */
import type { LockSnapshot } from '../../locks/port.ts'
import type { Rule } from './rules.ts'
import { lockIn, mayBeTaken, questionOf, rowOf } from './rules.ts'
import * as liveness from '../liveness/rules.ts'
import { identityOf } from './processes.ts'
import type { Happening, WaitScene, WaitSeen } from './scenes.ts'

interface End {
  readonly status: 'acquired' | 'busy'
  readonly sleeps: number
  readonly why: string
}

/** Whether the lock may be taken once the process of its holder is gone, as far as that shows. */
function mayBeInherited(lock: LockSnapshot, scene: WaitScene): boolean {
  const question = questionOf(lock, scene)
  const look = { of: lock.owner, here: identityOf(scene.by), look: { status: 'none' } } as const
  const holder = liveness.processPromises.find(({ when }) => when(look))?.is ?? 'unknown'
  return liveness.lockPromises.find(({ when }) => when({ ...question, holder }))?.may ?? false
}

/** How it ends by what happened in a sleep; undefined where it goes on. */
function endBy(happening: Happening, sleeps: number, lock: LockSnapshot, scene: WaitScene): End | undefined {
  switch (happening) {
    case 'renews':
      return { status: 'busy', sleeps, why: 'the holder was heard of' }
    case 'replaced':
      return { status: 'busy', sleeps, why: 'another holds it' }
    case 'leaves':
      return { status: 'acquired', sleeps, why: 'it was let go' }
    case 'dies':
      return mayBeInherited(lock, scene) ? { status: 'acquired', sleeps, why: 'its holder died' } : undefined
    case 'nothing':
    case 'fails':
      return undefined
  }
}

/** How a wait ends. */
export function endOf(scene: WaitScene, lock: LockSnapshot | undefined): End {
  if (!lock || mayBeTaken(lock, scene)) return { status: 'acquired', sleeps: 0, why: 'nobody is in the way' }
  const polls = Math.ceil(scene.boundMs / scene.pollMs)
  for (const [at, happening] of scene.happens.slice(0, polls).entries()) {
    const end = endBy(happening, at + 1, lock, scene)
    if (end) return end
  }
  return { status: 'busy', sleeps: polls, why: 'the bound is reached' }
}

/** A wait ends when it can be told how, and sleeps no longer than it may. */
export const waited: Rule = (argument, answer) => {
  const [scene, seen] = [argument as Partial<WaitScene>, answer as WaitSeen]
  if (scene.happens === undefined) return undefined
  const whole = scene as WaitScene
  const end = endOf(whole, lockIn(seen.before, whole.name))
  const now = lockIn(seen.after, whole.name)
  const holder = end.status === 'acquired' ? whole.by : now?.owner.instance
  const isDue =
    seen.taken.status === end.status &&
    seen.sleeps === end.sleeps &&
    seen.sleptMs === Math.min(whole.boundMs, end.sleeps * whole.pollMs) &&
    now?.owner.instance === holder
  return isDue
    ? undefined
    : `${end.status} after ${end.sleeps} sleeps, for ${end.why}, and then ${holder}: not ${rowOf(now)}`
}

/** What must be so of every scene that no other overlaps, one promise each. A promise is held to where `when` is so. */
import type { LockSnapshot } from '../../locks/port.ts'
import { showAtLength } from '../../show.ts'
import type { RuleOf } from '../judges.ts'
import type { LivenessStatus, TakeoverPolicy } from '../liveness/part.ts'
import * as liveness from '../liveness/rules.ts'
import type { TakeScene as LivenessTake } from '../liveness/scenes.ts'
import { identityOf, lookAt } from './processes.ts'
import type {
  BreakScene,
  BreakSeen,
  ElectScene,
  ElectSeen,
  ReapScene,
  ReapSeen,
  TakeScene,
  TakeSeen,
} from './scenes.ts'

/** A scene with the name of its method, and what was seen of it. */
export type Rule = RuleOf<unknown, unknown>

const floorMs = 60_000

/** What is known of the holder of a lock. */
export function statusOf({ owner }: LockSnapshot): LivenessStatus {
  const scene = { of: owner, here: identityOf('taker'), look: lookAt(owner.pid) }
  return liveness.processPromises.find(({ when }) => when(scene))?.is ?? 'unknown'
}

interface Asked {
  readonly policy: TakeoverPolicy
  readonly floorMs?: number
}

/** The question whether a lock may be taken. */
export function questionOf(lock: LockSnapshot, { policy, floorMs: floor = floorMs }: Asked): LivenessTake {
  const { acquiredAtMs, heartbeatAtMs, expiresAtMs, takeableAtMs, atMs } = lock
  const times = { acquiredAtMs, heartbeatAtMs, expiresAtMs, takeableAtMs, atMs }
  return { times, holder: statusOf(lock), policy, floorMs: floor }
}

export function mayBeTaken(lock: LockSnapshot, asked: Asked): boolean {
  const question = questionOf(lock, asked)
  return liveness.lockPromises.find(({ when }) => when(question))?.may ?? false
}

export function lockIn(locks: readonly LockSnapshot[], name: string): LockSnapshot | undefined {
  return locks.find((lock) => lock.name === name)
}

/** The row of a lock, but for the time at which it was read. */
export function rowOf(lock: LockSnapshot | undefined): string {
  if (!lock) return 'free'
  const { atMs: _, ...row } = lock
  return showAtLength(row)
}

/** A rule of scenes of one kind: they are told apart by what was seen. */
function ofKind<Scene, Seen>(key: keyof Seen & string, rule: RuleOf<Scene, Seen>): Rule {
  return (scene, seen) =>
    typeof seen === 'object' && seen !== null && key in seen ? rule(scene as Scene, seen as Seen) : undefined
}

function isTaking(scene: object): scene is TakeScene {
  return 'policy' in scene && !('boundMs' in scene)
}

/** A rule of locks that somebody would take; of those that were held when `when` is so. */
function taking(rule: (scene: TakeScene, seen: TakeSeen, lock: LockSnapshot | undefined) => string | undefined): Rule {
  return ofKind<TakeScene, TakeSeen>('taken', (scene, seen) =>
    isTaking(scene) ? rule(scene, seen, lockIn(seen.before, scene.name)) : undefined,
  )
}

function isTaken({ taken, after }: TakeSeen, { name, by }: TakeScene): boolean {
  if (taken.status !== 'acquired') return false
  return taken.lease.owner.instance === by && rowOf(lockIn(after, name)) === rowOf(taken.lease)
}

function isSpared({ taken, before, after }: TakeSeen, { name }: TakeScene): boolean {
  const [old, now] = [lockIn(before, name), lockIn(after, name)]
  return taken.status === 'busy' && rowOf(taken.holder) === rowOf(old) && rowOf(now) === rowOf(old)
}

/** A promise of locks that are held, as a rule of who would take them. */
export function takenBy({ when, may }: liveness.TakePromise): Rule {
  return taking((scene, seen, lock) => {
    if (!lock || !when(questionOf(lock, scene))) return undefined
    const isDue = may ? isTaken(seen, scene) : isSpared(seen, scene)
    if (isDue) return undefined
    return may ? `the lock, taken from ${lock.owner.instance}` : `busy: ${rowOf(lock)}`
  })
}

/** A lock that nobody holds is had for the asking. */
export const freeIsTaken: Rule = taking((scene, seen, lock) =>
  lock || isTaken(seen, scene) ? undefined : `the lock, for ${scene.by}`,
)

/** Whoever is refused can tell whom to ask, and what to do. */
export const busyTells: Rule = taking((_, { taken: answer }) => {
  if (answer.status !== 'busy') return undefined
  const { owner, atMs, acquiredAtMs } = answer.holder
  const words = [owner.instance, `pid ${owner.pid}`, owner.host, `${atMs - acquiredAtMs} ms`, 'breakLock']
  const missing = words.filter((word) => !answer.why.includes(word))
  return missing.length === 0 ? undefined : `words that tell ${missing.join(', ')}`
})

/** By whom a lock may be broken. */
function isBreakable(scene: BreakScene, lock: LockSnapshot): boolean {
  if (scene.mode === 'force') return true
  if (scene.mode === 'safe') return mayBeTaken(lock, scene)
  return scene.silentMs >= 2 * lock.heartbeatMs && lock.atMs - lock.heartbeatAtMs >= scene.silentMs
}

/** A lock is broken where its mode says so, and else it stays as it is. */
export function broken(mode: BreakScene['mode']): Rule {
  return ofKind<BreakScene, BreakSeen>('broken', (scene, { broken: answer, before, after }) => {
    if (scene.mode !== mode) return undefined
    const [old, now] = [lockIn(before, scene.name), lockIn(after, scene.name)]
    const due = old ? (isBreakable(scene, old) ? 'broken' : 'kept') : 'free'
    const left = due === 'kept' ? rowOf(old) : 'free'
    if (answer.status === due && rowOf(now) === left) return undefined
    return `${due}, and then ${left}`
  })
}

/** A reap removes those that it was to look at and that may be taken, and tells of them. */
export const reaped: Rule = ofKind<ReapScene, ReapSeen>('reaped', (scene, { reaped: answer, before, after }) => {
  const within = before.filter(({ name }) => scene.prefixes.some((prefix) => name.startsWith(prefix)))
  const gone = within.filter((lock) => mayBeTaken(lock, scene)).map(({ name }) => name)
  const left = before.filter(({ name }) => !gone.includes(name)).map(rowOf)
  const isDue =
    JSON.stringify(answer.evicted.toSorted()) === JSON.stringify(gone.toSorted()) &&
    answer.kept === within.length - gone.length &&
    JSON.stringify(after.map(rowOf).toSorted()) === JSON.stringify(left.toSorted())
  return isDue ? undefined : `${showAtLength(gone)} reaped, ${within.length - gone.length} kept, and all others there`
})

/** Who is elected does the work under the lock, and lets it go; whoever is not is told so. */
export const elected: Rule = ofKind<ElectScene, ElectSeen>(
  'elected',
  (scene, { elected: answer, during, before, after }) => {
    const lock = lockIn(before, scene.name)
    if (lock && !mayBeTaken(lock, scene)) {
      const isSkipped = answer.status === 'busy' && during === undefined
      return isSkipped && rowOf(lockIn(after, scene.name)) === rowOf(lock) ? undefined : 'busy, and no work done'
    }
    if (during !== scene.by) return `work under a lock of ${scene.by}`
    if (lockIn(after, scene.name)) return 'a lock that is free after the work'
    const { work } = scene
    if ('throws' in work) return answer.status === 'threw' ? undefined : 'what the work threw'
    const isGiven = answer.status === 'elected' && JSON.stringify(answer.value) === JSON.stringify(work.gives)
    return isGiven ? undefined : `elected, with ${showAtLength(work.gives)}`
  },
)

/** All that must be so of a scene. */
export const rules: readonly Rule[] = [
  ...liveness.lockPromises.map(takenBy),
  freeIsTaken,
  busyTells,
  ...(['safe', 'silent', 'force'] as const).map(broken),
  reaped,
  elected,
]

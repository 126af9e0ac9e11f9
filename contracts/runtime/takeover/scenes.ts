/**
 * Calls of the part as data, and what holders do meanwhile. Each tells how the locks stood before it and after it, so that
 * where one follows another a rule needs to know of no other scene.
 */
import type { LockSnapshot, Locks } from '../../locks/port.ts'
import type { AnyPort, SceneGround, Scenes } from '../../port.ts'
import type { Json } from '../../values.ts'
import { locksOf } from '../beside.ts'
import { all } from '../../pages.ts'
import type { ProcessLook, TakeoverPolicy } from '../liveness/part.ts'
import type { BreakOptions, Elected, LockBroken, LocksReaped, Taken, TakeOptions, TakeoverPart } from './part.ts'
import type { ProcessName, TakerName } from './processes.ts'
import { identityOf, lookAt } from './processes.ts'

/** How a lease is asked for. */
type LeaseWords = { readonly ttlMs: number; readonly graceMs: number }

/** How holders are judged, and by whom. */
type JudgingWords = { readonly by: TakerName; readonly policy: TakeoverPolicy; readonly floorMs?: number }

/** A process asks for a lock in the plain way. */
export type HoldScene = LeaseWords & { readonly name: string; readonly by: ProcessName }

/** A process does something about the lock, if it holds it. */
export type HolderScene = { readonly name: string; readonly by: ProcessName; readonly ttlMs: number }

export type TakeScene = LeaseWords & JudgingWords & { readonly name: string }

/**
 * What happens while somebody sleeps. renews: the holder is heard of. leaves: it lets the lock go. replaced: it lets it go,
 * and another that lives has it. dies: its process is gone. fails: the next try fails, where it looks at a process.
 */
export type Happening = 'nothing' | 'renews' | 'leaves' | 'replaced' | 'dies' | 'fails'

export type WaitScene = TakeScene & {
  readonly boundMs: number
  readonly pollMs: number
  readonly happens: readonly Happening[]
}

export type BreakScene = { readonly name: string } & (
  ({ readonly mode: 'safe' } & JudgingWords) | Exclude<BreakOptions, { readonly mode: 'safe' }>
)

export type ReapScene = JudgingWords & { readonly prefixes: readonly string[] }

/** What the work of an election comes to. */
export type ElectScene = TakeScene & { readonly work: { readonly gives: Json } | { readonly throws: string } }

/** Every lock, how it stood. */
export type Standing = { readonly before: readonly LockSnapshot[]; readonly after: readonly LockSnapshot[] }

export type TakeSeen = Standing & { readonly taken: Taken }
export type WaitSeen = TakeSeen & {
  /** how often it slept, and for how long in all */
  readonly sleeps: number
  readonly sleptMs: number
}
export type BreakSeen = Standing & { readonly broken: LockBroken }
export type ReapSeen = Standing & { readonly reaped: LocksReaped }
export type ElectSeen = Standing & {
  readonly elected: Elected<Json> | { readonly status: 'threw'; readonly words: string }
  /** who held the lock while the work was done; absent where none was */
  readonly during?: string
}

function partOf(part: AnyPort): TakeoverPart {
  // What a runtime offers under this name serves the part.
  return part as unknown as TakeoverPart
}

async function everyLock(locks: Locks): Promise<readonly LockSnapshot[]> {
  return (await all((query) => locks.list(query))).flatMap((page) => page.locks)
}

/** What a scene comes to, between two looks at every lock. */
async function between<Seen>(ground: SceneGround, play: (locks: Locks) => Promise<Seen>): Promise<Json> {
  const locks = locksOf(ground)
  const before = await everyLock(locks)
  const seen = await play(locks)
  return { before, ...seen, after: await everyLock(locks) } as unknown as Json
}

const heartbeatMs = 10_000

function judging({ policy, floorMs }: JudgingWords, look: (pid: number) => ProcessLook = lookAt): JudgingOf {
  return { policy, look, ...(floorMs === undefined ? {} : { floorMs }) }
}

type JudgingOf = Pick<TakeOptions, 'policy' | 'floorMs' | 'look'>

function asked(scene: TakeScene, look?: (pid: number) => ProcessLook): TakeOptions {
  const { by, ttlMs, graceMs } = scene
  return { owner: identityOf(by), ttlMs, graceMs, heartbeatMs, ...judging(scene, look) }
}

/** Does something with the token of a lock, where this process holds it. */
async function asHolder<Answer>(
  locks: Locks,
  { name, by }: Pick<HolderScene, 'name' | 'by'>,
  act: (token: number) => Promise<Answer>,
): Promise<Answer | undefined> {
  const found = await locks.inspect(name)
  return found.status === 'held' && found.lock.owner.instance === by ? act(found.lock.token) : undefined
}

/** Lets happen what happens to a holder. */
async function happen(locks: Locks, { name }: TakeScene, happening: Happening): Promise<void> {
  const found = await locks.inspect(name)
  if (found.status !== 'held') return
  const { token } = found.lock
  if (happening === 'renews') await locks.renew(name, token, { ttlMs: 7_200_000 })
  if (happening === 'leaves' || happening === 'replaced') await locks.release(name, token)
  if (happening === 'replaced')
    await locks.acquire(name, { owner: identityOf('heir'), ttlMs: 3_600_000, graceMs: 0, heartbeatMs })
}

const failure = new Error('the work of the elected')
const failedLook = new Error('a look that failed')

export const takeoverScenes: Scenes = {
  holds: (_, argument, __, ground) =>
    between(ground, async (locks) => {
      const { name, by, ttlMs, graceMs } = argument as HoldScene
      const options = { owner: identityOf(by), ttlMs, graceMs, heartbeatMs }
      return { taken: await locks.acquire(name, options) }
    }),
  renews: (_, argument, __, ground) =>
    between(ground, async (locks) => {
      const scene = argument as HolderScene
      const answer = await asHolder(locks, scene, (token) => locks.renew(scene.name, token, { ttlMs: scene.ttlMs }))
      return { status: answer?.status ?? 'not-held' }
    }),
  releases: (_, argument, __, ground) =>
    between(ground, async (locks) => {
      const scene = argument as HolderScene
      const answer = await asHolder(locks, scene, async (token) => ({
        token,
        ...(await locks.release(scene.name, token)),
      }))
      return answer ?? { status: 'not-held' }
    }),
  takes: (part, argument, __, ground) =>
    between(ground, async () => {
      const scene = argument as TakeScene
      return { taken: await partOf(part).take(scene.name, asked(scene)) }
    }),
  waits: (part, argument, __, ground) =>
    between(ground, async (locks) => {
      const scene = argument as WaitScene
      const left = [...scene.happens]
      const found = await locks.inspect(scene.name)
      const holder = found.status === 'held' ? found.lock.owner.pid : undefined
      let [sleeps, sleptMs, isDead, fails] = [0, 0, false, false]
      const sleep = async (ms: number): Promise<void> => {
        sleeps += 1
        sleptMs += ms
        const happening = left.shift() ?? 'nothing'
        isDead ||= happening === 'dies'
        fails = happening === 'fails'
        await happen(locks, scene, happening)
      }
      const look = (pid: number): ProcessLook => {
        if (fails) throw failedLook
        return isDead && pid === holder ? { status: 'none' } : lookAt(pid)
      }
      const { boundMs, pollMs } = scene
      const taken = await partOf(part).wait(scene.name, { ...asked(scene, look), boundMs, pollMs, sleep })
      return { taken, sleeps, sleptMs }
    }),
  breaks: (part, argument, __, ground) =>
    between(ground, async () => {
      const scene = argument as BreakScene
      const { name, ...how } = scene
      const options: BreakOptions =
        how.mode === 'safe' ? { mode: 'safe', here: identityOf(how.by), ...judging(how) } : how
      return { broken: await partOf(part).breakLock(name, options) }
    }),
  reaps: (part, argument, __, ground) =>
    between(ground, async () => {
      const scene = argument as ReapScene
      const { prefixes, by } = scene
      return { reaped: await partOf(part).reap({ prefixes, here: identityOf(by), ...judging(scene) }) }
    }),
  elects: (part, argument, __, ground) =>
    between(ground, async (locks) => {
      const scene = argument as ElectScene
      let during: string | undefined
      const work = async (): Promise<Json> => {
        const found = await locks.inspect(scene.name)
        during = found.status === 'held' ? found.lock.owner.instance : 'nobody'
        if ('throws' in scene.work) throw failure
        return scene.work.gives
      }
      const told = (): { readonly during?: string } => (during === undefined ? {} : { during })
      try {
        return { elected: await partOf(part).elect(scene.name, asked(scene), work), ...told() }
      } catch (error) {
        if (error !== failure) throw error
        return { elected: { status: 'threw', words: failure.message }, ...told() }
      }
    }),
}

/** The scenes of the part: a process that is judged, a lock that somebody would take, and one that somebody looks at. */
import type { LockSnapshot } from '../../locks/port.ts'
import type { AnyPort, Scenes } from '../../port.ts'
import type { Identity, Json } from '../../values.ts'
import type { Liveness, LivenessPart, LockTimes, ProcessLook, Standing, Takeover, TakeoverReading } from './part.ts'

/** Facts of that kind as data of a scene. */
type Data<Facts> = { readonly [fact in keyof Facts]: Facts[fact] }

/** A process that is judged. */
export type JudgeScene = {
  readonly of: Data<Identity>
  readonly here: Data<Identity>
  /** what a look shows, at whatever pid */
  readonly look: ProcessLook
}

/** What was seen of it. */
export type JudgeSeen = Liveness & {
  /** the pids that were looked at */
  readonly looked: readonly number[]
  /** what the same question came to when it was asked again */
  readonly again: Liveness['status']
}

/** A lock that somebody looks at. */
export type StandScene = Data<Omit<LockSnapshot, 'owner'>> & { readonly owner: Data<Identity> }

export type StandSeen = Standing

/** A lock that somebody would take. */
export type TakeScene = Data<Omit<Takeover, 'times'>> & { readonly times: Data<LockTimes> }

export type TakeSeen = TakeoverReading

export type LivenessArgument = JudgeScene | TakeScene | StandScene

export type LivenessSeen = JudgeSeen | TakeSeen | StandSeen

/** A scene of any kind. */
export type LivenessScene =
  | { readonly scene: 'judges'; readonly argument: JudgeScene }
  | { readonly scene: 'takes'; readonly argument: TakeScene }
  | { readonly scene: 'stands'; readonly argument: StandScene }

function partOf(part: AnyPort): LivenessPart {
  // What a runtime offers under this name serves the part.
  return part as unknown as LivenessPart
}

export const livenessScenes: Scenes = {
  async judges(part, argument) {
    const { of, here, look } = argument as JudgeScene
    const looked: number[] = []
    const seen = (pid: number): ProcessLook => {
      looked.push(pid)
      return look
    }
    const { status, why } = await partOf(part).judge(of, here, seen)
    const once = [...looked]
    const again = await partOf(part).judge(of, here, seen)
    return { status, why, looked: once, again: again.status }
  },
  async takes(part, argument) {
    return { ...(await partOf(part).mayTake(argument as TakeScene)) }
  },
  async stands(part, argument) {
    return { ...(await partOf(part).standing(argument as StandScene)) }
  },
} satisfies Record<string, (part: AnyPort, argument: Json) => Promise<Json>>

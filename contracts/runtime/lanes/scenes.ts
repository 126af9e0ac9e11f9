/** The scene of the part: callers that come and go, on a server that is only a count of what is open and what runs. */
import { getEventListeners } from 'node:events'
import type { AnyPort, Scenes } from '../../port.ts'
import { SceneClock } from '../scene-clock.ts'
import type { LaneName, LaneRunOptions, LanesPart, OpenLanes } from './part.ts'
import type { OpeningFault, SceneConnection } from './server.ts'
import { SceneServer, isUnreachable } from './server.ts'

/** One caller. */
export type LaneCall = {
  readonly lane: LaneName
  /** how long its work takes on the server, ms */
  readonly worksMs: number
  readonly bulk?: true
  readonly timeoutMs?: number
  /** ms after its coming at which it gives up; at 0 before it comes */
  readonly abortMs?: number
  /** its work runs more work by this lane, and waits for it, before its own goes on */
  readonly inside?: LaneName
}

/** What happens, one after the other: a caller comes, or time goes by. */
export type LaneStep = { readonly comes: LaneCall } | { readonly passMs: number }

export type LaneScene = {
  readonly slots: { readonly control: number; readonly data: number }
  readonly waitMs: number
  readonly steps: readonly LaneStep[]
  /** what goes wrong with the openings of each lane, in turn; those that come later go well */
  readonly openings: { readonly [lane in LaneName]?: readonly OpeningFault[] }
  /** whether the server ends what it is asked to cancel */
  readonly cancels: boolean
  /** control may go by data for so long, ms, where its host cannot be reached */
  readonly fallbackMs?: number
}

/**
 * What happened, with the time in ms: a caller comes, its work begins and ends on a connection, and the caller is answered;
 * a lane is prepared; a connection opens, is asked to cancel what it runs, and closes.
 */
export type LaneMoment =
  | readonly [what: 'comes' | 'answered', atMs: number, caller: number]
  | readonly [what: 'begins' | 'ends', atMs: number, caller: number, connection: number]
  | readonly [what: 'prepares' | 'opens' | 'cancels' | 'closes', atMs: number, connection: number]

export type LanesSeen = {
  readonly moments: readonly LaneMoment[]
  /** by caller, in the order of coming: `done`, `never`, or the code or name of an error */
  readonly answers: readonly string[]
  /** the lane of each connection, in the order of opening */
  readonly connections: readonly LaneName[]
  /** callers of control whose work began on data while the lanes did not say that they had fallen back */
  readonly unsaid: readonly number[]
  /** slots taken when all had been answered */
  readonly taken: { readonly control: number; readonly data: number }
  /** connections still open after the lanes were closed, and timers and listeners left behind */
  readonly left: { readonly connections: number; readonly timers: number; readonly listeners: number }
}

/** One scene while it is played. */
class LanePlay {
  readonly #part: LanesPart
  readonly #scene: LaneScene
  readonly #clock = new SceneClock()
  readonly #server: SceneServer
  readonly #moments: LaneMoment[] = []
  readonly #answers: string[] = []
  readonly #calls: Promise<void>[] = []
  readonly #signals: AbortSignal[] = []
  readonly #unsaid: number[] = []

  constructor(part: LanesPart, scene: LaneScene) {
    this.#part = part
    this.#scene = scene
    this.#server = new SceneServer(this.#clock, scene, (what, connection) => {
      this.#moments.push([what, this.#clock.now(), connection])
    })
  }

  async play(): Promise<LanesSeen> {
    const { slots, waitMs, fallbackMs, steps } = this.#scene
    const server = this.#server
    const lanes = await this.#part.open<SceneConnection>({
      slots,
      waitMs,
      clock: this.#clock.forPart,
      connect: (lane) => server.connect(lane),
      close: (connection) => server.close(connection),
      cancel: (connection) => server.cancel(connection),
      isBroken: (connection) => connection.isClosed,
      prepare: (_, connection) => server.prepare(connection),
      ...(fallbackMs === undefined ? {} : { fallback: { isUnreachable, retryMs: fallbackMs } }),
    })
    for (const step of steps) {
      if ('comes' in step) this.#calls.push(this.#come(lanes, step.comes))
      await this.#clock.pass('passMs' in step ? step.passMs : 0)
    }
    return this.#end(lanes)
  }

  async #end(lanes: OpenLanes<SceneConnection>): Promise<LanesSeen> {
    await this.#clock.until(Promise.all(this.#calls))
    const taken = { control: lanes.slotsInUse('control'), data: lanes.slotsInUse('data') }
    const left = { timers: this.#clock.pending, listeners: this.#listeners() }
    await this.#clock.until(lanes.close())
    const { connections, open } = this.#server
    return {
      moments: this.#moments,
      answers: this.#answers,
      connections,
      unsaid: this.#unsaid,
      taken,
      left: { connections: open, ...left },
    }
  }

  #listeners(): number {
    return this.#signals.reduce((count, signal) => count + getEventListeners(signal, 'abort').length, 0)
  }

  async #come(lanes: OpenLanes<SceneConnection>, call: LaneCall): Promise<void> {
    const caller = this.#answers.push('never') - 1
    this.#moments.push(['comes', this.#clock.now(), caller])
    try {
      await lanes.run(call.lane, (connection) => this.#work(lanes, call, caller, connection), this.#options(call))
      this.#answers[caller] = 'done'
    } catch (error) {
      this.#answers[caller] = answerOf(error)
    }
    this.#moments.push(['answered', this.#clock.now(), caller])
  }

  #options({ bulk, timeoutMs, abortMs }: LaneCall): LaneRunOptions {
    const controller = new AbortController()
    this.#signals.push(controller.signal)
    if (abortMs === 0) controller.abort()
    else if (abortMs !== undefined) this.#clock.after(abortMs, () => controller.abort())
    return {
      ...(abortMs === undefined ? {} : { signal: controller.signal }),
      ...(bulk === undefined ? {} : { bulk }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }
  }

  async #work(
    lanes: OpenLanes<SceneConnection>,
    { lane, inside, worksMs }: LaneCall,
    caller: number,
    connection: SceneConnection,
  ): Promise<void> {
    this.#moments.push(['begins', this.#clock.now(), caller, connection.number])
    const isAstray = this.#server.connections[connection.number] !== lane
    if (isAstray && !lanes.hasFallenBack) this.#unsaid.push(caller)
    try {
      if (inside) await lanes.run(inside, (lent) => this.#within(caller, lent))
      await this.#server.work(connection, worksMs)
    } finally {
      this.#moments.push(['ends', this.#clock.now(), caller, connection.number])
    }
  }

  /** Work of a caller inside its own work. */
  async #within(caller: number, { number }: SceneConnection): Promise<void> {
    this.#moments.push(['begins', this.#clock.now(), caller, number], ['ends', this.#clock.now(), caller, number])
  }
}

/** What a caller was told, in one word. */
function answerOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

export const laneScenes: Scenes = {
  async plays(part: AnyPort, argument) {
    // What a runtime offers under this name serves the part, and a scene of this name is one of lanes.
    return new LanePlay(part as unknown as LanesPart, argument as LaneScene).play()
  },
}

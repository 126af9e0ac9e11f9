/** Lanes that go wrong in one way each. */
import type { PortMutant } from '../../contract.ts'
import { replacing } from '../../wrap.ts'
import { makersOf } from '../laws.ts'
import type { PartClock } from '../scene-clock.ts'
import type { LaneName, LaneRunOptions, LanesPart, LanesPartOptions, OpenLanes } from './part.ts'

const makers = makersOf('lanes')

type Fault = Parameters<typeof makers.mutant>[0]
type Run = <Result>(
  lane: LaneName,
  work: (connection: unknown) => Promise<Result>,
  options?: LaneRunOptions,
) => Promise<Result>
type Options = LanesPartOptions<unknown>

/** Opens other lanes in place of those that were asked for. */
function opening(fault: Fault, open: (inner: LanesPart, options: Options) => Promise<OpenLanes<unknown>>): PortMutant {
  return makers.mutant(
    fault,
    replacing<{ open: (options: Options) => Promise<OpenLanes<unknown>> }>((inner) => ({
      open: (options) => open(inner as LanesPart, options),
    })),
  )
}

/** The lanes that were asked for, with other options. */
function withOptions(fault: Fault, change: (options: Options) => Partial<Options>): PortMutant {
  return opening(fault, async (inner, options) => inner.open({ ...options, ...change(options) }))
}

/** The lanes that were asked for, with another way to run work. */
function running(fault: Fault, run: (lanes: OpenLanes<unknown>, options: Options) => Run): PortMutant {
  return opening(fault, async (inner, options) => {
    const lanes = await inner.open(options)
    return handing(lanes, run(lanes, options))
  })
}

/** The same lanes, but for the way in which they run work. */
function handing(lanes: OpenLanes<unknown>, run: Run): OpenLanes<unknown> {
  return {
    run,
    get hasFallenBack() {
      return lanes.hasFallenBack
    },
    slotsInUse: (lane) => lanes.slotsInUse(lane),
    close: () => lanes.close(),
  }
}

/** A first call of control goes by data, as a claim that is made where there is room; later ones do not. */
function claimsPooled(lanes: OpenLanes<unknown>): Run {
  let claims = 0
  return (lane, work, options) => {
    if (lane === 'control') claims += 1
    return lanes.run(lane === 'control' && claims === 1 ? 'data' : lane, work, options)
  }
}

/** Each lane has lanes of its own, which know nothing of what the other holds. */
async function apart(inner: LanesPart, options: Options): Promise<OpenLanes<unknown>> {
  const [control, data] = [await inner.open(options), await inner.open(options)]
  const of = (lane: LaneName): OpenLanes<unknown> => (lane === 'control' ? control : data)
  return {
    run: (lane, work, how) => of(lane).run(lane, work, how),
    get hasFallenBack() {
      return control.hasFallenBack
    },
    slotsInUse: (lane) => of(lane).slotsInUse(lane),
    close: async () => void (await Promise.all([control.close(), data.close()])),
  }
}

function deadline(clock: PartClock, ms: number): Promise<never> {
  return new Promise((_, reject) => {
    clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)))
  })
}

/** The timeout wins the race, and what lost it goes on. */
function abandons(lanes: OpenLanes<unknown>, { clock }: Options): Run {
  return (lane, work, options = {}) => {
    const { timeoutMs, ...rest } = options
    if (timeoutMs === undefined || !clock) return lanes.run(lane, work, options)
    const begun = (connection: unknown): ReturnType<typeof work> => work(connection)
    return Promise.race([lanes.run(lane, begun, rest), deadline(clock, timeoutMs)])
  }
}

/** Whether the caller gave up is looked at once a slot is there. */
function queuesFirst(lanes: OpenLanes<unknown>): Run {
  return (lane, work, options = {}) => {
    const { signal, ...rest } = options
    const looked = (connection: unknown): ReturnType<typeof work> => {
      if (!signal?.aborted) return work(connection)
      const error = new Error('aborted', { cause: signal.reason })
      error.name = 'RetryAborted'
      return Promise.reject(error)
    }
    return lanes.run(lane, looked, rest)
  }
}

/** A first opening that fails is kept, and all later callers are given its error. */
function keepsRejection(options: Options): Partial<Options> {
  let failed: Promise<unknown> | undefined
  return {
    connect(lane) {
      const opened = failed ?? options.connect(lane)
      opened.catch(() => {
        failed = opened
      })
      return opened
    },
  }
}

/** Each connection is prepared by whoever opens it. */
function preparesEach(options: Options): Partial<Options> {
  return {
    async connect(lane) {
      const connection = await options.connect(lane)
      await options.prepare?.(lane, connection)
      return connection
    },
    prepare: async () => {},
  }
}

const farMs = 2 ** 31 - 1

function fallingBack(change: (fallback: NonNullable<Options['fallback']>) => Options['fallback']) {
  return ({ fallback }: Options): Partial<Options> => {
    const changed = fallback && change(fallback)
    return changed ? { fallback: changed } : {}
  }
}

const slotMutants: readonly PortMutant[] = [
  running(
    {
      words: 'claims-pooled',
      law: 'work-stays-in-its-lane',
      says: 'a claim goes by the pool of data, and its renewals by control',
      source: ['durability:C6'],
    },
    claimsPooled,
  ),
  running(
    {
      words: 'one-pool',
      law: 'work-stays-in-its-lane',
      says: 'both lanes are one pool',
      source: ['durability:C6'],
    },
    (lanes) => (_, work, options) => lanes.run('data', work, options),
  ),
  running(
    {
      words: 'bulk-takes-all',
      law: 'bulk-leaves-the-last-slot',
      says: 'bulk work takes every slot of control',
      source: ['durability:C7'],
    },
    (lanes) => (lane, work, options) => lanes.run(lane, work, { ...options, bulk: false }),
  ),
  opening(
    {
      words: 'reroutes',
      law: 'inside-stays-on-its-connection',
      says: 'a statement inside a transaction of one lane goes by a connection of the other',
      source: ['durability:C8'],
    },
    apart,
  ),
  running(
    {
      words: 'abandons-the-loser',
      law: 'losers-are-cancelled',
      says: 'a query that lost against its timeout runs on, and keeps its slot',
      source: ['durability:C9'],
    },
    abandons,
  ),
  running(
    {
      words: 'queues-first',
      law: 'aborted-take-no-slot',
      says: 'a call that was aborted before it came waits for a slot, and is given up then',
      source: ['durability:C10'],
    },
    queuesFirst,
  ),
  withOptions(
    {
      words: 'waits-for-ever',
      law: 'agrees-with-model',
      says: 'whoever finds no slot free waits for one however long it takes',
      source: [],
    },
    () => ({ waitMs: farMs }),
  ),
]

const openingMutants: readonly PortMutant[] = [
  withOptions(
    {
      words: 'prepares-each',
      law: 'openings-are-shared',
      says: 'two first callers prepare a lane twice',
      source: ['durability:C11'],
    },
    preparesEach,
  ),
  withOptions(
    {
      words: 'keeps-the-rejection',
      law: 'failed-openings-are-forgotten',
      says: 'the error of a first opening is given to all who come later',
      source: ['durability:C11'],
    },
    keepsRejection,
  ),
  withOptions(
    {
      words: 'falls-back-on-any',
      law: 'only-unreachable-falls-back',
      says: 'whatever goes wrong with the opening of a lane, another is used, and bad credentials are seen by nobody',
      source: ['durability:A13'],
    },
    fallingBack((fallback) => ({ ...fallback, isUnreachable: () => true })),
  ),
  opening(
    {
      words: 'falls-back-quietly',
      law: 'fallback-is-told',
      says: 'control goes by the pool of data, and nobody can know it',
      source: ['durability:C14', 'durability:T22'],
    },
    async (inner, options) => {
      const lanes = await inner.open(options)
      const run: Run = (lane, work, how) => lanes.run(lane, work, how)
      return { run, hasFallenBack: false, slotsInUse: (lane) => lanes.slotsInUse(lane), close: () => lanes.close() }
    },
  ),
  withOptions(
    {
      words: 'falls-back-for-good',
      law: 'own-lane-is-tried-again',
      says: 'a host that could not be reached once is never tried again',
      source: ['durability:T22'],
    },
    fallingBack((fallback) => ({ ...fallback, retryMs: farMs })),
  ),
]

export const laneMutants: readonly PortMutant[] = [...slotMutants, ...openingMutants]

/** Known-bad checkpoints that mistake how runs end: faults of finish, anchors, touches and purges. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import type { CheckpointKey, Checkpoints } from './port.ts'
import { checkpointMutant, keptByKey, runOf } from './wrap.ts'

/** Where a wrapper keeps facts of a key in the store itself, apart from the key's own. */
function beside(key: CheckpointKey): CheckpointKey {
  return { operation: 'beside', parameters: [key.operation, key.parameters] }
}

/** Items that were left behind when their run ended, and that come back in the next one. */
interface Orphans {
  readonly leave: (key: CheckpointKey, items: readonly string[]) => void
  readonly begin: Checkpoints['begin']
}

function orphaning(inner: Checkpoints, ground: Ground): Orphans {
  const orphans = keptByKey(ground, 'orphans', () => ({ items: [] as readonly string[] }))
  return {
    leave(key, items) {
      orphans(key).items = items
    },
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      const { items } = orphans(key)
      orphans(key).items = []
      if (begun.resumed || items.length === 0) return begun
      await inner.append(key, begun.epoch, items)
      return { ...begun, done: items }
    },
  }
}

/** A finish that leaves items behind, if `unwisely` says so. */
function leavingItems(
  inner: Checkpoints,
  ground: Ground,
  unwisely: (options: Parameters<Checkpoints['finish']>[2]) => boolean,
): Partial<Checkpoints> {
  const { leave, begin } = orphaning(inner, ground)
  return {
    begin,
    async finish(key, epoch, options) {
      const run = await runOf(inner, key, epoch)
      const answer = await inner.finish(key, epoch, options)
      if (run && answer.status === 'finished' && unwisely(options)) leave(key, run.done)
      return answer
    },
  }
}

/** Anchors in a row of their own, which is written in another step than the run: before it ends, or after. */
function anchorsApart(inner: Checkpoints, anchorFirst: boolean): Partial<Checkpoints> {
  const anchorOf = async (key: CheckpointKey): Promise<string | null> => (await inner.inspect(beside(key))).anchor
  const move = async (key: CheckpointKey, from: string | null, to: string): Promise<void> => {
    const { epoch } = await inner.begin(beside(key), { pin: 'anchor' })
    await inner.finish(beside(key), epoch, { anchor: { from, to } })
  }
  return {
    begin: async (key, options) => ({ ...(await inner.begin(key, options)), anchor: await anchorOf(key) }),
    inspect: async (key) => ({ ...(await inner.inspect(key)), anchor: await anchorOf(key) }),
    async finish(key, epoch, { anchor } = {}) {
      const now = await anchorOf(key)
      const run = await runOf(inner, key, epoch)
      if (!run || !anchor) return inner.finish(key, epoch)
      if (anchor.from !== now) return { status: 'moved', anchor: now }
      if (anchorFirst) await move(key, now, anchor.to)
      const answer = await inner.finish(key, epoch)
      if (!anchorFirst) await move(key, now, anchor.to)
      return answer
    },
  }
}

const together = { law: 'checkpoints/anchor-and-set-together', source: ['durability:F7'] } as const
const compares = {
  law: 'checkpoints/anchor-moves-by-compare-and-set',
  source: ['checkpoints/port.ts: finish'],
} as const
const leavesNothing = { law: 'checkpoints/finish-leaves-nothing', source: ['durability:D11'] } as const

/** Faults of a finish. */
const finishMutants: readonly Mutant[] = [
  checkpointMutant(
    'finish-orphans-items',
    { ...leavesNothing, says: 'the run is removed and its items are left, to come back in the next run' },
    (inner, ground) => leavingItems(inner, ground, () => true),
  ),
  checkpointMutant(
    'finish-missing-throws',
    { ...leavesNothing, says: 'to finish a run that is over is an error' },
    (inner) => ({
      async finish(key, epoch, options) {
        const answer = await inner.finish(key, epoch, options)
        if (answer.status === 'superseded') throw new StoreError('CORRUPT', 'no such run')
        return answer
      },
    }),
  ),
  checkpointMutant('anchor-unchecked', { ...compares, says: 'the anchor is overwritten, wherever it is' }, (inner) => ({
    async finish(key, epoch, options) {
      const { anchor } = await inner.inspect(key)
      const to = options?.anchor?.to
      return inner.finish(key, epoch, to === undefined ? {} : { anchor: { from: anchor, to } })
    },
  })),
  checkpointMutant(
    'moved-ends-run',
    { ...compares, says: 'the run ends though the anchor could not be moved' },
    (inner) => ({
      async finish(key, epoch, options) {
        const answer = await inner.finish(key, epoch, options)
        if (answer.status === 'moved') await inner.finish(key, epoch)
        return answer
      },
    }),
  ),
  checkpointMutant(
    'anchor-then-clear',
    {
      ...together,
      source: ['checkpoints/port.ts: finish'],
      says: 'the anchor is moved in one step and the run ended in another',
    },
    (inner) => anchorsApart(inner, true),
  ),
  checkpointMutant(
    'clear-then-anchor',
    { ...together, says: 'the run is ended first, so that a kill loses the anchor' },
    (inner) => anchorsApart(inner, false),
  ),
  checkpointMutant(
    'anchor-leaves-set',
    { ...together, says: 'the anchor is moved and the set is left to the next run' },
    (inner, ground) => leavingItems(inner, ground, (options) => options?.anchor !== undefined),
  ),
]

const touched = { law: 'checkpoints/touched-with-its-items', source: ['durability:D4'] } as const

/** Checkpoints that keep the time of touch in a row of its own, which `touching` methods write in a second step. */
function touchedApart(inner: Checkpoints, appendTouches: boolean): Partial<Checkpoints> {
  const touch = (key: CheckpointKey): Promise<unknown> => inner.begin(beside(key), { pin: 'touch' })
  const timeOf = async (key: CheckpointKey): Promise<{ readonly touchedAtMs?: number }> => {
    const row = await inner.inspect(beside(key))
    return row.status === 'running' && row.touchedAtMs !== undefined ? { touchedAtMs: row.touchedAtMs } : {}
  }
  return {
    async begin(key, options) {
      await touch(key)
      return { ...(await inner.begin(key, options)), ...(await timeOf(key)) }
    },
    async append(key, epoch, items) {
      const answer = await inner.append(key, epoch, items)
      if (appendTouches && answer.status === 'appended' && items.length > 0) await touch(key)
      return answer
    },
    async inspect(key) {
      const found = await inner.inspect(key)
      return found.status === 'running' ? { ...found, ...(await timeOf(key)) } : found
    },
  }
}

/** A run as a purge finds it that keeps a list of its own. */
interface Known {
  readonly key: CheckpointKey
  readonly epoch: number
  readonly beganAtMs: number
}

/** Notes the runs of a place when they are begun. */
export function listing(
  inner: Checkpoints,
  ground: Ground,
): { readonly runs: Map<string, Known>; begin: Checkpoints['begin'] } {
  const { runs } = keptByKey(ground, 'runs', () => ({ runs: new Map<string, Known>() }))({
    operation: 'all',
    parameters: 0,
  })
  return {
    runs,
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      const name = JSON.stringify(key)
      const { beganAtMs } = (begun.resumed ? runs.get(name) : undefined) ?? { beganAtMs: ground.clock.now() }
      runs.set(name, { key, epoch: begun.epoch, beganAtMs })
      return begun
    },
  }
}

/** A purge around which all known runs are looked at: what the ended ones had before is handed to `mistake`. */
function purgeMistaking(
  inner: Checkpoints,
  ground: Ground,
  mistake: (key: CheckpointKey, done: readonly string[]) => void,
): { readonly begin: Checkpoints['begin']; readonly purge: Checkpoints['purge'] } {
  const { runs, begin } = listing(inner, ground)
  return {
    begin,
    async purge(options) {
      const before = await Promise.all(
        [...runs.values()].map(async ({ key, epoch }) => ({ key, run: await runOf(inner, key, epoch) })),
      )
      const answer = await inner.purge(options)
      for (const { key, run } of before) {
        const now = await inner.inspect(key)
        if (run && now.status === 'none') mistake(key, run.done)
      }
      return answer
    },
  }
}

const purges = { law: 'checkpoints/purge-by-last-touch', source: ['durability:D13'] } as const

/** Faults of touches and of a purge. */
const ageMutants: readonly Mutant[] = [
  checkpointMutant('touched-at-begin', { ...touched, says: 'an append does not touch the run' }, (inner) =>
    touchedApart(inner, false),
  ),
  checkpointMutant(
    'touch-in-second-step',
    { ...touched, says: 'items are added in one step and the run is touched in another' },
    (inner) => touchedApart(inner, true),
  ),
  checkpointMutant(
    'purge-by-creation',
    { ...purges, says: 'a run is purged once it is old, though it was added to a moment ago' },
    (inner, ground) => {
      const { runs, begin } = listing(inner, ground)
      return {
        begin,
        async purge({ idleMs }) {
          const old = [...runs.values()].filter(({ beganAtMs }) => ground.clock.now() - beganAtMs >= idleMs)
          const answers = await Promise.all(old.map(({ key, epoch }) => inner.finish(key, epoch)))
          return { runs: answers.filter(({ status }) => status === 'finished').length }
        },
      }
    },
  ),
  checkpointMutant(
    'purge-keeps-items',
    {
      ...purges,
      source: ['durability:D13'],
      says: 'the pin of an idle run is removed, and its items are left to the next',
    },
    (inner, ground) => {
      const { leave, begin } = orphaning(inner, ground)
      return { ...purgeMistaking({ ...inner, begin }, ground, leave) }
    },
  ),
  checkpointMutant(
    'purge-removes-anchors',
    { ...purges, says: 'the anchor of an idle run goes with it' },
    (inner, ground) => {
      const gone = keptByKey(ground, 'gone', () => ({ anchor: false }))
      const { begin, purge } = purgeMistaking(inner, ground, (key) => void (gone(key).anchor = true))
      return {
        purge,
        async begin(key, options) {
          const begun = await begin(key, options)
          return gone(key).anchor ? { ...begun, anchor: null } : begun
        },
        async inspect(key) {
          const found = await inner.inspect(key)
          return gone(key).anchor ? { ...found, anchor: null } : found
        },
      }
    },
  ),
  checkpointMutant(
    'purge-excludes-end',
    { ...purges, says: 'a run is not purged at the very instant at which it was left alone for so long' },
    (inner) => ({ purge: ({ idleMs }) => inner.purge({ idleMs: idleMs + 1 }) }),
  ),
  checkpointMutant(
    'purge-counts-items',
    { law: 'checkpoints/purge-counts-runs', source: ['durability:D13'], says: 'a purge counts the rows of items' },
    (inner, ground) => {
      const items: string[] = []
      const { begin, purge } = purgeMistaking(inner, ground, (_, done) => void items.push(...done))
      return {
        begin,
        async purge(options) {
          items.length = 0
          await purge(options)
          return { runs: items.length }
        },
      }
    },
  ),
]

export const endingMutants: readonly Mutant[] = [...finishMutants, ...ageMutants]

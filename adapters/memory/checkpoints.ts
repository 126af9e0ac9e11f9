/** Checkpoints in memory. No call awaits anything, so that each is one atomic step of its thread. */
import type { CheckpointRows, Clock, FailureStreak } from '../../contracts/index.ts'

interface Run {
  readonly pin: string
  readonly done: Set<string>
  touchedAtMs: number
}

/** What stays when a run ends: the epoch, so that it rises for ever, the anchor and the streaks. */
interface Checkpoint {
  epoch: number
  anchor: string | null
  run?: Run | undefined
  /** by item: the streak, and the last epoch that is counted in it */
  readonly streaks: Map<string, { readonly streak: number; readonly epoch: number }>
}

/** Checkpoints by the text of their key. */
export type CheckpointTable = Map<string, Checkpoint>

function failing({ streaks }: Checkpoint, items: Iterable<string> = streaks.keys()): readonly FailureStreak<string>[] {
  return [...new Set(items)].flatMap((item) => {
    const known = streaks.get(item)
    return known ? [{ item, streak: known.streak }] : []
  })
}

function endStreaks({ streaks }: Checkpoint, items: readonly string[]): void {
  for (const item of items) streaks.delete(item)
}

/** A session's checkpoints on a table. */
export function openCheckpoints(table: CheckpointTable, clock: Clock): CheckpointRows {
  /** The checkpoint with its run, if that has this epoch. */
  const running = (key: string, epoch: number): (Checkpoint & { run: Run }) | undefined => {
    const found = table.get(key)
    return found?.run && found.epoch === epoch ? (found as Checkpoint & { run: Run }) : undefined
  }
  return {
    async begin(key, { pin, discard }) {
      const found: Checkpoint = table.get(key) ?? { epoch: 0, anchor: null, streaks: new Map() }
      table.set(key, found)
      const resumed = found.run !== undefined && found.run.pin !== discard
      const run = resumed && found.run ? found.run : { pin, done: new Set<string>(), touchedAtMs: 0 }
      run.touchedAtMs = clock.now()
      found.run = run
      found.epoch += 1
      const { epoch, anchor } = found
      return { epoch, ...shown(run), failing: failing(found), anchor, resumed }
    },
    async append(key, epoch, items) {
      const found = running(key, epoch)
      if (!found) return { status: 'superseded' }
      const before = found.run.done.size
      for (const item of items) found.run.done.add(item)
      endStreaks(found, items)
      if (items.length > 0) found.run.touchedAtMs = clock.now()
      return { status: 'appended', added: found.run.done.size - before }
    },
    async fail(key, epoch, items) {
      const found = running(key, epoch)
      if (!found) return { status: 'superseded' }
      for (const item of items) {
        const { streak, epoch: counted } = found.streaks.get(item) ?? { streak: 0, epoch: 0 }
        if (counted !== epoch && !found.run.done.has(item)) found.streaks.set(item, { streak: streak + 1, epoch })
      }
      if (items.length > 0) found.run.touchedAtMs = clock.now()
      return { status: 'recorded', failing: failing(found, items) }
    },
    async replace(key, epoch, items) {
      const found = running(key, epoch)
      if (!found) return { status: 'superseded' }
      found.run = { pin: found.run.pin, done: new Set(items), touchedAtMs: clock.now() }
      endStreaks(found, items)
      return { status: 'replaced' }
    },
    async finish(key, epoch, { anchor } = {}) {
      const found = running(key, epoch)
      if (!found) return { status: 'superseded' }
      if (anchor && anchor.from !== found.anchor) return { status: 'moved', anchor: found.anchor }
      Object.assign(found, { run: undefined, anchor: anchor?.to ?? found.anchor })
      return { status: 'finished' }
    },
    async purge({ idleMs }) {
      const latest = clock.now() - idleMs
      const idle = [...table.values()].filter(({ run }) => run !== undefined && run.touchedAtMs <= latest)
      for (const found of idle) found.run = undefined
      return { runs: idle.length }
    },
    async inspect(key) {
      const found = table.get(key)
      if (!found) return { status: 'none', failing: [], anchor: null }
      const { epoch, anchor, run } = found
      if (!run) return { status: 'none', failing: failing(found), anchor }
      return { status: 'running', epoch, ...shown(run), failing: failing(found), anchor }
    },
  }
}

function shown({ pin, done, touchedAtMs }: Run): { pin: string; done: readonly string[]; touchedAtMs: number } {
  return { pin, done: [...done], touchedAtMs }
}

/**
 * How blobs go: a row is dead by one transaction, which removes some of its chunks too, and what it cannot remove goes by
 * transactions of their own, so that a large blob has the write lock no longer than others. Whoever is killed in between
 * leaves a dead row, which nobody reads, to those who reap.
 */
import type { Clock } from '../../contracts/index.ts'
import { turnOfLoop } from '../../src/core/blob-streams.ts'
import { ending } from './blob-statements.ts'
import type { Connection, Statement } from './driver.ts'
import type { Changing } from './failures.ts'

/** Chunks that one transaction removes at most: 16 MiB, which take some milliseconds. */
const chunksAtOnce = 64

/** Buries blobs. */
export interface Burials {
  /** Removes what was written of a blob; leaves it where it was published. */
  discard(id: string): Promise<void>
  /** Deletes a published blob; false where there is none. */
  delete(id: string, scope: string): Promise<boolean>
  /** Removes what others left, and gives how many writes were idle for so long, ms. */
  reap(idleMs: number): Promise<number>
}

/** The burials on a connection. */
export function burialsOn(db: Connection, clock: Clock, changing: Changing): Burials {
  const sql = ending(db)

  /** Removes some chunks of a dead blob, and its row with the last; whether nothing is left. */
  const removeSome = (id: string): boolean => {
    const isAll = sql.removeChunks.run(id, chunksAtOnce).changes < chunksAtOnce
    if (isAll) sql.removeRow.run(id)
    return isAll
  }
  /** Makes a blob dead and removes some of it; whether nothing is left, or undefined where there was none. */
  const killBy = (statement: Statement): ((id: string, ...rest: readonly string[]) => Promise<boolean | undefined>) => {
    const kill = changing((id: string, rest: readonly string[]) =>
      statement.run(id, ...rest).changes === 1 ? removeSome(id) : undefined,
    )
    return async (id, ...rest) => kill(id, rest)
  }
  const [killPublished, killWritten] = [killBy(sql.delete), killBy(sql.discard)]
  const expire = changing((idleMs: number) => sql.expire.run(clock.now() - idleMs).changes)
  const goOn = changing(removeSome)

  const removeRest = async (id: string): Promise<void> => {
    while (!(await goOn(id))) await turnOfLoop()
  }
  const removeDead = async (): Promise<void> => {
    for (const id of sql.dead.all() as readonly string[]) await removeRest(id)
  }

  return {
    async discard(id) {
      if ((await killWritten(id)) === false) await removeRest(id)
    },
    async delete(id, scope) {
      const isAll = await killPublished(id, scope)
      // It is deleted, and no failure of what follows undoes that.
      if (isAll === false) await removeRest(id).catch(() => {})
      return isAll !== undefined
    },
    async reap(idleMs) {
      await removeDead()
      const writes = await expire(idleMs)
      // Likewise: they are counted, and what stays of them goes with the next who reaps.
      if (writes > 0) await removeDead().catch(() => {})
      return writes
    },
  }
}

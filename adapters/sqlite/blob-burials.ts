/** How blobs go from SQLite. What is dead loses some of its chunks in the same transaction: most have no more. */
import type { Clock } from '../../contracts/index.ts'
import type { Remains } from '../../src/core/blob-burials.ts'
import { BlobBurials, chunksAtOnce } from '../../src/core/blob-burials.ts'
import { ending } from './blob-statements.ts'
import type { Connection } from './driver.ts'
import type { Changing } from './failures.ts'

/** The burials on a connection. */
export function burialsOn(db: Connection, clock: Clock, changing: Changing): BlobBurials {
  const sql = ending(db)
  const removeSome = (id: string): boolean => {
    const isAll = sql.removeChunks.run(id, chunksAtOnce).changes < chunksAtOnce
    if (isAll) sql.removeRow.run(id)
    return isAll
  }
  const remains = (id: string, killed: number): Remains => {
    if (killed === 0) return 'none'
    return removeSome(id) ? 'nothing' : 'chunks'
  }
  const kill = changing((scope: string, id: string) => remains(id, sql.kill.run(id, scope).changes))
  const abandon = changing((id: string) => remains(id, sql.abandon.run(id).changes))
  const expire = changing((idleMs: number) => sql.expire.run(clock.now() - idleMs).changes)
  const remove = changing(removeSome)

  return new BlobBurials({
    kill: async (scope, id) => kill(scope, id),
    abandon: async (id) => abandon(id),
    expire: async (idleMs) => expire(idleMs),
    dead: async () => sql.dead.all() as readonly string[],
    removeSome: async (id) => remove(id),
  })
}

/**
 * The seams at Node's own modules, which are loaded where they are needed only: they are most of what the processes of an
 * adapter would load besides it, and one that keeps its places by a driver of its own has no use for them.
 */
import { loadOurs } from '../pack.ts'
import type * as Modules from './modules.ts'
import { seam } from './seam.ts'

/** From now on what adapters do below the folders is seen; called before the adapter is loaded, none where nobody need see. */
export function watchPlaces(folders: readonly string[]): void {
  if (folders.length === 0) return
  const { watchModules } = loadOurs('src/harness/seams/modules.js') as typeof Modules
  watchModules()
  seam.watch(folders)
}

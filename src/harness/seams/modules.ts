/** The seams at Node's own modules, all of them. */
import { watchDraws } from './draws.ts'
import { watchFiles } from './fs.ts'
import { watchSockets } from './sockets.ts'

/** From now on what this thread does with files and sockets is seen, and what it draws can be bent. */
export function watchModules(): void {
  watchFiles()
  watchSockets()
  watchDraws()
}

/** What a command is given of the world: where it stands, its environment, and where it writes. */
import type { Outlet } from './outlet.ts'

export interface Terminal {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** results, and nothing else */
  readonly out: Outlet
  /** progress, notes and errors */
  readonly err: Outlet
  /** ends the process at once, whatever is still to be written */
  leave(code: number): never
}

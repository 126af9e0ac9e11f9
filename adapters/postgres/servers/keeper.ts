/**
 * The process that has a server of ours: a session of its own at the other end of a channel to whoever started it. When
 * that process lets go of the channel, however it ends, the server is ended and its folder removed. At a socket in the
 * folder any process may have the server killed and started again.
 */
import { chown, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { keeperIn, logIn } from './folder.ts'
import type { KeeperOrder, KeeperSaying } from './keeper-words.ts'
import { restartDone, restartOrder } from './keeper-words.ts'
import { Postmaster, initialise } from './postmaster.ts'

const [, , dir = ''] = process.argv

let server: Postmaster | undefined
let orders: Server | undefined

/** One thing is done to the server after another. */
let last: Promise<unknown> = Promise.resolve()

function next<Value>(work: () => Promise<Value>): Promise<Value> {
  const done = last.then(work)
  last = done.catch(() => {})
  return done
}

function say(saying: KeeperSaying): void {
  // Whoever is gone hears nothing, and has let go of the channel.
  if (process.connected) process.send?.(saying, () => {})
}

async function start({ binaries, account }: KeeperOrder): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(dir, account.uid, account.gid)
  await initialise({ dir, binaries, account })
  server = new Postmaster({ dir, binaries, account })
  await server.start()
  orders = await listen()
  say({ say: 'started' })
}

async function restart(): Promise<void> {
  await server?.kill()
  await server?.start()
}

/** Takes one order from each connection, and answers when it is done. */
async function listen(): Promise<Server> {
  const listening = createServer((connection) => {
    connection.on('error', () => {})
    connection.once('data', (order: Buffer) => {
      if (order.toString() !== restartOrder) connection.end(`${order.toString().trim()} is no order\n`)
      else
        next(restart).then(
          () => connection.end(restartDone),
          (error: unknown) => connection.end(`${String(error)}\n`),
        )
    })
  })
  await new Promise<void>((resolve, reject) => {
    listening.once('error', reject)
    listening.listen(keeperIn(dir), resolve)
  })
  return listening
}

let ending = false

/** Ends the server after what is being done to it, and this process. */
function end(): void {
  if (ending) return
  ending = true
  next(async () => {
    orders?.close()
    await server?.end()
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }).then(
    () => process.exit(0),
    () => process.exit(1),
  )
}

process.once('disconnect', end)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end)
process.once('message', (order: KeeperOrder) => {
  next(() => start(order)).catch((error: unknown) => {
    say({ say: 'failed', why: error instanceof Error ? error.message : `${String(error)}; see ${logIn(dir)}` })
  })
})

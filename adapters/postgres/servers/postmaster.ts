/** The processes of one server, as whoever started it has them: the postmaster, and the backends that are its children. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { dataIn, logIn, readNote, tailOfLog } from './folder.ts'
import { areGoneWithin, childrenOf, holdsWithin, signal, standsStill } from './processes.ts'

/** How long a server may take to start, ms: after a kill it reads its log first. */
const startMs = 60_000

/** How long one that was asked to end may take, ms. */
const endMs = 5_000

/** How long killed processes may take to be gone, ms. */
const goneMs = 30_000

/** What a server is made of. */
export interface ServerSpec {
  readonly dir: string
  readonly binaries: Binaries
  readonly account: Account
}

/** Settings beside the server's own defaults. What a commit promises is left as it is: on. */
function settings(dir: string): Readonly<Record<string, string>> {
  return {
    listen_addresses: '',
    unix_socket_directories: dir,
    shared_buffers: '16MB',
    max_connections: '100',
    // Its segments lie among the data then, and are not left behind where the server is killed.
    dynamic_shared_memory_type: 'mmap',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // What clients did wrong is told to them.
    log_min_messages: 'log',
    log_checkpoints: 'off',
  }
}

/** The environment of this process without what would change how a server runs. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^PG|^LANG$|^LC_|^LANGUAGE$|^TZ$/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

/** Runs a program of Postgres whose words go to the log of the server. */
function run({ dir, account }: ServerSpec, program: string, args: readonly string[]): ChildProcess {
  const log = openSync(logIn(dir), 'a')
  try {
    return spawn(program, args, { ...account, cwd: dir, env: plainEnvironment(), stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

/** Settles when a process has ended, with its exit code or the signal that ended it; rejects where it could not begin. */
async function ended(child: ChildProcess): Promise<number | string> {
  const [code, name] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? name ?? 'nothing'
}

/** Makes the data of a new server. */
export async function initialise(spec: ServerSpec): Promise<void> {
  const asked = [
    '--username=holdfast',
    '--auth=trust',
    '--locale=C',
    '--encoding=UTF8',
    '--no-sync',
    '--no-instructions',
  ]
  const child = run(spec, spec.binaries.initdb, ['-D', dataIn(spec.dir), ...asked])
  const how = await ended(child)
  if (how !== 0) throw new Error(`initdb ended with ${how}:\n${await tailOfLog(spec.dir)}`)
}

/** A server that may be started and killed any number of times. */
export class Postmaster {
  readonly #spec: ServerSpec
  #child: ChildProcess | undefined
  #ended: Promise<unknown> = Promise.resolve()

  constructor(spec: ServerSpec) {
    this.#spec = spec
  }

  /** Starts the server; settles when it takes connections. Rejects with the tail of its log where it does not. */
  async start(): Promise<void> {
    const { dir, binaries } = this.#spec
    const pairs = Object.entries(settings(dir)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = run(this.#spec, binaries.postgres, ['-D', dataIn(dir), ...pairs])
    this.#child = child
    let how: number | string | undefined
    this.#ended = ended(child).then(
      (ending) => (how = ending),
      (error: unknown) => (how = String(error)),
    )
    const settled = await holdsWithin(startMs, async () => {
      const note = await readNote(dataIn(dir))
      return how !== undefined || (note?.pid === child.pid && note?.isReady === true)
    })
    if (settled && how === undefined) return
    throw new Error(
      `postgres ${how === undefined ? `was not ready within ${startMs} ms` : `ended with ${how}`}:\n${await tailOfLog(dir)}`,
    )
  }

  /** Kills all of the server at once, as a loss of its machine would; settles when all of it is gone. */
  async kill(): Promise<void> {
    const pid = this.#child?.pid
    if (pid === undefined) return
    await killTree(pid)
    await this.#ended
    this.#child = undefined
  }

  /** Ends the server, which need not keep what it holds. */
  async end(): Promise<void> {
    const pid = this.#child?.pid
    if (pid === undefined) return
    await endTree(pid)
    await this.#ended
    this.#child = undefined
  }
}

/** Kills a postmaster and its children; settles when they are gone. */
async function killTree(pid: number): Promise<void> {
  // Who stands still makes no more children; a signal takes its time until then.
  signal(pid, 'SIGSTOP')
  await holdsWithin(goneMs, () => standsStill(pid))
  const all = [pid, ...(await childrenOf(pid))]
  for (const each of all) signal(each, 'SIGKILL')
  if (await areGoneWithin(goneMs, all)) return
  throw new Error(`processes ${all.join(', ')} of a killed Postgres are not gone within ${goneMs} ms`)
}

/** Asks a postmaster to end without a checkpoint, and kills it where it does not. Either way its shared memory goes. */
export async function endTree(pid: number): Promise<void> {
  const all = [pid, ...(await childrenOf(pid))]
  signal(pid, 'SIGQUIT')
  if (!(await areGoneWithin(endMs, all))) await killTree(pid)
}

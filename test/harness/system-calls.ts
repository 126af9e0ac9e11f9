/**
 * A process of an actor under strace: it tells the system calls that are made on the files of a place, and kills the
 * process before one of them, whatever lies between the adapter and the system.
 */
import type { ChildProcess } from 'node:child_process'
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Call, Json, Outcome } from 'holdfast'
import type { Command, Reply } from '../../dist/src/harness/actors/messages.js'

const childPath = fileURLToPath(new URL('../../dist/src/harness/actors/child.js', import.meta.url))

/** The system calls at which a process is killed. */
const killedAt = ['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'ftruncate'] as const

const remedy = 'apt-get install strace, and a container needs the permission to trace (--cap-add SYS_PTRACE)'

/** Why no process can be traced here; undefined where one can. */
export function whyNoTrace(): string | undefined {
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  const said = tried.error?.message ?? tried.stderr.trim().split('\n')[0] ?? ''
  return tried.status === 0 ? undefined : `no strace (${said}): ${remedy}`
}

/** One system call of a process, by its name and how many of that name came before it, counted from 1. */
export interface SystemCall {
  readonly name: string
  readonly hit: number
  /** the path of the file, as the system has it */
  readonly path: string
}

/** What is traced. */
export interface Tracing {
  readonly adapter: string
  /** the files of which calls are told; others are let pass */
  readonly files: readonly string[]
  /** where strace writes */
  readonly trace: string
  /** the call before which the process is killed */
  readonly killAt?: SystemCall | undefined
}

// Without --seccomp-bpf: under it strace 6.1 injects no signal.
function optionsOf({ files, trace, killAt }: Tracing): string[] {
  const inject = killAt ? ['-e', `inject=${killAt.name}:signal=SIGKILL:when=${killAt.hit}`] : []
  const paths = files.flatMap((file) => ['-P', file])
  const told = ['-e', 'signal=none', '-e', `trace=${killedAt.join()}`]
  return ['-f', '-y', '-o', trace, ...told, ...paths, ...inject, process.execPath]
}

/** An actor's process that is traced. */
export class TracedActor {
  readonly #child: ChildProcess
  readonly #trace: string
  readonly #waiting = new Map<number, (outcome: Outcome) => void>()
  readonly #points: string[] = []
  readonly #gone: Promise<unknown>
  #orders = 0

  private constructor(tracing: Tracing) {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
    this.#trace = tracing.trace
    this.#child = fork(childPath, [], {
      execPath: 'strace',
      execArgv: optionsOf(tracing),
      env,
      stdio: ['ignore', 2, 2, 'ipc', 'pipe'],
    })
    this.#gone = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(() => {
      for (const resolve of this.#waiting.values()) resolve({ status: 'unknown', why: 'killed' })
    })
    this.#child.on('message', ({ order, outcome, points }: Reply) => {
      this.#points.push(...points)
      this.#waiting.get(order)?.(outcome)
      this.#waiting.delete(order)
    })
    // What is sent to a process that was just killed is answered by its end.
    this.#child.on('error', () => {})
  }

  /** Starts one, which serves the adapter. */
  static async start(tracing: Tracing): Promise<TracedActor> {
    const actor = new TracedActor(tracing)
    await actor.#order({ do: 'load', adapter: tracing.adapter, watched: [] })
    return actor
  }

  #order(command: Command): Promise<Outcome> {
    const order = (this.#orders += 1)
    return new Promise((resolve) => {
      if (!this.#child.connected) {
        resolve({ status: 'unknown', why: 'killed' })
        return
      }
      this.#waiting.set(order, resolve)
      this.#child.send({ ...command, order })
    })
  }

  open(place: Json, clockFile: string | undefined): Promise<Outcome> {
    return this.#order(clockFile === undefined ? { do: 'open', place } : { do: 'open', place, clockFile })
  }

  call(call: Call): Promise<Outcome> {
    return this.#order({ do: 'call', call })
  }

  close(): Promise<Outcome> {
    return this.#order({ do: 'close' })
  }

  /** the points that it came to, in order */
  get points(): readonly string[] {
    return this.#points
  }

  /** Ends the process; gives whether strace had killed it. strace ends in the way in which what it ran did. */
  async end(): Promise<boolean> {
    if (this.#child.connected) this.#child.disconnect()
    await this.#gone
    return this.#child.signalCode === 'SIGKILL'
  }

  /** The calls that it made, in order. */
  calls(): readonly SystemCall[] {
    const hits = new Map<string, number>()
    const lines = readFileSync(this.#trace, 'utf8').split('\n')
    return lines.flatMap((line) => {
      const [, name, path = ''] = /^\d+ +(\w+)\((?:\d+<([^>]*)>)?/.exec(line) ?? []
      if (name === undefined) return []
      const hit = (hits.get(name) ?? 0) + 1
      hits.set(name, hit)
      return [{ name, hit, path }]
    })
  }
}

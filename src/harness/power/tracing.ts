/** A process whose system calls are seen by strace. It serves place after place, since a start costs some 100 ms. */
import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, readFileSync, rmSync } from 'node:fs'
import type { ProcessOptions } from '../actors/process.ts'
import { ActorProcess } from '../actors/process.ts'
import { traceOptions } from './trace.ts'

/** How to get what is missing. */
const remedy = 'apt-get install strace, and a container needs the permission to trace (--cap-add SYS_PTRACE)'

let lack: string | undefined | null = null

/** Why no process can be traced here; undefined where one can. */
export function whyNoTrace(): string | undefined {
  if (lack !== null) return lack
  const tried = spawnSync('strace', [...traceOptions, '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  const said = tried.error?.message ?? tried.stderr.trim().split('\n')[0] ?? ''
  lack = tried.status === 0 ? undefined : `no strace (${said}): ${remedy}`
  return lack
}

/** A process under strace. */
export class TracedProcess {
  readonly actor: ActorProcess
  readonly marks: string
  readonly #file: string
  readonly #fd: number

  private constructor(actor: ActorProcess, file: string, marks: string) {
    this.actor = actor
    this.marks = marks
    this.#file = file
    this.#fd = openSync(file, 'r+')
  }

  /** Starts one; `path` is the start of the paths of its files. */
  static async start(options: ProcessOptions, path: string): Promise<TracedProcess> {
    const [file, marks] = [`${path}.trace`, `${path}.marks`]
    const command = ['strace', ...traceOptions, '-o', file] as const
    const actor = await ActorProcess.start({ ...options, under: { command: [...command], marks } })
    return new TracedProcess(actor, file, marks)
  }

  /**
   * The trace since it was taken last. strace writes each call down before it lets the process go on, so that whatever the
   * process did before its last reply is there.
   */
  take(): string {
    const text = readFileSync(this.#file, 'latin1')
    // It appends: the file need not grow with every place that is served.
    ftruncateSync(this.#fd)
    return text
  }

  async end(): Promise<void> {
    await this.actor.end()
    closeSync(this.#fd)
    for (const file of [this.#file, this.marks]) rmSync(file, { force: true })
  }
}

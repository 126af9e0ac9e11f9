/** The built command as a user starts it: in a process, a project and a folder for temporary files of its own. */
import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { dirSync } from 'tmp-promise'
import { expect, vi } from 'vitest'
import type { Report } from 'holdfast'
import { isFresh } from '../../dist/src/harness/pack.js'

if (!isFresh()) throw new Error('the command in dist is of another build: run "npm run build" before the tests')

/** The path of the command. */
export const main: string = fileURLToPath(new URL('../../dist/holdfast.cjs', import.meta.url))

/** The path of one of our adapters for tests. */
export function backend(name: string): string {
  return fileURLToPath(new URL(`../backends/${name}.adapter.ts`, import.meta.url))
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  /** folder within the project */
  readonly folder?: string
}

/** A command that runs. */
export interface Started {
  /** settles when standard error holds the text */
  says(text: string): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** to all of its group, as a terminal sends it */
  signalGroup(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

/** A project in which commands run. */
export class Project {
  readonly folder: string
  readonly #temporary: string
  /** stands in the environment of every process that a command starts, however far down */
  readonly #mark = `HOLDFAST_TEST_MARK=${randomUUID()}`
  readonly #remove: () => void
  readonly #pids: (number | undefined)[] = []

  constructor() {
    const { name, removeCallback } = dirSync({ prefix: 'cli-test', unsafeCleanup: true })
    this.folder = join(name, 'project')
    this.#temporary = join(name, 'tmp')
    this.#remove = removeCallback
    mkdirSync(this.#temporary)
    this.write('package.json', '{}')
  }

  write(path: string, text: string): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** The paths of what lies in a folder. */
  files(folder: string): readonly string[] {
    return readdirSync(join(this.folder, folder)).map((name) => join(folder, name))
  }

  start(args: readonly string[], options: StartOptions = {}): Started {
    const { child, ended } = this.#spawn(args, options)
    let said = ''
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    return {
      ended,
      signal: (signal) => child.kill(signal),
      signalGroup: (signal) => process.kill(-(child.pid ?? NaN), signal),
      says: (text) => vi.waitFor(() => expect(said).toContain(text), { timeout: 30_000, interval: 10 }),
    }
  }

  #spawn(args: readonly string[], { env = {}, folder = '.' }: StartOptions): { child: Child; ended: Promise<Ended> } {
    const inherited = Object.entries(process.env).filter(([name]) => !/^HOLDFAST_|^NO_COLOR$|^FORCE_COLOR$/.test(name))
    const [mark = '', id = ''] = this.#mark.split('=')
    const child = spawn(process.execPath, [main, ...args], {
      cwd: join(this.folder, folder),
      env: { ...Object.fromEntries(inherited), TMPDIR: this.#temporary, [mark]: id, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a shell gives it.
      detached: true,
    })
    this.#pids.push(child.pid)
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
    return { child, ended }
  }

  run(args: readonly string[], options?: StartOptions): Promise<Ended> {
    return this.start(args, options).ended
  }

  /** Runs a command whose reader goes away at the first byte. */
  runClosed(args: readonly string[]): Promise<Ended> {
    const { child, ended } = this.#spawn(args, {})
    child.stdout.once('data', () => child.stdout.destroy())
    return ended
  }

  /** Demands that no process and no folder of a run is left. */
  async demandNothingLeft(): Promise<void> {
    await vi.waitFor(() => expect(this.#processes()).toEqual([]), { timeout: 5_000, interval: 20 })
    expect(readdirSync(this.#temporary).filter((name) => name.startsWith('holdfast'))).toEqual([])
    const inMemory = existsSync('/dev/shm') ? readdirSync('/dev/shm') : []
    const isOurs = (name: string): boolean =>
      name.startsWith('holdfast') && this.#pids.some((pid) => name.includes(`-${pid}-`))
    expect(inMemory.filter(isOurs)).toEqual([])
  }

  #processes(): readonly string[] {
    return processesMarked(this.#mark)
  }

  remove(): void {
    this.#remove()
  }
}

/** The processes in whose environment a setting stands, e.g. `NAME=value`. */
export function processesMarked(mark: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => environmentOf(pid).includes(mark))
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    // It ended while we looked.
    return []
  }
}

/** The report on standard output, which must be that document and nothing else. */
export function reportOf({ stdout }: Ended): Report {
  return JSON.parse(stdout) as Report
}

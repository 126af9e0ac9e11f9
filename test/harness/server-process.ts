/** A process that has a Postgres as a run has it, for tests of what becomes of it. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, vi } from 'vitest'
import type { ServerAt } from '../../dist/adapters/postgres/servers/at.js'
import { processesMarked } from './command.ts'

const dist = new URL('../../dist/', import.meta.url).href

/** Has a server until it is told to end, and says where it is. */
const program = `
  const { default: adapter } = await import('${dist}adapters/postgres/index.js')
  const { serving } = await import('${dist}src/harness/served.js')
  const came = await serving(adapter, undefined, async ({ at }) => {
    console.log(JSON.stringify(at))
    for await (const _ of process.stdin);
  })
  if (came.reason) console.log(came.reason)
`

/** How a server is had. */
export interface Having {
  readonly env?: NodeJS.ProcessEnv
  /** the user that has it, where that is another than ours */
  readonly user?: { readonly uid: number; readonly gid: number }
}

/** A process that has a server. */
export class ServerProcess {
  readonly child: ChildProcess
  /** stands in the environment of the server and its keeper too */
  readonly #mark = `HOLDFAST_TEST_MARK=${randomUUID()}`
  readonly #said: Promise<string>
  #segment: string | undefined
  #dir: string | undefined

  constructor({ env = {}, user }: Having = {}) {
    const [mark = '', id = ''] = this.#mark.split('=')
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HOLDFAST_'))
    this.child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...Object.fromEntries(inherited), [mark]: id, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      ...user,
    })
    this.#said = once(this.child.stdout ?? this.child, 'data').then(([part]) => String(part).trim())
  }

  /** What it said first: where the server is, as JSON, or why there is none. */
  get said(): Promise<string> {
    return this.#said
  }

  async at(): Promise<ServerAt> {
    const at = JSON.parse(await this.said) as ServerAt
    this.#dir = dirname(at.keeper ?? '')
    this.#segment = segmentIn(this.#dir)
    return at
  }

  /** Sends a signal to it and to all of its group, as a terminal does. */
  signalGroup(name: NodeJS.Signals): void {
    process.kill(-(this.child.pid ?? NaN), name)
  }

  get processes(): readonly string[] {
    return processesMarked(this.#mark)
  }

  /** The keeper: the one process but ours that runs Node. */
  keeper(): number {
    const others = this.processes.map(Number).filter((pid) => pid !== this.child.pid)
    return others.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('keeper.js')) ?? NaN
  }

  /** Has it end the run in good order. */
  async end(): Promise<void> {
    this.child.stdin?.end()
    await once(this.child, 'exit')
  }

  /** Waits until no process, no folder and no shared memory of it is left. */
  async demandNothingLeft(): Promise<void> {
    await vi.waitFor(() => expect(this.processes).toEqual([]), { timeout: 20_000, interval: 10 })
    expect(existsSync(this.#dir ?? '')).toBe(false)
    expect(segments()).not.toContain(this.#segment)
  }
}

/** Each segment of shared memory of this machine, as its key and its id. */
function segments(): readonly string[] {
  const lines = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n').slice(1)
  return lines.map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '))
}

/** The segment of the server in this folder, which must be there. */
function segmentIn(dir: string): string {
  const line = readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n')[6] ?? ''
  const segment = line.trim().split(/\s+/).join(' ')
  expect(segments()).toContain(segment)
  return segment
}

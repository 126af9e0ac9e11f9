/** What this machine says of its processes: /proc on Linux, `ps` elsewhere. */
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const hasProc = process.platform === 'linux'

async function ps(...args: readonly string[]): Promise<string> {
  // A process that is not there is a failure to ps.
  return (await promisify(execFile)('ps', args).catch(() => ({ stdout: '' }))).stdout
}

/** The command line of a process; empty where it is gone, or dead and not yet waited for. */
export async function commandOf(pid: number): Promise<string> {
  if (!hasProc) return (await ps('-ww', '-o', 'args=', '-p', String(pid))).trim()
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text.split('\0').join(' ').trim()
}

/** The process that started each process. */
async function parents(): Promise<readonly { readonly pid: number; readonly parent: number }[]> {
  const lines = hasProc ? await statLines() : (await ps('-A', '-o', 'pid=,ppid=')).split('\n')
  return lines.map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
    return { pid, parent }
  })
}

/** What /proc says of a process after its name: its state, its parent and more; nothing where it is gone. */
async function statOf(pid: number | string): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name stands in parentheses, and may hold some itself.
  const rest = stat.slice(stat.lastIndexOf(')') + 1).trim()
  return rest === '' ? [] : rest.split(' ')
}

/** For each process a line with its pid and that of its parent. */
async function statLines(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(pids.map(async (pid) => `${pid} ${(await statOf(pid))[1] ?? 0}`))
}

/** The letter of the state of a process: T where it was stopped, Z where it is dead and not yet waited for; empty where it is gone. */
async function stateOf(pid: number): Promise<string> {
  const [state = ''] = hasProc ? await statOf(pid) : [(await ps('-o', 'state=', '-p', String(pid))).trim()]
  return state.slice(0, 1)
}

/** Whether a process makes no step any more: it was stopped, or is gone. */
export async function standsStill(pid: number): Promise<boolean> {
  return ['', 'Z', 'X', 'T', 't'].includes(await stateOf(pid))
}

/** The processes that a process started and that live. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  return (await parents()).filter(({ parent }) => parent === pid).map((each) => each.pid)
}

/** Sends a signal to a process, unless it is gone. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone, and what a signal is for here is that it goes.
  }
}

/** How often a condition is looked at, ms. */
const lookMs = 5

/** Waits until something holds; says whether it did within `ms`. */
export async function holdsWithin(ms: number, condition: () => Promise<boolean>): Promise<boolean> {
  const lateAt = performance.now() + ms
  for (;;) {
    if (await condition()) return true
    if (performance.now() > lateAt) return false
    await delay(lookMs)
  }
}

/**
 * Waits until processes are gone; says whether they were within `ms`. One without a command line may be about to go, and has
 * its memory still: the state tells.
 */
export async function areGoneWithin(ms: number, pids: readonly number[]): Promise<boolean> {
  return holdsWithin(ms, async () =>
    (await Promise.all(pids.map(stateOf))).every((state) => ['', 'Z', 'X'].includes(state)),
  )
}

/**
 * Runs a job in a process of its own and watches it. The process leads a group, so that its actors end with it, whatever
 * they are doing; it is taken for hung when it shows no sign of life for a while, and killed.
 */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Job, SavedCase, Saying } from './jobs.ts'
import { youngGeneration } from './node-flags.ts'
import { readNote } from './note.ts'
import { programPath } from './pack.ts'
import { quickTwin } from './run-folder.ts'

/**
 * How a job ended before its end: its process `died`, was `hung` and showed no sign of life, or was `late` and went on for
 * longer than it may, alive all the while. Each names what was being tried.
 */
export interface EarlyEnd {
  readonly how: 'died' | 'hung' | 'late'
  readonly why: string
  readonly during: SavedCase | undefined
}

/** How a job ended. */
export type JobEnd = { readonly how: 'done' } | { readonly how: 'aborted' } | EarlyEnd

/** Whether a job came to no end of its own, and nobody ended it. */
export function isEarly(end: JobEnd): end is EarlyEnd {
  return end.how !== 'done' && end.how !== 'aborted'
}

/** How long a process may show no sign of life, ms, where a call may take `callMs`: it may still answer. */
export function stallMsFor(callMs: number): number {
  return Math.max(3_000, 2 * callMs)
}

/** How a job is watched. */
export interface Watch {
  readonly signal: AbortSignal | undefined
  /** how long the process may show no sign of life, ms */
  readonly stallMs: number
  /** how long the job may take at all, ms */
  readonly totalMs: number
  hear(saying: Saying): void
}

/** Kills the whole group that the process leads. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

/** Runs a job to its end. Never rejects for what the adapter does. */
export async function runJob(job: Job, watch: Watch): Promise<JobEnd> {
  const noteFile = join(quickTwin(job.root), 'note.json')
  const program = programPath('src/harness/trial-start.js', job.counting !== undefined)
  const child = fork(program, [noteFile], {
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: [...process.execArgv, ...youngGeneration],
  })
  let aliveAt = performance.now()
  let finished = false
  let stopped: JobEnd | undefined
  child.on('message', (saying: Saying) => {
    aliveAt = performance.now()
    if (saying.say === 'done') finished = true
    else watch.hear(saying)
  })
  const stop = (end: JobEnd): void => {
    stopped ??= end
    killGroup(child)
  }
  const stopEarly = (how: EarlyEnd['how'], why: string): void => {
    stop({ how, why, during: readNote(noteFile) })
  }
  const startedAt = performance.now()
  const look = setInterval(() => {
    const now = performance.now()
    const { stallMs, totalMs } = watch
    if (now - aliveAt > stallMs) {
      // All is said once the job is done: what still has to end then is not waited for, and changes nothing.
      if (finished) killGroup(child)
      else stopEarly('hung', `no sign of life for ${stallMs} ms: a call blocks the event loop`)
    } else if (!finished && now - startedAt > totalMs) stopEarly('late', `not done within ${totalMs} ms`)
  }, 250)
  const abort = (): void => {
    stop({ how: 'aborted' })
  }
  if (watch.signal?.aborted) abort()
  watch.signal?.addEventListener('abort', abort)
  child.send(job, () => {})
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearInterval(look)
  watch.signal?.removeEventListener('abort', abort)
  killGroup(child)
  if (finished) return { how: 'done' }
  if (stopped) return stopped
  const why = `the process ended with ${signal ?? `exit code ${code}`}`
  return { how: 'died', why, during: readNote(noteFile) }
}

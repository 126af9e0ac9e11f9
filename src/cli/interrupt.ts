/** Ctrl-C and its kin: the first asks the run to end and to tell what it has; another ends the process at once. */
import type { EventEmitter } from 'node:events'

/** The exit code of a run that was interrupted: 128 and the number of SIGINT, as shells have it. */
export const interruptedCode = 130

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm and npx pass on a Ctrl-C that the terminal sent to all of its group already: within this time two are one. */
const echoMs = 500

/** What is done about a signal. */
export interface Reactions {
  first(): void
  again(): void
}

/** An abort signal that the first of the signals sets off. */
export function interruptible(source: Pick<EventEmitter, 'on'>, reactions: Reactions): AbortSignal {
  const controller = new AbortController()
  let firstAt = 0
  const hear = (): void => {
    const now = performance.now()
    if (!controller.signal.aborted) {
      firstAt = now
      reactions.first()
      controller.abort()
    } else if (now - firstAt > echoMs) {
      reactions.again()
    }
  }
  for (const signal of signals) source.on(signal, hear)
  return controller.signal
}

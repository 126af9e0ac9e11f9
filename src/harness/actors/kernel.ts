/** What the kernel says of a process, on Linux. */
import { readFileSync } from 'node:fs'

/** Whether a process can be stopped by SIGSTOP and seen to be so. */
export const canStop: boolean = process.platform === 'linux'

/** Whether a process is stopped by a signal, or is not there any more. */
export function isStoppedOrGone(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The state follows the name, which stands in parentheses and may hold some itself.
    return ['T', 'Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2))
  } catch {
    return true
  }
}

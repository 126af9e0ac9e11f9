/** What tests that end trials look at afterwards: which processes of theirs go on. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'

/** Trial processes that run under this one. */
export function trialProcesses(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/status`)) return false
    try {
      const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trial-start')
    } catch {
      // It ended while we looked.
      return false
    }
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import {
  areGoneWithin,
  childrenOf,
  commandOf,
  holdsWithin,
  signal,
  standsStill,
} from '../../../../../adapters/postgres/servers/processes.ts'

describe('a process', () => {
  it('is known by its command line and its parent, and gone once it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'a-mark'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const ended = once(child, 'exit')
    await once(child, 'spawn')
    const pid = child.pid ?? NaN
    expect(await commandOf(pid)).toContain('a-mark')
    expect(await childrenOf(process.pid)).toContain(pid)
    expect(await areGoneWithin(1, [pid])).toBe(false)
    expect(await standsStill(pid)).toBe(false)
    signal(pid, 'SIGSTOP')
    expect(await holdsWithin(10_000, () => standsStill(pid))).toBe(true)
    signal(pid, 'SIGKILL')
    expect(await areGoneWithin(10_000, [pid])).toBe(true)
    await ended
    expect(await commandOf(pid)).toBe('')
    expect(await standsStill(pid)).toBe(true)
    expect(() => signal(pid, 'SIGKILL')).not.toThrow()
  })
})

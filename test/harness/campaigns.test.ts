import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/campaigns/main.js', import.meta.url))

function campaign(...args: readonly string[]): { readonly status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 100_000 })
}

describe('campaigns', () => {
  it.each([
    { args: [], got: 'none' },
    { args: ['server-kill'], got: 'server-kill' },
    { args: ['stale-locks', '--tier', 'T3'], got: 'stale-locks --tier T3' },
  ])('are listed for $got', ({ args, got }) => {
    const { status, stdout, stderr } = campaign(...args)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`got ${got}.\n`)
    for (const name of [
      'server-kills',
      'isolation',
      'pools',
      'timeouts',
      'pgbouncer',
      'max-connections',
      'seeds',
      'mutants',
      'big-streams',
      'stale-locks',
    ])
      expect(stderr).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'))
  })

  it('tell in a table, and by their exit code: max-connections', () => {
    const { status, stdout } = campaign('max-connections')
    expect(stdout).toMatch(
      /^\| all connections are taken +\| 53300 \| sorry, too many clients already +\| exhausted \|$/m,
    )
    expect(stdout).toContain('the adapter while no connection is left: BUSY; once there is one: no error')
    expect(status).toBe(0)
  })
})

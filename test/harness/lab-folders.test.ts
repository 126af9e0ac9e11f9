/** What a run finds in the temp folder of a host that it shares with others. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A user that owns nothing: whom a test that runs as root steps down to. */
const nobody = 65_534

const makes = `
  const { makeRunFolder } = await import(${JSON.stringify(new URL('../../dist/src/harness/run-folder.js', import.meta.url).href)})
  const folder = await makeRunFolder()
  await folder.remove()
`

let temp: string

beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), 'folders-'))
  await chmod(temp, 0o777)
})

afterEach(() => rm(temp, { recursive: true, force: true }))

/** Makes and removes a run folder in a process of an ordinary user. */
function runsIn(folder: string): { readonly status: number | null; readonly stderr: string } {
  const uid = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  const env = { ...process.env, TMPDIR: folder }
  return spawnSync(process.execPath, ['--input-type=module', '-e', makes], { env, encoding: 'utf8', ...uid })
}

describe('the folder that a killed run of another user left', () => {
  it('is left alone where it may not be removed, and keeps no run from starting', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const foreign = join(temp, `holdfast-${pid}-abc`)
    await mkdir(foreign)
    await writeFile(join(foreign, 'place'), 'rows')
    await chmod(foreign, 0)
    const { status, stderr } = runsIn(temp)
    await chmod(foreign, 0o700)
    expect([status, stderr]).toEqual([0, ''])
    expect(existsSync(join(foreign, 'place'))).toBe(true)
  })
})

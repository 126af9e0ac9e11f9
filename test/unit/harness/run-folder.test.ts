import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { abandonRunFolders, makeRunFolder, quickTwin } from '../../../src/harness/run-folder.ts'

let temp: string

beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), 'unit-run-folder-'))
  vi.stubEnv('TMPDIR', temp)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(temp, { recursive: true, force: true })
})

/** A pid that no process has any more. */
function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ['--version'])
  return pid
}

/** A folder as a run leaves it, with a place in it. */
async function leftBy(pid: number | string, prefix = 'holdfast'): Promise<string> {
  const path = join(temp, `${prefix}-${pid}-abc`)
  await mkdir(join(path, 'p1-1'), { recursive: true })
  await writeFile(join(path, 'p1-1', 'place.sqlite'), 'rows')
  return path
}

describe('the folder of a run', () => {
  it('is new, empty and our own, and gone when it is removed', async () => {
    const folder = await makeRunFolder()
    const { path } = folder
    expect(basename(path)).toMatch(new RegExp(`^holdfast-${process.pid}-`))
    expect(await readdir(path)).toEqual([])
    await writeFile(join(path, 'place'), 'rows')
    await folder.remove()
    expect(existsSync(path)).toBe(false)
  })

  it('is another for each run', async () => {
    const [one, other] = [await makeRunFolder(), await makeRunFolder()]
    expect(one.path).not.toBe(other.path)
    await Promise.all([one.remove(), other.remove()])
  })

  it('may be removed twice', async () => {
    const folder = await makeRunFolder()
    await folder.remove()
    await expect(folder.remove()).resolves.toBeUndefined()
  })
})

describe('the folders of a process that ends without waiting', () => {
  it('are removed at once, but for those that are gone already', async () => {
    const [one, other] = [await makeRunFolder(), await makeRunFolder()]
    await writeFile(join(one.path, 'place'), 'rows')
    await other.remove()
    abandonRunFolders()
    expect([one, other].map(({ path }) => existsSync(path))).toEqual([false, false])
  })
})

describe('what other runs left', () => {
  it('is swept where their process is gone', async () => {
    const dead = await leftBy(deadPid())
    const folder = await makeRunFolder()
    expect(existsSync(dead)).toBe(false)
    await folder.remove()
  })

  it('stays where their process runs', async () => {
    const [own, first] = [await leftBy(process.pid), await leftBy(process.ppid)]
    const folder = await makeRunFolder()
    expect([own, first].map((path) => existsSync(join(path, 'p1-1', 'place.sqlite')))).toEqual([true, true])
    await folder.remove()
  })

  it.each([
    ['the folder of another program', 'other', '999999999'],
    ['a folder without a pid', 'holdfast', 'notes'],
    ['a folder of a pid that none can be', 'holdfast', '0'],
  ])('stays where it is %s', async (_, prefix, pid) => {
    const path = await leftBy(pid, prefix)
    const folder = await makeRunFolder()
    expect(existsSync(path)).toBe(true)
    await folder.remove()
  })
})

describe('the twin in memory of a folder', () => {
  it('is a folder of the same name where memory has one, else the folder itself; and goes with it', async () => {
    const folder = await makeRunFolder()
    const { path } = folder
    const twin = quickTwin(path)
    expect(basename(twin)).toBe(basename(path))
    await writeFile(join(twin, 'place'), 'rows')
    await folder.remove()
    expect([existsSync(twin), existsSync(path)]).toEqual([false, false])
  })

  it('goes at once where a process ends without waiting', async () => {
    const { path } = await makeRunFolder()
    const twin = quickTwin(path)
    abandonRunFolders()
    expect(existsSync(twin)).toBe(false)
  })
})

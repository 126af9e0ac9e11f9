/** Logs on a disk that is full: what an append wrote that came to nothing does not stay. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import { openLogs } from '../../../../adapters/fs/logs.ts'
import { makePlace } from '../../../../adapters/fs/place.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import type { LogPart, LogStore } from '../../../../contracts/index.ts'
import { interfere, stopped } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

const parts: readonly LogPart[] = [{ stream: 'out', bytes: Buffer.from('x') }]

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
  await makePlace(dir)
})

afterEach(async () => {
  interfere()
  await rm(dir, { recursive: true })
})

function opened(): LogStore {
  return openLogs(dir, new Registers(), { now: () => 1_000 })
}

/** The files of states and pieces. */
async function files(): Promise<readonly string[]> {
  return (await readdir(join(dir, 'logs'), { recursive: true })).filter((path) => /\/\d+\.\w+$/.test(path))
}

describe('an append that comes to nothing', () => {
  it('leaves no piece where its state cannot be written', async () => {
    await opened().append('s', 'l', 1, parts)
    const before = await files()
    interfere((operation, make) => {
      if (operation.startsWith('writeNew 2')) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      return make()
    })
    for (let tries = 0; tries < 3; tries += 1)
      await expect(opened().append('s', 'l', 2, parts)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await files()).toEqual(before)
    interfere()
    expect(await opened().append('s', 'l', 2, parts)).toEqual({ status: 'appended', next: 3 })
  })

  it('leaves no piece where another was faster, and none of that other is taken', async () => {
    await opened().append('s', 'l', 1, parts)
    const late = await stopped(/^writeRange/, () => opened().append('s', 'l', 2, parts))
    await opened().append('s', 'l', 2, parts)
    const before = await files()
    expect(await late.finish()).toEqual({ status: 'known', next: 3 })
    expect(await files()).toEqual(before)
    expect(await opened().tail('s', 'l')).toMatchObject({ status: 'there', size: 2, next: 3 })
  })
})

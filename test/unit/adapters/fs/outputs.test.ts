/** Outputs on the disk where a row came to harm, or the disk may only be read. */
import { chmod, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOutputs } from '../../../../adapters/fs/outputs.ts'
import fs from '../../../../adapters/fs/index.ts'
import { makePlace } from '../../../../adapters/fs/place.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import type { OutputRows } from '../../../../contracts/index.ts'
import { asOrdinaryUser } from '../sqlite/ordinary-user.ts'
import { asked, refusal, sessionOn } from '../sessions.ts'

let dir: string
let outputs: OutputRows

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
  await makePlace(dir)
  outputs = openOutputs(dir, new Registers(), { now: () => 1_000 })
})

afterEach(() => rm(dir, { recursive: true }))

/** The paths in the place that fit. */
async function paths(fits: RegExp): Promise<readonly string[]> {
  const all = await readdir(dir, { recursive: true })
  return all.filter((path) => fits.test(path)).map((path) => join(dir, path))
}

/** Damages every row that is there. */
async function damage(): Promise<void> {
  for (const state of await paths(/data\.\w+\/\d/)) await writeFile(state, 'damaged\n')
}

describe('a damaged row', () => {
  it('is told by get, keys and prune alike, and hides no other', async () => {
    await outputs.put('s', 'a', '1')
    await damage()
    for (const key of ['b', 'c', 'd']) await outputs.put('s', key, '1')
    expect(await refusal(outputs.get('s', 'a'))).toBe('CORRUPT')
    const { keys, corrupt } = await outputs.keys('s', { limit: 10 })
    expect([keys.toSorted(), corrupt?.length]).toEqual([['b', 'c', 'd'], 1])
    expect(await outputs.get('s', 'b')).toMatchObject({ status: 'hit' })
    expect(await refusal(outputs.prune({ olderThanMs: 0 }))).toBe('CORRUPT')
    const others = await Promise.all(['b', 'c', 'd'].map((key) => outputs.get('s', key)))
    expect(others.map(({ status }) => status)).toEqual(['miss', 'miss', 'miss'])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['a write', () => outputs.put('s', 'a', '2'), 'hit'],
    ['a removal', () => outputs.delete('s', 'a'), 'miss'],
    ['a clearing', () => outputs.clear('s'), 'miss'],
  ])('is mended by %s', async (_, mend, status) => {
    await outputs.put('s', 'a', '1')
    await damage()
    await mend()
    expect(await outputs.get('s', 'a')).toMatchObject({ status })
  })

  it('is none of another key, wherever its folder came from', async () => {
    const folders = (): Promise<readonly string[]> => paths(/outputs\/\w{64}\/\w{64}$/)
    await outputs.put('s', 'a', '1')
    const [own = ''] = await folders()
    await outputs.put('s', 'b', '1')
    const other = (await folders()).find((path) => path !== own) ?? ''
    await rm(other, { recursive: true })
    await rename(own, other)
    expect(await refusal(outputs.get('s', 'b'))).toBe('CORRUPT')
  })
})

describe('a place that may only be read', () => {
  it('answers, and is READ_ONLY to whoever changes it', async () => {
    await outputs.put('s', 'a', '1')
    const folders = [dir, ...(await paths(/^[^.]*$|data\.\w+$/))]
    for (const folder of folders) await chmod(folder, 0o555)
    const told = await asOrdinaryUser(async () => {
      const session = await sessionOn(fs, { folder: dir })
      return [await outputs.get('s', 'a'), await refusal(session.locks.acquire('a', asked))]
    })
    for (const folder of folders) await chmod(folder, 0o755)
    expect(told).toEqual([{ status: 'hit', value: '1', storedAtMs: 1_000 }, 'READ_ONLY'])
  })
})

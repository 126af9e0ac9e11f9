import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logIn, readNote, tailOfLog } from '../../../../../adapters/postgres/servers/folder.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-folder-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

/** What a server wrote of itself, as far as it came. */
async function noted(...lines: readonly string[]): Promise<ReturnType<typeof readNote>> {
  await writeFile(join(dir, 'postmaster.pid'), lines.join('\n'))
  return readNote(dir)
}

const first = ['1234', '/tmp/a/data', '1795926392', '5432', '/tmp/a', ''] as const

describe('what a server says of itself', () => {
  it('is nothing where there is none, or no line of it is whole', async () => {
    expect(await readNote(dir)).toBeUndefined()
    expect(await noted('')).toBeUndefined()
  })

  it('is its number before it has memory, then its memory too, then that it takes connections', async () => {
    expect(await noted(...first)).toEqual({ pid: 1234, isReady: false, segment: undefined })
    const segment = { key: 2_261_116, id: 52 }
    expect(await noted(...first, '  2261116        52', 'starting')).toEqual({ pid: 1234, isReady: false, segment })
    expect(await noted(...first, '  2261116        52', 'ready   ', '')).toEqual({ pid: 1234, isReady: true, segment })
  })
})

describe('the tail of the log', () => {
  it('is its last lines, and nothing where there is no log', async () => {
    expect(await tailOfLog(dir)).toBe('')
    await writeFile(logIn(dir), 'one\ntwo\nthree\n')
    expect(await tailOfLog(dir, 2)).toBe('two\nthree')
  })
})

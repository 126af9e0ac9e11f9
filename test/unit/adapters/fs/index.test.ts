/** Places in folders: what is a place, what is left behind, and what a name on the disk gives away. */
import { getEventListeners } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fs from '../../../../adapters/fs/index.ts'
import type { Json, Outputs } from '../../../../contracts/index.ts'
import { asked, opening, refusal, sessionOn } from '../sessions.ts'

let dir: string
let place: Json

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
  place = await fs.create({ id: 'a', dir })
})

afterEach(() => rm(dir, { recursive: true }))

/** Every name below the folder of the place. */
async function names(): Promise<readonly string[]> {
  return (await readdir(dir, { recursive: true })).toSorted()
}

const empty = ['blobs', 'checkpoints', 'format.json', 'locks', 'logs', 'outputs', 'tasks', 'temporary', 'writes']

async function outputsOf(): Promise<Outputs> {
  return (await fs.open(place, opening))['outputs'] as Outputs
}

describe('a place', () => {
  it('is a few folders and the name of its format', async () => {
    expect(await names()).toEqual(empty)
  })

  it('keeps what was written for the next session', async () => {
    const first = await sessionOn(fs, place)
    await first.locks.acquire('a', asked)
    await first.close()
    const second = await sessionOn(fs, place)
    expect(await second.locks.inspect('a')).toMatchObject({ status: 'held', lock: { token: 1 } })
  })

  it('leaves nothing with the signal of a session once that is closed', async () => {
    const { signal } = new AbortController()
    const session = await fs.open(place, { ...opening, signal })
    await session.close()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('closes a session that was given up', async () => {
    const session = await fs.open(place, { ...opening, signal: AbortSignal.abort() })
    await expect(session.close()).resolves.toBeUndefined()
  })

  it.each([
    ['another format', '{"format":"a letter"}'],
    ['no format', ''],
    ['what is no object', 'null'],
    ['a newer version', '{"format":"holdfast fs","version":2}'],
    ['no version', '{"format":"holdfast fs"}'],
  ])('is refused with SCHEMA where it says %s', async (_, text) => {
    await writeFile(join(dir, 'format.json'), text)
    expect(await refusal(fs.open(place, opening))).toBe('SCHEMA')
  })

  it('that is gone is refused, and not made anew: nothing would be found in it', async () => {
    const gone = { folder: join(dir, 'gone') }
    expect(await refusal(fs.open(gone, opening))).toBe('SCHEMA')
    expect(await names()).toEqual(empty)
  })

  it('loses what a killed writer left when it is opened', async () => {
    const left = join(dir, 'temporary', 'b'.repeat(32))
    await mkdir(join(left, `data.${'b'.repeat(32)}`), { recursive: true })
    await writeFile(join(left, `none.0.${'b'.repeat(32)}`), '')
    await fs.open(place, opening)
    expect(await names()).toEqual(empty)
  })
})

describe('rows that were removed', () => {
  it('leave nothing, and neither does their scope', async () => {
    const outputs = await outputsOf()
    const key = { task: 'a', input: 'i' }
    await outputs.put({ tenant: 't' }, key, 1)
    await outputs.put({ tenant: 't', run: 'r' }, key, 1)
    await outputs.delete({ tenant: 't' }, key)
    await outputs.clear({ tenant: 't', run: 'r' })
    expect(await names()).toEqual(empty)
  })
})

describe('a name', () => {
  it.each(['../../a', '/', '.', 'a\u0000b', 'CON', 'n'.repeat(512), '\u{1f512}'])(
    'is never one on the disk: %j',
    async (name) => {
      const { locks } = await sessionOn(fs, place)
      expect(await locks.acquire(name, asked)).toMatchObject({ status: 'acquired' })
      expect(await locks.list({ limit: 10 })).toMatchObject({ locks: [{ name }] })
      const made = (await names()).flatMap((path) => path.split('/'))
      expect(made.filter((part) => !/^[\w.]{1,100}$/.test(part))).toEqual([])
      expect(await readdir(join(dir, 'locks'))).toHaveLength(1)
    },
  )
})

describe('calls of one session', () => {
  it('on one row go one after the other, and all of them count', async () => {
    const session = await sessionOn(fs, place)
    const all = await Promise.all(Array.from({ length: 50 }, () => session.locks.acquire('a', asked)))
    expect(all.filter(({ status }) => status === 'acquired')).toHaveLength(1)
    await session.close()
  })

  it('that are open when it closes end before it has closed', async () => {
    const session = await sessionOn(fs, place)
    let ended = false
    const call = session.locks.acquire('a', asked).then(() => {
      ended = true
    })
    await session.close()
    expect(ended).toBe(true)
    await call
  })
})

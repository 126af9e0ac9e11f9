/** States of the file system that are whole files of the wrong shape: CORRUPT where they are asked for, in nobody's way. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCheckpoints } from '../../../../adapters/fs/checkpoints.ts'
import { openLocks } from '../../../../adapters/fs/locks.ts'
import { openOutputs } from '../../../../adapters/fs/outputs.ts'
import { makePlace } from '../../../../adapters/fs/place.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import { digestOf, readState, writeState } from '../../../../adapters/fs/state-file.ts'
import type { Json } from '../../../../contracts/index.ts'
import { asked, opening } from '../sessions.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-corrupt-'))
  await makePlace(dir)
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const { clock } = opening
const outputs = () => openOutputs(dir, new Registers(), clock)
const checkpoints = () => openCheckpoints(dir, new Registers(), clock)
const locks = () => openLocks(dir, new Registers(), clock)

/** The facts with a fact of another shape; a dot leads into a fact. */
function altered(facts: Json, path: string, to: Json): Json {
  const [first = '', ...rest] = path.split('.')
  const row = facts as { readonly [key: string]: Json }
  return { ...row, [first]: rest.length > 0 ? altered(row[first] ?? null, rest.join('.'), to) : to }
}

/** Writes the state of a name anew, whole and with its digests. */
async function rewrite(room: string, name: string, change: (facts: Json) => Json, body?: string): Promise<void> {
  const folder = join(dir, room, digestOf(name))
  const all = await readdir(folder, { recursive: true })
  const [file = ''] = all.filter((path) => /data\.\w+\/\d/.test(path)).map((path) => join(folder, path))
  const state = readState(await readFile(file), file)
  await writeFile(file, writeState({ ...state, facts: change(state.facts), body: body ?? state.body }))
}

const corrupt = { code: 'CORRUPT' }

describe('a lock', () => {
  it.each<[string, Json]>([
    ['row', null],
    ['held', 'yes'],
    ['row.token', 0],
    ['row.takeableAtMs', 'soon'],
    ['row.owner.pid', -1],
    ['row.owner', 'me'],
    ['row.slots', 1],
    ['others', [{}]],
  ])('with another %s is CORRUPT, never free, and hides no other', async (path, to) => {
    for (const name of ['a', 'b', 'c']) await locks().acquire(name, asked)
    await rewrite('locks', 'b', (facts) => altered(facts, path, to))
    await expect(locks().acquire('b', asked)).rejects.toMatchObject(corrupt)
    await expect(locks().inspect('b')).rejects.toMatchObject(corrupt)
    const page = await locks().list({ limit: 10 })
    expect([page.locks.map(({ name }) => name).toSorted(), page.corrupt?.length]).toEqual([['a', 'c'], 1])
  })
})

describe('an output', () => {
  it.each<[string, Json]>([
    ['storedAtMs', -1],
    ['storedAtMs', 'then'],
    ['key', 5],
  ])('with %s %j is CORRUPT, told by a listing and a prune, and hides no other', async (path, to) => {
    for (const key of ['a', 'b']) await outputs().put('s', key, '1')
    await rewrite(join('outputs', digestOf('s')), 'a', (facts) => altered(facts, path, to))
    await expect(outputs().get('s', 'a')).rejects.toMatchObject(corrupt)
    expect(await outputs().keys('s', { limit: 10 })).toMatchObject({ keys: ['b'], corrupt: [{}] })
    await expect(outputs().prune({ olderThanMs: 0 })).rejects.toMatchObject(corrupt)
    await expect(outputs().get('s', 'a')).rejects.toMatchObject(corrupt)
    expect(await outputs().delete('s', 'a')).toEqual({ status: 'deleted' })
  })
})

describe('a checkpoint', () => {
  it.each<[string, Json]>([
    ['epoch', -1],
    ['pin', 5],
    ['anchor', {}],
    ['touchedAtMs', null],
    ['links', 'none'],
    ['links', [{ name: 'a' }]],
  ])('with %s %j is CORRUPT for every call', async (path, to) => {
    const { epoch } = await checkpoints().begin('a', { pin: 'p' })
    await checkpoints().append('a', epoch, ['"x"'])
    await rewrite('checkpoints', 'a', (facts) => altered(facts, path, to))
    const one = checkpoints()
    await expect(one.begin('a', { pin: 'q' })).rejects.toMatchObject(corrupt)
    await expect(one.append('a', epoch, ['"y"'])).rejects.toMatchObject(corrupt)
    await expect(one.finish('a', epoch)).rejects.toMatchObject(corrupt)
    await expect(one.inspect('a')).rejects.toMatchObject(corrupt)
    expect(await one.begin('b', { pin: 'p' })).toMatchObject({ epoch: 1 })
  })

  it.each(['5', '{}', '{"added":[5],"streaks":[]}', '{"added":[],"streaks":[["x",0,1]]}', '['])(
    'whose items are %s is CORRUPT and not shorter',
    async (body) => {
      const { epoch } = await checkpoints().begin('a', { pin: 'p' })
      await checkpoints().append('a', epoch, ['"x"'])
      await rewrite('checkpoints', 'a', (facts) => facts, body)
      await expect(checkpoints().inspect('a')).rejects.toMatchObject(corrupt)
      await expect(checkpoints().begin('a', { pin: 'p' })).rejects.toMatchObject(corrupt)
    },
  )
})

import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import memory from '../../../../adapters/memory/index.ts'
import { asked, refusal, sessionOn } from '../sessions.ts'

/** A new place; memory needs no folder. */
function place(id: string): Promise<{ readonly id: string; readonly home: string }> {
  return memory.create({ id, dir: tmpdir() }) as Promise<{ readonly id: string; readonly home: string }>
}

describe('a place in memory', () => {
  it('is plain JSON, and opens again from its text', async () => {
    const made = await place('text')
    const first = await sessionOn(memory, made)
    await first.locks.acquire('a', asked)
    await first.close()
    const again = await sessionOn(memory, JSON.parse(JSON.stringify(made)) as typeof made)
    expect(await again.locks.inspect('a')).toMatchObject({ status: 'held' })
  })

  it('of another process is refused with SHARING, though its id is known here', async () => {
    const made = await place('elsewhere')
    const foreign = { ...made, home: '00000000-0000-4000-8000-000000000000' }
    expect(await refusal(memory.open(foreign, { clock: { now: () => 0 }, signal: new AbortController().signal }))).toBe(
      'SHARING',
    )
  })

  it('that is gone, or never was, is refused with SHARING', async () => {
    const made = await place('short-lived')
    await memory.destroy(made)
    expect(await refusal(sessionOn(memory, made))).toBe('SHARING')
    expect(await refusal(sessionOn(memory, { ...made, id: 'never-made' }))).toBe('SHARING')
  })

  it('admits several sessions at once, and they see the same locks', async () => {
    const made = await place('shared')
    const [one, other] = [await sessionOn(memory, made), await sessionOn(memory, made)]
    await one.locks.acquire('a', asked)
    expect(await other.locks.acquire('a', asked)).toMatchObject({ status: 'busy' })
  })

  it('keeps what was written when its session ends, and nothing of other places', async () => {
    const [here, there] = [await place('here'), await place('there')]
    const session = await sessionOn(memory, here)
    await session.locks.acquire('a', asked)
    await session.close()
    expect((await (await sessionOn(memory, here)).locks.list({ limit: 10 })).locks).toHaveLength(1)
    expect((await (await sessionOn(memory, there)).locks.list({ limit: 10 })).locks).toEqual([])
  })

  it('hands out rows that nobody can change it by', async () => {
    const { locks } = await sessionOn(memory, await place('rows'))
    const taken = await locks.acquire('a', asked)
    if (taken.status !== 'acquired') throw new Error('a new place has no locks')
    Object.assign(taken.lease.owner, { instance: 'another' })
    expect(await locks.inspect('a')).toMatchObject({ lock: { owner: { instance: 'instance-0' } } })
  })
})

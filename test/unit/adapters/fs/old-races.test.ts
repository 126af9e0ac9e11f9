/** Programs of version 0 that come between the steps of one of today, in a place that was of that version. */
import { describe, expect, it, vi } from 'vitest'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import { makeOldFolder, oldFolder } from '../../../upgrades/fs.ts'
import { asked } from '../sessions.ts'
import type { Ports } from './on-folder.ts'
import { dir, onFolder, opened, time } from './on-folder.ts'
import { interfere, stopped } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

onFolder(makeOldFolder)

const scope = { tenant: 't' }
const scopeText = '{"tenant":"t"}'
const rows = ['1', '2'].map((input) => ({ task: 'a', input }))
const textOf = (input: string): string => `{"input":"${input}","task":"a"}`

describe('an output that a program of version 0 writes anew', () => {
  const old = (): ReturnType<typeof oldFolder> => oldFolder(dir)

  it.each<readonly [string, (ports: Ports) => Promise<unknown>]>([
    ['a prune', ({ outputs }) => outputs.prune({ olderThanMs: 0 })],
    ['a clear', ({ outputs }) => outputs.clear(scope)],
  ])('stays, though the one that it had before goes by %s', async (_, call) => {
    for (const { input } of rows) await old().put(scopeText, textOf(input), '"old"', 10)
    const ports = await opened()
    let removals = 0
    interfere(async (operation, make) => {
      if (/^remove [0-9a-f]{64}\.json$/.test(operation)) removals += 1
      // One of them is about to go; the other was taken up, and is next.
      if (removals === 1) for (const { input } of rows) await old().put(scopeText, textOf(input), '"fresh"', time.nowMs)
      return make()
    })
    await call(ports)
    interfere()
    const left = await Promise.all(rows.map((row) => ports.outputs.get(scope, row)))
    expect(left).toContainEqual({ status: 'hit', value: 'fresh', storedAtMs: time.nowMs })
    const shown = await Promise.all(rows.map(({ input }) => old().get(scopeText, textOf(input))))
    expect(shown).toContain('"fresh"')
  })

  it('is overwritten by a put that comes behind it, for programs of both versions', async () => {
    await old().put(scopeText, textOf('1'), '"old"', 10)
    const ports = await opened()
    const [row = { task: 'a', input: '1' }] = rows
    const putting = await stopped(/^move [0-9a-f]{32}$/, () => ports.outputs.put(scope, row, 'ours'))
    await old().put(scopeText, textOf('1'), '"fresh"', time.nowMs - 1)
    await putting.finish()
    expect(await ports.outputs.get(scope, row)).toMatchObject({ status: 'hit', value: 'ours' })
    expect(await old().get(scopeText, textOf('1'))).toBeUndefined()
  })
})

describe('the file of a lock', () => {
  const fileTaken = /^(?:remove|move) [0-9a-f]{64}\.json$/

  it('is not taken with that of the lease before it', async () => {
    const [first, second] = [await opened(), await opened()]
    await first.locks.acquire('a', asked)
    const releasing = await stopped(fileTaken, () => first.locks.release('a', 1))
    expect(await second.locks.acquire('a', { ...asked, owner: owner(1) })).toMatchObject({ lease: { token: 2 } })
    await releasing.finish()
    expect(await oldFolder(dir).acquire('a', 50, time.nowMs)).toBe(false)
  })

  it('is not taken with one that had run out', async () => {
    const [first, second] = [await opened(), await opened()]
    await first.locks.acquire('a', asked)
    time.nowMs += 60
    // It has taken the lock over in the register, and is about to take the file that had run out.
    const taking = await stopped(fileTaken, () => first.locks.acquire('a', { ...asked, owner: owner(1) }))
    time.nowMs += 60
    expect(await second.locks.acquire('a', asked)).toMatchObject({ lease: { token: 3 } })
    await taking.finish()
    expect(await oldFolder(dir).acquire('a', 50, time.nowMs)).toBe(false)
  })

  it('is not taken with a lease that had run out, where a program of version 0 has the lock by then', async () => {
    const { locks } = await opened()
    await locks.acquire('a', asked)
    time.nowMs += 60
    const releasing = await stopped(/^move head/, () => locks.release('a', 1))
    const old = oldFolder(dir)
    expect(await old.acquire('a', 50, time.nowMs)).toBe(true)
    await releasing.finish()
    expect(await old.refresh('a', 50, time.nowMs)).toBe(true)
  })

  it('is that of a program of version 0, which took the lock over while its lease was renewed: the lease is lost', async () => {
    const { locks } = await opened()
    await locks.acquire('a', asked)
    time.nowMs += 60
    const renewing = await stopped(/^move head/, () => locks.renew('a', 1, { ttlMs: 50 }))
    const old = oldFolder(dir)
    expect(await old.acquire('a', 50, time.nowMs)).toBe(true)
    expect(await renewing.finish()).toEqual({ status: 'lost' })
    expect(await old.refresh('a', 50, time.nowMs)).toBe(true)
    expect(await locks.inspect('a')).toMatchObject({ status: 'held', lock: { owner: { instance: 'version 0' } } })
  })
})

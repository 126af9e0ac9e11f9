/** Registers where the file system fails, or what lies on it came to harm. */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import { refusal } from '../sessions.ts'
import { Counters } from './counter.ts'
import type { Counter } from './counter.ts'
import { Stepped, interfere } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

let counters: Counters

beforeEach(() => {
  counters = new Counters()
})

afterEach(async () => {
  interfere()
  await counters.remove()
})

/** An error as Node makes it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says`), { code })
}

/** From now on the first operation that fits fails, and every one is noted. */
function failOn(fits: RegExp, code: string): string[] {
  const noted: string[] = []
  interfere((operation, make) => {
    noted.push(operation)
    if (fits.test(operation) && noted.filter((one) => fits.test(one)).length === 1) throw systemError(code)
    return make()
  })
  return noted
}

/** From now on every operation is noted. */
function note(): string[] {
  return failOn(/^$/, 'EIO')
}

const syncOfHead = /^syncFolder counter$/
const syncOfStates = /^syncFolder data/

describe('a sync that fails', () => {
  it('before the change: nothing was published, and no state is left', async () => {
    const counter = await counters.after('add')
    failOn(syncOfStates, 'EIO')
    await expect(counter.does('add')).rejects.toThrow('EIO')
    interfere()
    expect([await counter.count(), await counter.states()]).toEqual([1, 1])
  })

  it.each(['add', 'remove'] as const)('after the change (%s) makes the outcome unknown', async (way) => {
    const counter = await counters.after('add')
    failOn(syncOfHead, 'EIO')
    expect(await refusal(counter.does(way))).toBe('IO')
  })

  it.each(['ENOSPC', 'EROFS', 'EDQUOT'])(
    'after the change is IO and never what surely had no effect: %s',
    async (code) => {
      const counter = await counters.after('add')
      failOn(syncOfHead, code)
      expect(await refusal(counter.does('add'))).toBe('IO')
    },
  )

  it.each(['add', 'remove'] as const)(
    'is not cured by a later one: what %s left is published anew first',
    async (way) => {
      const counter = await counters.after('add', 'add')
      const registers = new Registers()
      failOn(syncOfHead, 'EIO')
      await refusal(counter.does(way, registers))
      const noted = note()
      expect(await counter.count(registers)).toBe(way === 'add' ? 3 : 0)
      const anew = noted.filter((one) => /^move (?:head|none)|^syncFolder counter/.test(one))
      expect(anew.at(-2)).toMatch(/^move/)
      expect(anew.at(-1)).toBe('syncFolder counter')
      const again = note()
      await counter.count(registers)
      expect(again.filter((one) => /^(?:move|syncFolder)/.test(one))).toEqual([])
    },
  )

  it('before an answer lets nothing be answered', async () => {
    const counter = await counters.after('add')
    failOn(syncOfHead, 'EIO')
    expect(await refusal(counter.count())).toBe('IO')
  })

  it('above a new register has it made anew', async () => {
    const counter = await counters.after()
    failOn(/^syncFolder outputs$/, 'EIO')
    await expect(counter.does('add')).rejects.toThrow('EIO')
    expect(await counter.names()).toBeUndefined()
    await counter.does('add')
    expect(await counter.count()).toBe(1)
  })
})

describe('what is answered', () => {
  it('was made durable before, and once for each change that a session has not made itself', async () => {
    const counter = await counters.after('add')
    const registers = new Registers()
    const noted = note()
    await counter.count(registers)
    await counter.count(registers)
    await counter.does('add', registers)
    await counter.count(registers)
    expect(noted.filter((one) => syncOfHead.test(one))).toHaveLength(2)
    await counter.does('add')
    const more = note()
    await counter.count(registers)
    expect(more.filter((one) => syncOfHead.test(one))).toHaveLength(1)
  })

  it('lets nothing go of a register whose removal by another is not durable', async () => {
    const counter = await counters.after('add')
    const other = new Stepped(() => counter.does('remove'))
    while ((await other.standing()) !== 'syncFolder counter') await other.step()
    const noted = note()
    await counter.does('remove')
    const removing = noted.filter((one) => syncOfHead.test(one) || one.startsWith('remove none'))
    expect(removing).toEqual(['syncFolder counter', expect.stringMatching(/^remove none/)])
    await other.finish()
  })

  it('follows from names that were synced from the state up to the place', async () => {
    const counter = await counters.after()
    const noted = note()
    await counter.does('add')
    const syncs = noted.filter((one) => one.startsWith('syncFolder') || /^(?:move|makeFile|writeNew)/.test(one))
    const plain = syncs.map((one) => one.replaceAll(/\.?[0-9a-f]{32}/g, ''))
    expect(plain).toEqual([
      'makeFile none.0',
      'syncFolder ',
      'move ',
      'syncFolder scope',
      'syncFolder outputs',
      'syncFolder temporary',
      'writeNew 1',
      'syncFolder data',
      'move none.0',
      'syncFolder counter',
    ])
  })
})

describe('a rename of the head', () => {
  it('that always comes too late ends with BUSY, and leaves nothing', async () => {
    const counter = await counters.after('add')
    const clock = vi.spyOn(performance, 'now')
    interfere((operation, make) => {
      if (!operation.startsWith('move head')) return make()
      clock.mockReturnValue(60_000)
      return false
    })
    clock.mockReturnValue(0)
    expect(await refusal(counter.does('add'))).toBe('BUSY')
    clock.mockRestore()
    interfere()
    expect([await counter.count(), await counter.states()]).toEqual([1, 1])
  })

  it.each(['EIO', 'ENOSPC', 'EBUSY'])(
    'that was made and says %s is of unknown outcome, and is not made again',
    async (code) => {
      const counter = await counters.after('add')
      interfere(async (operation, make) => {
        const made = await make()
        if (operation.startsWith('move head')) throw systemError(code)
        return made
      })
      expect(await refusal(counter.does('add'))).toBe('IO')
      interfere()
      expect(await counter.count()).toBe(2)
    },
  )
})

describe('a register that came to harm', () => {
  /** The file of its only state. */
  async function stateOf(counter: Counter): Promise<string> {
    const data = (await counter.names())?.find((name) => name.startsWith('data.')) ?? ''
    const [state = ''] = await readdir(join(counter.address.path, data))
    return join(counter.address.path, data, state)
  }

  it('is CORRUPT where its state is gone, cut short, longer or altered, and absent never', async () => {
    const harms: readonly ((file: string, bytes: Buffer) => Promise<void>)[] = [
      (file) => rm(file),
      (file) => writeFile(file, ''),
      (file, bytes) => writeFile(file, bytes.subarray(0, 40)),
      (file, bytes) => writeFile(file, bytes.subarray(0, -1)),
      (file, bytes) => writeFile(file, Buffer.concat([bytes, Buffer.from('1')])),
      (file, bytes) => writeFile(file, bytes.fill(0)),
    ]
    for (const harm of harms) {
      const counter = await counters.after('add')
      const file = await stateOf(counter)
      await harm(file, await readFile(file))
      const whole = new Registers().visit(counter.address, async (current) => ({ answer: await current?.state() }))
      expect(await refusal(whole)).toBe('CORRUPT')
    }
  })

  it('is CORRUPT where the folder of its states is gone, for readers and writers', async () => {
    const counter = await counters.after('add')
    await rm(join(await stateOf(counter), '..'), { recursive: true })
    expect([await refusal(counter.count()), await refusal(counter.does('add'))]).toEqual(['CORRUPT', 'CORRUPT'])
  })
})

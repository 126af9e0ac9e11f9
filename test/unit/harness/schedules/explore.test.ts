import { describe, expect, it } from 'vitest'
import { turnOfLoop } from '../../../../src/harness/deadline.ts'
import { explore, follow } from '../../../../src/harness/schedules/explore.ts'
import { races } from '../../../races/index.ts'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

describe.each([...races])('%s', (_, make) => {
  it('is found by its choices again, and again', async () => {
    const { choices = [], wrong } = await explore(() => make(false), 7, 1_000)
    expect(wrong).toBeDefined()
    expect([await follow(make(false), choices), await follow(make(false), choices)]).toEqual([wrong, wrong])
  })

  it('is found whatever the seed', async () => {
    for (const seed of seeds) expect((await explore(() => make(false), seed, 1_000)).wrong).toBeDefined()
  })

  it('is not seen by actors that follow each other', async () => {
    expect(await follow(make(false), [])).toBeUndefined()
  })

  it('is not found where it is mended', async () => {
    expect(await explore(() => make(true), 7, 4_000)).not.toHaveProperty('wrong')
  })
})

describe('a program', () => {
  it('whose schedules are few is searched to the end', async () => {
    const step = async (point: () => Promise<void>): Promise<void> => point()
    const explored = await explore(() => ({ actors: [step, step], wrong: () => undefined }), 1, 1_000)
    expect(explored.isExhausted).toBe(true)
    expect(explored.schedules).toBeLessThan(100)
  })

  it('whose actor throws is stopped by that', async () => {
    const actors = [() => Promise.reject(new Error('no more'))]
    await expect(explore(() => ({ actors, wrong: () => undefined }), 1, 1)).rejects.toThrow('no more')
  })

  it('that waits for the world outside lets the others go on, and comes back', async () => {
    const seen: string[] = []
    const actors = [
      async () => {
        for (let turn = 0; turn < 50; turn += 1) await turnOfLoop()
        seen.push('outside')
      },
      async (point: () => Promise<void>) => {
        await point()
        seen.push('inside')
      },
    ]
    await follow({ actors, wrong: () => undefined }, [])
    expect(seen).toEqual(['inside', 'outside'])
  })

  it.each([1, 2, 3, 4, 5])('is left in the middle of what it does, after a pause of %i', async (pause) => {
    // No point lies between the read and the write: three turns of the queue do.
    let row = 0
    const add = async (): Promise<void> => {
      const read = row
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
      row = read + 1
    }
    const wrong = (): string | undefined => (row === 2 ? undefined : 'one of two is lost')
    expect(await follow({ actors: [add, add], wrong }, [0, pause])).toBe(pause <= 3 ? 'one of two is lost' : undefined)
  })
})

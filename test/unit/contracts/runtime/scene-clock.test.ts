import { describe, expect, it } from 'vitest'
import { SceneClock } from '../../../../contracts/runtime/scene-clock.ts'

/** A promise that goes on by itself for so many turns. */
async function turning(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
}

describe('the clock of a scene', () => {
  it('goes on only when nothing moves, and fires what is due in order', async () => {
    const clock = new SceneClock()
    const seen: string[] = []
    const note = (what: string): number => seen.push(`${what} at ${clock.now()}`)
    clock.after(20, () => note('late'))
    clock.after(10, () => note('early'))
    clock.after(10, () => note('second'))
    const work = turning(100).then(async () => {
      note('moving')
      await clock.wait(15)
      note('waited')
    })
    expect(await clock.until(work)).toBe(true)
    expect(seen).toEqual(['moving at 0', 'early at 10', 'second at 10', 'waited at 15'])
  })

  it('says that work never ends where no timer is left that could end it', async () => {
    const clock = new SceneClock()
    clock.after(5, () => {})
    expect(await clock.until(new Promise(() => {}))).toBe(false)
    expect(clock.now()).toBe(5)
  })

  it('waits for work that goes on in turns of the event loop', async () => {
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await new SceneClock().until(turns())).toBe(true)
  })

  it('is given up on where timers never end', async () => {
    const clock = new SceneClock()
    const again = (): void => {
      clock.after(1, again)
    }
    again()
    expect(await clock.until(new Promise(() => {}))).toBe(false)
  })

  it('counts the timers of the part, and not those of the scene', async () => {
    const clock = new SceneClock()
    clock.after(1, () => {})
    const drop = clock.forPart.after(2, () => {})
    clock.forPart.after(3, () => {})
    expect(clock.pending).toBe(2)
    drop()
    expect(clock.pending).toBe(1)
    await clock.pass(3)
    expect([clock.pending, clock.now()]).toEqual([0, 3])
  })

  it('fires at once what is set to no number', async () => {
    const clock = new SceneClock()
    let fired = Infinity
    clock.forPart.after(Number.NaN, () => {
      fired = clock.now()
    })
    await clock.pass(1)
    expect(fired).toBe(0)
  })
})

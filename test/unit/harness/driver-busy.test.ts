import { afterAll, describe, expect, it } from 'vitest'
import type { History } from '../../../contracts/index.ts'
import { runDriver } from '../../../dist/src/harness/lab/driver.js'
import { Drivers, adding, counting, hunted } from '../../races/driving.ts'

const drivers = new Drivers()

afterAll(() => drivers.end())

/** One call of each of two actors, by these choices. */
async function met(ways: readonly [string, string], choices: readonly number[]): Promise<History> {
  const script = adding(...ways.map((way) => [way]))
  const ran = await runDriver(await drivers.on(counting), { tier: 'T2', actors: 2, script, choices })
  expect(ran.stuck).toBeUndefined()
  return ran.history.filter(({ actor }) => actor < 2)
}

function shown(history: History): readonly unknown[] {
  return history.map(({ outcome }) => (outcome.status === 'ok' ? outcome.value : outcome))
}

const busy = { status: 'fail', error: { message: 'SqliteError SQLITE_BUSY: database is locked' } }
const outdated = { status: 'fail', error: { message: 'SqliteError SQLITE_BUSY_SNAPSHOT: database is locked' } }

describe('a store that is busy', () => {
  /** The first actor is left inside its transaction. */
  const inside = [0, 0, 0, 1]

  it.each(['add', 'addByText', 'addByCursor'])(
    'blocks who comes to it, and lets it on when it is free: %s',
    async (way) => {
      const [first, second] = await met(['add', way], inside)
      expect(shown([first, second].flatMap((event) => event ?? []))).toEqual([1, 2])
      expect(second?.invoked).toBeLessThan(first?.returned ?? 0)
    },
  )

  it('is told at once to an adapter that does not wait', async () => {
    const [first, second] = await met(['add', 'addHastily'], inside)
    expect(second?.outcome).toMatchObject(busy)
    expect(second?.returned).toBeLessThan(first?.returned ?? 0)
  })

  it('is told at once to one that has read, and would write while another does', async () => {
    const [first, second] = await met(['addDeferred', 'add'], [0, 0, 0, 0, 1, 0, 0, 1])
    expect(first?.outcome).toMatchObject(busy)
    expect(first?.returned).toBeLessThan(second?.returned ?? 0)
  })

  it('is told to one that has read what another has written since', async () => {
    const history = await met(['addDeferred', 'add'], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    expect(history[0]?.outcome).toMatchObject(outdated)
    expect(history[1]?.outcome).toMatchObject({ value: 1 })
  })

  it('is told to one of those who wait for each other', async () => {
    // In its second call an actor takes the two files in the other order.
    const before = [...adding(['addCrossed']), { turn: 0 }]
    const script = [...before, ...adding(['addCrossed'], ['addCrossed'])]
    const subject = await drivers.on(counting)
    const hit = await hunted(subject, script, 1, 320)
    const again = hit && (await runDriver(subject, hit.explored.part(hit.round, hit.round + 1)))
    const failed = again?.history.filter(({ outcome }) => outcome.status === 'fail') ?? []
    expect(failed).toHaveLength(1)
    expect(failed[0]?.outcome).toMatchObject(busy)
  })
})

import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import type { Failed } from '../../../../src/harness/shrinking/shrink.ts'
import { shrink } from '../../../../src/harness/shrinking/shrink.ts'
import { bounds, commands, commandsOf, does, failed, smallest } from './smallest.ts'

const script = [does(0, 1), does(1, 2)]

/** The points at which a fault at the last one is tried, where it fails only there. */
async function triedFor(
  fault: Omit<Fault, 'point'>,
  actors: number,
  before: readonly string[],
): Promise<readonly string[]> {
  const points = [[...before, 'last']]
  const tried = new Set<string>()
  const run = async (some: Case): Promise<Failed | undefined> => {
    if (some.fault) tried.add(some.fault.point)
    return some.fault?.point === 'last' ? failed(some, points) : undefined
  }
  await shrink(
    failed({ tier: 'T4', actors, script, fault: { ...fault, point: 'last' } }, points),
    commands,
    run,
    bounds,
  )
  return [...tried].toSorted()
}

describe('a fault', () => {
  const stopped: Fault = { actor: 0, point: 'b', hit: 1, action: 'stop' }

  it('goes where the case fails without it, and so do that of a recovery and clocks that are apart', async () => {
    const recovery: Fault = { ...stopped, action: 'kill' }
    const of: Case = { tier: 'T4', actors: 2, script, fault: { ...stopped, action: 'kill' }, recovery, skews: [5, -5] }
    const isBoth = (some: Case): boolean => commandsOf(some).length === 2 && some.actors === 2
    expect(await smallest(of, isBoth)).not.toHaveProperty('fault')
    const kept = await smallest(of, (some) => isBoth(some) && some.fault !== undefined)
    expect([kept.fault, kept.recovery, kept.skews]).toEqual([of.fault, undefined, undefined])
    const skewed = await smallest(of, (some) => isBoth(some) && some.skews?.[1] === -5)
    expect(skewed.skews).toEqual([0, -5])
  })

  it('stands still where it was stopped by a signal', async () => {
    const of: Case = { tier: 'T4', actors: 2, script, fault: stopped }
    const small = await smallest(of, (some) => some.fault !== undefined)
    expect(small.fault?.action).toBe('park')
  })

  it('stays an error that can come where it is', async () => {
    const before = ['better-sqlite3 run BEGIN:after', 'better-sqlite3 run COMMIT:before', 'p.put:reply']
    const tried = await triedFor({ actor: 0, hit: 1, action: 'throw', error: 'SQLITE_FULL' }, 1, before)
    expect(tried).toEqual(['better-sqlite3 run COMMIT:before', 'last'])
  })

  it('stands still only in a call that is in flight', async () => {
    const before = ['open fs stat:before', 'p.put:call', 'fs write:before', 'fs write:half', 'p.put:acked']
    const tried = await triedFor({ actor: 0, hit: 1, action: 'park' }, 2, before)
    expect(tried).toEqual(['fs write:before', 'last'])
  })

  it('leaves the clocks with their actors', async () => {
    const of: Case = { tier: 'T4', actors: 3, script: [does(2, 7)], skews: [1, 2, 3] }
    const small = await smallest(of, (some) => some.skews?.includes(3) === true && commandsOf(some).includes(7))
    expect(small).toMatchObject({ actors: 1, skews: [3] })
  })
})

describe('the shrinker of a loss of power', () => {
  const lossy: Case = {
    tier: 'T5',
    actors: 1,
    script: [does(0, 7), { turn: 3 }, does(0, 9)],
    loss: { profile: 'posix', cut: 20, lost: [3, 5, 8, 13, 17] },
  }

  it('leaves out steps first, and lets the loss be looked for anew in what is left', async () => {
    const seen: Case[] = []
    const run = async (some: Case): Promise<Failed | undefined> => {
      seen.push(some)
      if (!commandsOf(some).includes(9)) return undefined
      return failed(some.loss ? some : { ...some, loss: { profile: 'posix', cut: 4, lost: [1, 2] } })
    }
    const small = (await shrink(failed(lossy), commands, run, bounds)).case
    expect(seen[0]).not.toHaveProperty('loss')
    expect(small).toEqual({ tier: 'T5', actors: 1, script: [does(0, 9)], loss: { profile: 'posix', cut: 4, lost: [] } })
  })

  it('comes down to the one lost operation that matters', async () => {
    const fails = (of: Case): boolean => of.script.length === 3 && of.loss?.lost.includes(13) === true
    const small = await smallest(lossy, fails)
    expect(small.loss).toEqual({ profile: 'posix', cut: 20, lost: [13] })
  })

  it('takes a torn write for one that is lost, or kept, where that fails too', async () => {
    const torn = { operation: 6, bytes: 512, sectors: [1] } as const
    const tearing: Case = { ...lossy, loss: { profile: 'posix', cut: 20, lost: [3, 8], torn } }
    const whole = await smallest(tearing, (of) => of.script.length === 3 && of.loss?.lost.includes(6) === true)
    expect(whole.loss).toEqual({ profile: 'posix', cut: 20, lost: [6] })
    const kept = await smallest(tearing, (of) => of.script.length === 3 && of.loss?.lost.includes(8) === true)
    expect(kept.loss).toEqual({ profile: 'posix', cut: 20, lost: [8] })
    const needed = await smallest(tearing, (of) => of.script.length === 3 && of.loss?.torn !== undefined)
    expect(needed.loss).toEqual({ profile: 'posix', cut: 20, lost: [], torn })
  })
})

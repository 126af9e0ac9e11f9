// Each promise speaks of some scene, and its rule refuses every other answer there.
import { describe, expect, it } from 'vitest'
import type { LivenessStatus } from '../../../../../contracts/index.ts'
import { everyLock, everyProcess, everyStanding } from '../../../../../contracts/runtime/liveness/every.ts'
import { standings, statuses } from '../../../../../contracts/runtime/liveness/part.ts'
import * as all from '../../../../../contracts/runtime/liveness/rules.ts'
import type { JudgePromise, StandPromise, TakePromise } from '../../../../../contracts/runtime/liveness/rules.ts'
import type { JudgeScene, JudgeSeen } from '../../../../../contracts/runtime/liveness/scenes.ts'

const promises = Object.entries(all).filter(([, one]) => typeof one === 'object' && 'when' in one)
const ofProcesses = promises.filter(([, one]) => 'is' in one) as [string, JudgePromise][]
const ofStandings = promises.filter(([, one]) => 'reads' in one) as [string, StandPromise][]
const ofLocks = promises.filter(([, one]) => 'may' in one) as [string, TakePromise][]

function seen(status: LivenessStatus, looked: readonly number[] = []): JudgeSeen {
  return { status, why: '', looked, again: status }
}

describe('a promise', () => {
  it.each(ofProcesses)('of processes is kept by its own answer only: %s', (_, promise) => {
    const [scene] = everyProcess().filter(promise.when)
    const rule = all.judged(promise)
    const refused = statuses.filter((status) => scene && rule(scene, seen(status)) !== undefined)
    expect(refused).toEqual(statuses.filter((status) => status !== promise.is))
  })

  it.each(ofLocks)('of locks is kept by its own answer only: %s', (_, promise) => {
    const [scene] = everyLock().filter(promise.when)
    const rule = all.taken(promise)
    const refused = [true, false].filter((may) => scene && rule(scene, { may, why: '' }) !== undefined)
    expect(refused).toEqual([!promise.may])
  })

  it.each(ofStandings)('of standings is kept by its own answer only: %s', (_, promise) => {
    const [scene] = everyStanding().filter(promise.when)
    const rule = all.stood(promise)
    const refused = standings.filter((status) => scene && rule(scene, { status, why: '' }) !== undefined)
    expect(refused).toEqual(standings.filter((status) => status !== promise.reads))
  })

  it('is made of every process and every lock, and no two contradict each other', () => {
    const answers = (scene: JudgeScene): readonly LivenessStatus[] =>
      ofProcesses.filter(([, { when }]) => when(scene)).map(([, { is }]) => is)
    expect(everyProcess().filter((scene) => new Set(answers(scene)).size !== 1)).toEqual([])
    const taken = everyLock().map((scene) => ofLocks.filter(([, { when }]) => when(scene)).map(([, { may }]) => may))
    expect(taken.filter((answered) => new Set(answered).size !== 1)).toEqual([])
    const stood = everyStanding().map((scene) => ofStandings.filter(([, { when }]) => when(scene)).length)
    expect(new Set(stood)).toEqual(new Set([1]))
  })
})

describe('looks', () => {
  const [within] = everyProcess().filter(all.running.when)
  const [abroad] = everyProcess().filter(all.otherHost.when)

  it('are at the one pid, once, and at none of another host', () => {
    const pid = within?.of.pid ?? 0
    const refused = (scene: JudgeScene | undefined, ...looked: readonly number[]): boolean =>
      scene !== undefined && all.looksWithinSight(scene, seen('alive', looked)) !== undefined
    expect([refused(within), refused(within, pid), refused(abroad)]).toEqual([false, false, false])
    expect([refused(within, pid, pid), refused(within, pid + 1), refused(abroad, pid)]).toEqual([true, true, true])
  })
})

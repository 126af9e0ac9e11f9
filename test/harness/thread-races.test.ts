/** Races of threads: what they show counts only where calls that change something met others. */
import { describe, expect, it } from 'vitest'
import { dirSync } from 'tmp-promise'
import sharedMemory from 'holdfast/adapters/shared-memory'
import outputs from '../../dist/contracts/repository/outputs/contract.js'
import { Racers } from '../../dist/src/harness/actors/racers.js'
import { EvidenceCount } from '../../dist/src/harness/evidence.js'
import type { Subject } from '../../dist/src/harness/lab/subject.js'
import { ThreadRaces } from '../../dist/src/harness/lab/thread-races.js'
import { Places } from '../../dist/src/harness/places.js'

const never = (): never => {
  throw new Error('races of threads need none')
}

const key = { scope: { tenant: 't' }, key: { task: 'a', input: 'i' } }
const put = { call: 'put', ...key, value: 1 }
const get = { call: 'get', ...key }

/** Races a script of outputs, and gives what was counted of it. */
async function raced(script: Parameters<ThreadRaces['try']>[0]['script']): Promise<EvidenceCount> {
  const folder = dirSync({ prefix: 'thread-races', unsafeCleanup: true })
  const racers = new Racers({ adapter: sharedMemory.module, callMs: 10_000, watched: [] })
  const subject: Subject = {
    adapter: sharedMemory,
    contract: outputs,
    places: new Places(sharedMemory, folder.name),
    worn: undefined,
    pool: never,
    threads: never,
    racers: () => racers,
    power: never,
    callMs: 10_000,
  }
  const evidence = new EvidenceCount()
  const reading = { broken: undefined, marks: [], overlap: { get: 1 } }
  const searching = { evidence, isOver: () => false, isLate: () => true, announce: () => {} }
  try {
    const races = new ThreadRaces(subject, { ...searching, read: () => reading, readOnce: () => reading }, 'T2')
    expect(await races.try({ actors: 2, script })).toBeUndefined()
    return evidence
  } finally {
    await racers.close()
    folder.removeCallback()
  }
}

describe('a race of threads', () => {
  it('has shown nothing of a change that is made while nobody is beside it', async () => {
    const evidence = await raced([
      { actor: 0, does: put },
      { turn: 1 },
      { actor: 0, does: get },
      { actor: 1, does: get },
    ])
    expect(evidence.unmet(true)).toBe('no call of put met another while it ran')
  })
})

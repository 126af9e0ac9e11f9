import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import memory from '../../../../adapters/memory/index.ts'
import locks from '../../../../contracts/locks/contract.ts'
import { EvidenceCount } from '../../../../src/harness/evidence.ts'
import { CallsSearch } from '../../../../src/harness/lab/calls-search.ts'
import type { Subject } from '../../../../src/harness/lab/subject.ts'
import { Places } from '../../../../src/harness/places.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calls-search-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const never = (): never => {
  throw new Error('sessions in this thread need none')
}

/** On how many places a script is tried. */
async function placesTried(isLate: boolean): Promise<number> {
  const places = new Places(memory, folder)
  const subject: Subject = {
    adapter: memory,
    contract: locks,
    places,
    worn: undefined,
    pool: never,
    threads: never,
    racers: never,
    power: never,
    callMs: 1_000,
  }
  let tried = 0
  const reading = { broken: undefined, marks: [], overlap: {} }
  const search = new CallsSearch(subject, {
    evidence: new EvidenceCount(),
    isOver: () => false,
    isLate: () => isLate,
    announce: () => {
      tried += 1
    },
    read: () => reading,
    readOnce: () => reading,
  })
  const script = [0, 1, 0, 1].map((actor) => ({ actor, does: { call: 'inspect', name: 'a' } }))
  await search.try({ tier: 'T2', actors: 2, script }, 1)
  return tried
}

describe('a script whose actors overlap', () => {
  it('is tried on several places', async () => {
    expect(await placesTried(false)).toBeGreaterThan(1)
  })

  it('is tried on one where the time is used up and others may reach what it does not', async () => {
    expect(await placesTried(true)).toBe(1)
  })
})
